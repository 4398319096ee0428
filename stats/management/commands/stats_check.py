from django.core.management.base import BaseCommand, CommandError

from stats import workflow


class Command(BaseCommand):
    help = "Compare the live figures with the event log; fails and names every cell that differs."

    def handle(self, *args, **options):
        found = workflow.differences()
        for cell, facts, logged in found:
            of = f"service {cell.service}, programme {cell.program}, district {cell.district}, sex {cell.sex or '-'}"
            self.stdout.write(f"{cell.month:%Y-%m} {cell.measure} ({of}): facts {facts}, log {logged}")
        if found:
            raise CommandError(f"{len(found)} cells differ from the log.")
        self.stdout.write("The figures are what the log says.")
