"""Pages from memory before Django makes a request of them: the same store, the same mark, the same bytes and headers.

core.pagecache decides what is kept and under which key. What it has answered once, it notes here by everything of the
WSGI environment that the key depends on. Whoever brings a cookie, a sign-in or an ETag goes the whole way as ever.
"""

from django.conf import settings
from django.utils import timezone

from core import generation

MOST = 4000  # ways that are remembered; more than that and all are learned anew
DECIDING = (
    *("wsgi.url_scheme", "HTTP_HOST", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "SERVER_NAME", "SERVER_PORT"),
    *("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
)
OF_ONE = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_IF_NONE_MATCH", "HTTP_RANGE")
_keys: dict[tuple, tuple] = {}


def way_of(environ: dict) -> tuple | None:
    """What tells one public page from another before it is parsed; None for requests that Django must see."""
    if environ["REQUEST_METHOD"] != "GET" or any(environ.get(name) for name in OF_ONE):
        return None
    if not environ.get("PATH_INFO", "").isascii():  # Django reads such a path in its own way
        return None
    secure = settings.SECURE_PROXY_SSL_HEADER
    return tuple(environ.get(name) or "" for name in (*DECIDING, *(secure[:1] if secure else ())))


def learn(environ: dict, key: tuple) -> None:
    """Django has answered this with the page of this key, so its host and its address are good."""
    way = way_of(environ)
    if way is None:
        return
    if len(_keys) >= MOST:
        _keys.clear()
    _keys[way] = key


class Front:
    """The WSGI application of the site with its memory in front."""

    def __init__(self, application, store):
        self.application, self.store = application, store

    def __call__(self, environ, start_response):
        form = self._form(environ)
        if form is None:
            return self.application(environ, start_response)
        start_response("200 OK", form.as_sent)
        return [form.body]

    def _form(self, environ: dict):
        """The kept page in the encoding asked for; the day is part of its key, so yesterday's is none."""
        key = _keys.get(way_of(environ)) if settings.PAGE_CACHE_MB else None
        if key is None or key[-1] != timezone.localdate():
            return None
        mark = generation.current()
        found = self.store.get(key, mark) if mark else None
        return found.form(environ.get("HTTP_ACCEPT_ENCODING", "")) if found else None
