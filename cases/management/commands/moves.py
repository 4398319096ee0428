from django.core.management.base import BaseCommand

from cases.table import table


class Command(BaseCommand):
    help = "Print the table of states and moves, as in docs/cases.md."

    def handle(self, *args, **options):
        self.stdout.write(table())
