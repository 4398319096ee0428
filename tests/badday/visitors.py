"""People in front of a real server: each with a session of their own, reading forms and sending them."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import requests
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

PATIENCE = 60  # seconds after which a request counts as never answered
BUTTONS = re.compile(r'name="(simpan|hapus|pakai|kembali)"')


class Visitor:
    """Somebody with a browser; signed in when a user is given. Remembers how long the last answer took."""

    def __init__(self, port: int, user=None):
        self.base, self.seconds = f"http://127.0.0.1:{port}", 0.0
        self.web = requests.Session()
        self.web.trust_env = False
        if user:
            self.web.cookies.set(settings.SESSION_COOKIE_NAME, session_of(user), domain="127.0.0.1")

    def get(self, path: str, **more):
        return self._ask("get", path, **more)

    def post(self, path: str, values: dict, **more):
        return self._ask("post", path, data=values, headers={"Referer": self.base + path}, **more)

    def fill_in(self, path: str, values: dict, **more):
        """Open a form, type, send."""
        return self.post(path, hidden(self.get(path)) | values, **more)

    def _ask(self, method: str, path: str, **more):
        start = time.monotonic()
        answer = getattr(self.web, method)(self.base + path, allow_redirects=False, timeout=PATIENCE, **more)
        self.seconds = time.monotonic() - start
        return answer


def session_of(user) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def hidden(answer) -> dict[str, str]:
    """The hidden fields of the form on a page."""
    fields = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.text)
    return {name: unescape(value) for name, value in fields}


def text(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def at_once(works: list) -> list:
    """Run every work in a thread of its own; returns their results in order."""
    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(lambda work: work(), works))
