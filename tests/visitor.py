"""Somebody who was never here goes through the whole wizard over real sockets, as a browser does without scripts."""

import http.client
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from core.models import OutboxMessage
from forms import steps
from programs.models import Batch
from tests.factories import forms as made

FORM = "application/x-www-form-urlencoded"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Visitor:
    """Keeps cookies and follows nothing by itself; `place` is the address the limits of the door count."""

    def __init__(self, port: int, place: str):
        self.port, self.place, self.cookies = port, place, {}

    def get(self, path: str) -> tuple[int, str, str]:
        return self._ask("GET", path)

    def send(self, path: str, **values: str) -> tuple[int, str]:
        """Open the page, then send it with its hidden controls."""
        status, _onward, text = self.get(path)
        assert status == 200, (path, status, _onward)
        status, onward, text = self._ask("POST", path, urlencode(dict(HIDDEN.findall(text)) | values, doseq=True))
        return status, onward

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "X-Forwarded-For": self.place, "Content-Type": FORM}
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            server.request(method, path, body, headers)
            answer = server.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
            return answer.status, answer.getheader("Location", ""), answer.read().decode()
        finally:
            server.close()


def register(port: int, batch: Batch, serial: int) -> tuple[int, str]:
    """From the conditions to the receipt; the answer to the last page."""
    visitor = Visitor(port, f"10.{serial >> 16 & 255}.{serial >> 8 & 255}.{serial & 255}")
    email = f"baru{serial}@contoh.test"
    visitor.get(made.address(batch, steps.ELIGIBILITY))
    _status, door, _text = visitor.get(made.address(batch, steps.SIGN_IN))
    visitor.send(door, email=email)
    visitor.send("/masuk/kode/", code=code_of(email))
    for step, values in pages():
        status, onward = visitor.send(made.address(batch, step), **values)
        assert status == 302, (step, status)
    visitor.get(onward)
    return status, onward


def code_of(email: str) -> str:
    latest = OutboxMessage.objects.filter(kind="sign_in_code").order_by("-pk")[:50]
    return next(re.search(r"\d{6}", each.content["text"])[0] for each in latest if each.to == email)


def pages() -> list[tuple[str, dict]]:
    return [
        (steps.IDENTITY, made.identity()),
        (steps.ADDRESS, made.ADDRESS),
        (steps.EDUCATION, made.EDUCATION),
        (steps.CHECK, {}),
        (steps.DECLARATION, {"declaration": "on", "promise": "on"}),
    ]
