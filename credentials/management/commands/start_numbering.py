from django.core.management.base import BaseCommand, CommandError

from credentials import numbering
from credentials.enums import CredentialKind


class Command(BaseCommand):
    help = "Say which number was the last one given out elsewhere, once, when the office changes over during a year."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=CredentialKind.values)
        parser.add_argument("year", type=int)
        parser.add_argument("last", type=int, help="the last number that was given out")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")

    def handle(self, *args, kind, year, last, dry_run, **options):
        now = numbering.last_of(kind, year)
        if last < now:
            raise CommandError(f"{now} numbers of {year} are given out already; the count never goes back.")
        if not dry_run:
            numbering.start_after(kind, year, last)
        self.stdout.write(f"The next number of {year} is {last + 1}.")
