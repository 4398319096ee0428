import logging
import signal
import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from core.ticks import tick_safely

log = logging.getLogger(__name__)
# Once a minute: pages whose hour has come, tasks that were queued.
SLOW = (
    ("publish_scheduled",),
    ("db_worker", "--batch", "--no-startup-delay", "--backend", "background"),
)


class Command(BaseCommand):
    help = "The background process: one tick every few seconds, queued tasks and scheduled publishing."

    def add_arguments(self, parser):
        parser.add_argument("--interval", type=float, default=5.0, help="seconds between two rounds")
        parser.add_argument("--rounds", type=int, default=0, help="end after so many rounds (0: never)")

    def handle(self, *args, interval, rounds, **options):
        stop = threading.Event()
        done = 0
        while not stop.is_set():
            for number in (signal.SIGINT, signal.SIGTERM):  # again each round: db_worker sets its own
                signal.signal(number, lambda *_: stop.set())
            tick_safely()
            if done % 12 == 0:
                self._slow_round()
            done += 1
            close_old_connections()
            if done == 1:
                log.info("worker runs")
            if done == rounds:
                return
            stop.wait(interval)

    def _slow_round(self):
        for command in SLOW:
            try:
                call_command(*command, verbosity=0)
            except Exception:
                log.exception("%s failed; the next round tries again", command[0])
