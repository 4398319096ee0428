from django.core.management.base import BaseCommand

from stats import workflow


class Command(BaseCommand):
    help = "Count the live figures again from the event log and put the result in place of the stored ones."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *args, **options):
        changes = workflow.differences()
        if options["dry_run"]:
            for cell, facts, logged in changes:
                self.stdout.write(f"{cell.month:%Y-%m} {cell.measure}: {facts} -> {logged}")
            self.stdout.write(f"{len(changes)} cells would change.")
            return
        self.stdout.write(f"{workflow.rebuild()} cells counted, {len(changes)} of them were different.")
