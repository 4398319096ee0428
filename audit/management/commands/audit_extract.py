from django.core.management.base import BaseCommand

from audit import heads


class Command(BaseCommand):
    help = (
        "Write the links of the log as lines of JSON, without any text of the events; docs/verify_log.py checks them."
    )

    def add_arguments(self, parser):
        parser.add_argument("--first", type=int, default=1, help="position of the first link")
        parser.add_argument("--last", type=int, help="position of the last link (default: the newest)")

    def handle(self, *args, first, last, **options):
        for line in heads.extract(first, last):
            self.stdout.write(line)
