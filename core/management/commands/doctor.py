from django.conf import settings
from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core import health
from core.links import absolute
from core.models import OfficeSettings

SILENT_BACKENDS = ("console", "dummy", "locmem", "filebased")


class Command(BaseCommand):
    help = "Say in words what is misconfigured or stands still; exits 1 when there is anything."

    def add_arguments(self, parser):
        parser.add_argument("--no-mail", action="store_true", help="do not connect to the mail server")

    def handle(self, *args, no_mail, **options):
        facts = health.facts()
        for fact in facts:
            self.stdout.write(f"{'!' if fact.problem else ' '} {fact.name}: {fact.value}")
        problems = [fact.problem for fact in facts if fact.problem] + [*_settings(), *([] if no_mail else _mail())]
        for problem in problems:
            self.stderr.write(f"- {problem}")
        if problems:
            raise CommandError(_("%(count)s things need attention.") % {"count": len(problems)})
        self.stdout.write(_("All is well."))


def _settings():
    """What holds for an installation that the public uses."""
    if settings.DEBUG:
        yield _("DEBUG is on: set DJANGO_SETTINGS_MODULE=config.settings.production.")
    if settings.DEMO:
        yield _("DEMO is on: accounts with a known password can sign in.")
    if not absolute("/").startswith("https://"):
        yield _("BASE_URL is not https: links in messages and QR codes lead to %(url)s.") % {"url": absolute("/")}
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield _("ALLOWED_HOSTS must name the hosts of this site, and nothing else.")
    office = OfficeSettings.load()
    if not (office.email and office.phone and office.address):
        yield _("Address, phone or e-mail of the office are missing: CMS, Settings, Office.")


def _mail():
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    if backend in SILENT_BACKENDS:
        yield _("No mail leaves this machine (%(backend)s): set EMAIL_URL.") % {"backend": backend}
        return
    try:
        with get_connection():
            pass
    except Exception as failure:
        yield _("The mail server does not answer: %(kind)s.") % {"kind": type(failure).__name__}
