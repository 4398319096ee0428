import signal
import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from core.ticks import tick_safely


class Command(BaseCommand):
    help = "The background process: one tick every few seconds, queued tasks and scheduled publishing."

    def add_arguments(self, parser):
        parser.add_argument("--interval", type=float, default=5.0, help="seconds between two rounds")

    def handle(self, *args, interval, **options):
        stop = threading.Event()
        rounds = 0
        while not stop.is_set():
            for number in (signal.SIGINT, signal.SIGTERM):  # again each round: db_worker sets its own
                signal.signal(number, lambda *_: stop.set())
            tick_safely()
            if rounds % 12 == 0:
                self._slow_round()
            rounds += 1
            close_old_connections()
            stop.wait(interval)

    def _slow_round(self):
        """Once a minute: pages whose hour has come, tasks that were queued."""
        tasks = {"batch": True, "backend_name": "background", "startup_delay": False}
        for command, options in (("publish_scheduled", {}), ("db_worker", tasks)):
            try:
                call_command(command, verbosity=0, **options)
            except Exception:
                self.stderr.write(f"{command} failed; next round tries again")
