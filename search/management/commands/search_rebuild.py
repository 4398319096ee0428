from django.core.management.base import BaseCommand

from search import index, replica


class Command(BaseCommand):
    help = "Build the search index anew, in place and without a gap; in Elasticsearch beside the old index."

    def handle(self, *args, **options):
        tally = index.rebuild()
        counts = f"{len(tally.written)} written, {len(tally.gone)} gone, {tally.same} as they were"
        self.stdout.write(f"database: {counts}")
        if replica.is_configured():
            self.stdout.write(f"elasticsearch: {replica.rebuild()}")
            replica.push()
