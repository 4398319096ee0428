"""manage.py write_texts: the texts every office starts with, with the facts of this office."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Revision

from helpdesk import setup as helpdesk
from home import setup
from home.models import HomePage


class Command(BaseCommand):
    help = (
        "Writes the texts of pages and answers again with name, city and limits of the settings, before editing starts."
    )

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="also over what editors have changed")

    def handle(self, *args, force, **options):
        home = HomePage.objects.first()
        if home is None:
            raise CommandError("There are no pages yet.")
        if Revision.page_revisions.filter(user__isnull=False).exists() and not force:
            raise CommandError("Editors have changed pages already; --force writes over what they wrote.")
        setup.rewrite_texts()
        helpdesk.rewrite_texts()
        call_command("search_rebuild", verbosity=0)
        self.stdout.write("Pages and answers name this office now.")
