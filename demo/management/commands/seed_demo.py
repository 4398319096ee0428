from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from audit.log import seal_due
from core import bootstrap
from demo import seed


class Command(BaseCommand):
    help = "Fill an empty database with a lively demo office; a second run changes nothing. Only where DEMO is set."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Refused: this is not a demo (DEMO is not set).")
        if seed.is_seeded():
            self.stdout.write("The office has programmes already; nothing is changed.")
            return
        bootstrap.run()
        seed.fill()
        seal_due()
        call_command("search_rebuild", stdout=self.stdout)
        call_command("audit_verify", stdout=self.stdout)
        self.stdout.write("The demo office is ready.")
