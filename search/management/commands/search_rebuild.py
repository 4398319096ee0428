from django.core.management.base import BaseCommand

from search import index, replica


class Command(BaseCommand):
    help = "Build the search index anew beside the one that answers, and let it take over without a gap."

    def handle(self, *args, **options):
        tally = index.rebuild()
        counts = f"{len(tally.written)} written, {len(tally.gone)} gone, {tally.same} as they were"
        self.stdout.write(f"database: {counts}")
        if replica.is_configured():
            self.stdout.write(f"elasticsearch: {replica.rebuild()}")
            replica.push()
