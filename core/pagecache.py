"""Whole public pages kept in the memory of each web process, under the mark of core.generation.

Only what says of itself that it is public is kept: pages of the CMS without restriction, and views with `@public`.
Whoever brings a cookie of ours, or asks with a parameter that is not named in settings.PAGE_CACHE_PARAMS, gets a page
of their own that is kept nowhere. Parameters of advertisers are taken away before anything can read them.
"""

import functools
import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language_from_path

from core import front, generation

TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igshid|mc_\w+|_ga|wbraid|gbraid|msclkid")
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|\s|$))", re.I)
LONGEST = 80  # of one parameter; whoever types more gets a page of their own
BIGGEST = 1024 * 1024
# nginx and browsers: two seconds of their own, two more while they ask again. Together under five.
FOR_ALL = "public, max-age=0, s-maxage=2, stale-while-revalidate=2"
FOR_ONE = "private, no-cache"


def public(view):
    """Mark the answers of a view as the same for everybody: no person, no token, no message is in them."""

    @functools.wraps(view)
    def wrapper(request, *args, **kwargs):
        return mark_public(view(request, *args, **kwargs))

    return wrapper


def mark_public(response: HttpResponse) -> HttpResponse:
    response.is_public = True
    return response


@dataclass(frozen=True)
class Form:
    """A page in one encoding, with every header as it is sent."""

    body: bytes
    headers: dict[str, str]

    @functools.cached_property
    def as_sent(self) -> list[tuple[str, str]]:
        """The headers as a WSGI server takes them."""
        return [*self.headers.items(), ("X-Cache", "hit")]

    def answer(self, request, state: str):
        """A copy for this visitor; 304 for whoever has it already."""
        response = HttpResponse(self.body, headers=self.headers | {"X-Cache": state})
        if "HTTP_IF_NONE_MATCH" not in request.META:
            return response
        return get_conditional_response(request, etag=self.headers["ETag"], response=response)


@dataclass(frozen=True)
class Kept:
    """One page as it was made: under which mark, when, and in both encodings."""

    mark: str
    at: float
    plain: Form
    packed: Form

    @property
    def size(self) -> int:
        return len(self.plain.body) + len(self.packed.body) + 1000

    def form(self, accepted: str) -> Form:
        """The page in the encoding asked for."""
        return self.packed if GZIP.search(accepted) else self.plain

    def answer(self, request, *, is_hit: bool):
        form = self.form(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        return form.answer(request, "hit" if is_hit else "miss")


class Store:
    """Pages by key, the least asked for forgotten first; safe for threads."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple, Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: tuple, mark: str) -> Kept | None:
        """The page if it is fresh. For a moment after a change the old one still serves: no rush of remaking."""
        with self._lock:
            found = self._pages.get(key)
            if found is None:
                return None
            self._pages.move_to_end(key)
        age = time.monotonic() - found.at
        is_fresh = found.mark == mark and age < settings.PAGE_CACHE_SECONDS
        return found if is_fresh or age < settings.PAGE_CACHE_GRACE else None

    def put(self, key: tuple, page: Kept) -> None:
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._size += page.size
            while self._size > settings.PAGE_CACHE_MB * 1024 * 1024:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._size = 0

    def _drop(self, key: tuple) -> None:
        found = self._pages.pop(key, None)
        self._size -= found.size if found else 0


store = Store()


class PageCacheMiddleware:
    """Answers from the store before anything else costs a moment: the first of all, so headers are kept as well."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        _forget_tracking(request)
        key = key_of(request)
        mark = generation.current() if key else ""
        if not mark:
            return _for_one(self.get_response(request))
        found = store.get(key, mark)
        if found:
            front.learn(request.META, key)
            return found.answer(request, is_hit=True)
        response = self.get_response(request)
        if not _may_be_kept(request, response):
            return _for_one(response)
        page = _keep(response, mark)
        store.put(key, page)
        return page.answer(request, is_hit=False)


def key_of(request) -> tuple | None:
    """What makes one public page differ from another; None for requests that are answered for themselves."""
    if not settings.PAGE_CACHE_MB or request.method not in ("GET", "HEAD") or _is_somebody(request):
        return None
    query = _query_of(request)
    if query is None:
        return None
    language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    # Today belongs to it: pages say how many days are left.
    return request.scheme, request.get_host(), request.path, query, language, timezone.localdate()


def _is_somebody(request) -> bool:
    ours = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages")
    return "Authorization" in request.headers or any(name in request.COOKIES for name in ours)


def _query_of(request) -> tuple | None:
    found = []
    for name, values in sorted(request.GET.lists()):
        if name not in settings.PAGE_CACHE_PARAMS or any(len(value) > LONGEST for value in values):
            return None
        found += [(name, value) for value in values]
    return tuple(found)


def _forget_tracking(request) -> None:
    """Take advertisers' parameters away, from the query itself too: what no key names, no page may repeat."""
    if request.method not in ("GET", "HEAD") or not request.META.get("QUERY_STRING"):
        return
    left = request.GET.copy()
    for name in [name for name in left if TRACKING.fullmatch(name)]:
        del left[name]
    if len(left) != len(request.GET):
        left._mutable = False
        request.GET = left
        request.META["QUERY_STRING"] = left.urlencode()


def _may_be_kept(request, response) -> bool:
    if request.method != "GET" or response.status_code != 200 or not getattr(response, "is_public", False):
        return False
    is_own = response.cookies or response.streaming or "private" in response.headers.get("Cache-Control", "")
    said = getattr(getattr(request, "_messages", None), "added_new", False)
    return not is_own and not said and len(response.content) <= BIGGEST


def _keep(response, mark: str) -> Kept:
    """Everything that can be made ready now, so that a hit is little more than a look."""
    body = response.content
    etag = hashlib.sha256(body).hexdigest()[:32]
    headers = dict(response.items()) | {"Cache-Control": FOR_ALL, "Vary": "Accept-Encoding, Cookie"}
    packed = gzip.compress(body, 6, mtime=0)
    gzipped = {"Content-Encoding": "gzip", "ETag": f'"{etag}-gz"', "Content-Length": str(len(packed))}
    plain = {"ETag": f'"{etag}"', "Content-Length": str(len(body))}
    return Kept(mark, time.monotonic(), Form(body, headers | plain), Form(packed, headers | gzipped))


def _for_one(response):
    """A public page made for one visitor stays with that visitor's browser."""
    if getattr(response, "is_public", False):
        response.headers.setdefault("Cache-Control", FOR_ONE)
    return response
