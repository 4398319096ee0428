from django.core.management.base import BaseCommand, CommandError

from audit.log import verify
from audit.models import Event


class Command(BaseCommand):
    help = "Check the whole log against its chain; names each fault and exits 1 when there is one."

    def handle(self, *args, **options):
        faults = list(verify())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults in {Event.objects.count()} events")
        self.stdout.write(f"{Event.objects.count()} events, no fault")
