"""Pages from memory before Django sees the request: what it would have answered, or nothing at all."""

import datetime as dt
import gzip
import io
import time

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone

from core import front, pagecache
from core.front import Front
from tests.factories.home import InfoPageFactory, make_home

pytestmark = pytest.mark.django_db


class Counted:
    """Django, and how often it was asked."""

    def __init__(self):
        self.django, self.count = WSGIHandler(), 0

    def __call__(self, environ, start_response):
        self.count += 1
        return self.django(environ, start_response)


class Visitor:
    """Asks the application as a web server does."""

    def __init__(self):
        self.inner = Counted()
        self.application = Front(self.inner, pagecache.store)

    def ask(self, path="/info/", query="", method="GET", **more):
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": ""}
        environ |= {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost"}
        environ |= {"wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "REMOTE_ADDR": "127.0.0.1"} | more
        environ = {name: value for name, value in environ.items() if value is not None}
        said = {}

        def start(status, headers, _problem=None):
            said.update(status=status, headers={name.lower(): value for name, value in headers})

        answer = self.application(environ, start)
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        return said["status"], said["headers"], body

    def passes(self, **asked) -> bool:
        """Whether Django is asked for it."""
        before = self.inner.count
        self.ask(**asked)
        return self.inner.count > before


@pytest.fixture(autouse=True)
def _memory(settings):
    settings.PAGE_CACHE_MB, settings.PAGE_CACHE_GRACE = 4, 0
    settings.ALLOWED_HOSTS = ["localhost", "lain.example"]
    pagecache.store.clear()
    front._keys.clear()


@pytest.fixture(autouse=True)
def _connection():
    """The test's own connection outlives a request, as it does with Django's test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def info():
    home = make_home()
    return InfoPageFactory(parent=home, locale=home.locale, slug="info", title="Kartu kuning")


@pytest.fixture
def visitor(info):
    """One whose first two visits are over: the page is made, then answered from memory by Django."""
    found = Visitor()
    for _visit in range(2):
        found.ask()
    return found


def test_the_third_visit_costs_django_nothing(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not visitor.passes()
    assert visitor.inner.count == 2


def test_it_is_to_the_byte_what_django_answers(visitor, settings):
    status, headers, body = visitor.ask()
    front._keys.clear()
    whole = visitor.ask()

    assert (status, headers, body) == whole
    assert headers["x-cache"] == "hit"
    assert b"Kartu kuning" in body


def test_it_is_packed_for_whoever_can_unpack(visitor):
    _status, headers, body = visitor.ask(HTTP_ACCEPT_ENCODING="gzip, br")

    assert headers["content-encoding"] == "gzip"
    assert headers["content-length"] == str(len(body))
    assert gzip.decompress(body) == visitor.ask(HTTP_ACCEPT_ENCODING="gzip;q=0")[2]


@pytest.mark.parametrize(
    "asked",
    [
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_COOKIE": "apa=saja"},
        {"HTTP_AUTHORIZATION": "Basic eA=="},
        {"HTTP_IF_NONE_MATCH": '"x"'},
        {"HTTP_RANGE": "bytes=0-1"},
        {"method": "HEAD"},
        {"method": "POST"},
        {"query": "hal=2"},
        {"query": "x=1"},
        {"path": "/info"},
        {"path": "/en/"},
        {"HTTP_HOST": "lain.example"},
        {"HTTP_HOST": "bukan.example"},
        {"wsgi.url_scheme": "https"},
        {"HTTP_X_FORWARDED_HOST": "lain.example"},
        {"SERVER_PORT": "8080"},
        {"SCRIPT_NAME": "/x"},
    ],
)
def test_everything_else_goes_the_whole_way(visitor, asked):
    assert visitor.passes(**asked)


def test_a_scheme_told_by_the_proxy_is_another_page(visitor, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    visitor.ask()
    visitor.ask()

    assert not visitor.passes()
    assert visitor.passes(HTTP_X_FORWARDED_PROTO="https")


def test_a_server_that_leaves_out_what_is_empty_is_understood(info):
    found = Visitor()
    for _visit in range(3):
        found.ask(SCRIPT_NAME=None)

    assert found.inner.count == 2


def test_a_path_beyond_ascii_goes_the_whole_way(visitor):
    assert [visitor.passes(path="/informasi-\u00e9/") for _visit in range(3)] == [True] * 3


def test_a_host_that_is_not_ours_is_never_learned(visitor):
    answers = {visitor.ask(HTTP_HOST="bukan.example")[0] for _visit in range(4)}

    assert answers == {"400 Bad Request"}
    assert all(way[1] == "localhost" for way in front._keys)


def test_who_brings_a_cookie_teaches_nothing(info):
    found = Visitor()
    for _visit in range(3):
        found.ask(HTTP_COOKIE="apa=saja")

    assert front._keys == {}


def test_a_change_is_seen_at_once(visitor, info, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        info.title = "Kartu biru"
        info.save_revision().publish()

    assert b"Kartu biru" in visitor.ask()[2]


def test_a_page_does_not_live_for_ever(visitor, settings):
    settings.PAGE_CACHE_SECONDS = 0

    assert visitor.passes()


def test_a_withdrawn_page_is_gone_at_once(visitor, info, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        info.unpublish()

    assert visitor.ask()[0].startswith("4")


def test_a_new_day_has_new_pages(visitor, monkeypatch):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *args: tomorrow)

    assert visitor.passes()


def test_the_office_can_switch_it_off(visitor, settings):
    settings.PAGE_CACHE_MB = 0

    assert visitor.passes()


def test_ways_do_not_pile_up(visitor, monkeypatch):
    monkeypatch.setattr(front, "MOST", 2)
    for path in ("/info/", "/", "/en/"):
        for _visit in range(2):
            visitor.ask(path=path)

    assert 0 < len(front._keys) <= 2


def test_advertisers_parameters_reach_no_kept_page(visitor):
    body = visitor.ask(query="utm_source=iklan")[2]

    assert b"utm_source" not in body
    assert visitor.ask()[2] == body


def test_it_is_several_times_quicker_than_the_way_through_django(visitor):
    def took(ask) -> float:
        times = []
        for _visit in range(60):
            start = time.process_time()
            ask()
            times.append(time.process_time() - start)
        return sorted(times)[30]

    quick = took(visitor.ask)
    whole = took(lambda: visitor.ask(HTTP_COOKIE="apa=saja"))

    assert quick * 2 < whole
