from django.core.management.base import BaseCommand

from stats import seeds


class Command(BaseCommand):
    help = "Make the data pages of the reference office (tables of stats/data) that are not there yet."

    def handle(self, *args, **options):
        made = seeds.load()
        self.stdout.write(f"{len(made)} data pages made.")
