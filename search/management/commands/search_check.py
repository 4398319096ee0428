from django.core.management.base import BaseCommand, CommandError

from search import index, replica


class Command(BaseCommand):
    help = "Compare the search index with what is published, and Elasticsearch with the index; repairs what differs."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what differs; exit code 1 when anything does"
        )

    def handle(self, *args, dry_run, **options):
        tally = index.drift(repair=not dry_run)
        wrong = [f"missing or old: {key}" for key in tally.written] + [f"gone: {key}" for key in tally.gone]
        if replica.is_configured():
            wrong += [f"elasticsearch: {key}" for key in replica.drift(repair=not dry_run)]
        for line in wrong:
            self.stdout.write(line)
        if wrong and dry_run:
            raise CommandError(f"{len(wrong)} documents differ; without --dry-run they are repaired.")
        self.stdout.write(f"{len(wrong)} documents repaired." if wrong else "Everything is as it should be.")
