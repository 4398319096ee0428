"""A crowd in front of a server that is killed: whoever got no answer sends the same again, as a browser does."""

import http.client
import threading
from collections import Counter
from collections.abc import Callable

import requests

from tests import processes, storm

BROKEN_OFF = (OSError, http.client.HTTPException, requests.RequestException)
AT_ONCE = 24


class Crowd:
    """Runs the works of people side by side; `happens` are kills, each after so many works were done."""

    def __init__(self, server: processes.Server):
        self.server, self.up, self.turn = server, threading.Event(), threading.Lock()
        self.up.set()
        self.broken, self.done, self.seconds_down = Counter(), 0, []

    def run(self, works: list[Callable[[], None]], *, happens: dict[int, Callable[[], None]]) -> None:
        crowd = storm.Crowd(AT_ONCE)
        for work in works:
            crowd.add(lambda work=work: self._do(work, happens))
        crowd.run()

    def persistently(self, who: object, ask: Callable):
        """The answer to a request, sent again as long as the connection breaks off."""
        while True:
            try:
                return ask()
            except BROKEN_OFF:
                self.broken[who] += 1
                assert self.up.wait(processes.PATIENCE), "the server did not come back"

    def kill_worker(self) -> None:
        self.server.kill_worker()

    def kill_server(self) -> None:
        """Everything dies at once; somebody starts it again."""
        self.up.clear()
        self.server.kill()
        self.seconds_down.append(self.server.start())
        self.up.set()

    def _do(self, work: Callable[[], None], happens: dict) -> None:
        work()
        with self.turn:
            self.done += 1
            kill = happens.get(self.done)
        if kill:
            kill()
