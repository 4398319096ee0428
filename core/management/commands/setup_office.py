from django.core.management.base import BaseCommand

from core import bootstrap


class Command(BaseCommand):
    help = "Create what every office needs (roles, holidays, regions, procedures, pages); safe to repeat."

    def handle(self, *args, **options):
        bootstrap.run()
        self.stdout.write("Office ready.")
