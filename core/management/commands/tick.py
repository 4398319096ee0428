from django.core.management.base import BaseCommand

from core.ticks import tick


class Command(BaseCommand):
    help = "Run once what the worker does every few seconds: offers, releases, outbox, seals, retention."

    def handle(self, *args, **options):
        tick()
