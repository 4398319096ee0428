"""Public pages kept in memory: no statement on a hit, and never anything that belongs to one person."""

import gzip
import time

import pytest
from django.contrib.messages import success
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import path
from wagtail.models import PageViewRestriction

from config.urls import urlpatterns as site_urls
from core import generation, pagecache
from core.models import OfficeSettings
from tests.factories.accounts import UserFactory
from tests.factories.home import InfoPageFactory, make_home, translated

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pagecache.public
def greets(request):
    """A view that wrongly calls itself public."""
    success(request, "Halo Rina")
    return HttpResponse("Halo Rina")


@pagecache.public
def has_token(request):
    return HttpResponse(get_token(request))


@pagecache.public
def echoes(request):
    return HttpResponse(f"{request.get_full_path()} {request.build_absolute_uri()} {sorted(request.GET.items())}")


@pagecache.public
def sets_cookie(request):
    response = HttpResponse("kuki")
    response.set_cookie("nama", "rina")
    return response


def unmarked(request):
    return HttpResponse(f"{request.GET.get('q')}")


views = [greets, has_token, echoes, sets_cookie, unmarked]
urlpatterns = [*(path(f"uji/{view.__name__}/", view) for view in views), *site_urls]


@pytest.fixture(autouse=True)
def _cache(settings):
    settings.PAGE_CACHE_MB = 4
    settings.PAGE_CACHE_GRACE = 0


@pytest.fixture
def info():
    return InfoPageFactory(parent=make_home(), slug="isi", title="Kartu kuning")


def ask(address, **headers):
    return Client().get(address, **headers)


def state(address, **headers):
    return ask(address, **headers).headers.get("X-Cache")


def test_the_second_visitor_costs_no_statement(info, django_assert_num_queries):
    first = ask("/isi/")

    with django_assert_num_queries(0):
        second = ask("/isi/")

    assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("miss", "hit")
    assert first.content == second.content


def test_a_change_is_seen_at_once(info):
    ask("/isi/")
    info.title = "Kartu baru"
    info.save_revision().publish()
    generation.bump()  # as the commit does, which this test never reaches

    assert b"Kartu baru" in ask("/isi/").content


def test_for_a_moment_the_old_page_still_serves_many(info, settings):
    settings.PAGE_CACHE_GRACE = 30
    ask("/isi/")
    generation.bump()

    assert state("/isi/") == "hit"


def test_a_page_does_not_live_for_ever(info, settings):
    ask("/isi/")
    settings.PAGE_CACHE_SECONDS = 0

    assert state("/isi/") == "miss"


def test_a_new_day_has_new_pages(info, time_machine_day):
    ask("/isi/")
    time_machine_day()

    assert state("/isi/") == "miss"


@pytest.fixture
def time_machine_day(monkeypatch):
    """Let the store believe that tomorrow has come."""
    import datetime as dt

    from django.utils import timezone

    today = timezone.localdate()
    return lambda: monkeypatch.setattr(timezone, "localdate", lambda *_: today + dt.timedelta(days=1))


def test_languages_are_kept_apart(info):
    translated(info.get_parent().specific, "Home")
    translated(info, "Yellow card")

    first, english = ask("/isi/"), ask("/en/isi/")

    assert b"Kartu kuning" in first.content
    assert (english.headers["X-Cache"], b"Yellow card" in english.content) == ("miss", True)
    assert b"Kartu kuning" in ask("/isi/", HTTP_ACCEPT_LANGUAGE="en").content


def test_a_chosen_language_is_answered_for_itself(info):
    client = Client()
    client.cookies["django_language"] = "en"

    assert "X-Cache" not in client.get("/isi/").headers


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages"])
def test_whoever_brings_a_cookie_gets_a_page_of_their_own(info, name):
    ask("/isi/")
    client = Client()
    client.cookies[name] = "x"

    answer = client.get("/isi/")

    assert "X-Cache" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_signed_in_page_reaches_nobody_else(info):
    client = Client()
    client.force_login(UserFactory())

    own = client.get("/isi/").content.decode()
    other = ask("/isi/")

    assert "Akun saya" in own
    assert "Akun saya" not in other.content.decode()
    assert other.headers["X-Cache"] == "miss"


@pytest.mark.parametrize("view", ["greets", "has_token", "sets_cookie", "unmarked"])
def test_what_belongs_to_one_person_is_not_kept(view):
    ask(f"/uji/{view}/")

    assert state(f"/uji/{view}/") is None


def test_tokens_differ_from_visitor_to_visitor():
    assert ask("/uji/has_token/").content != ask("/uji/has_token/").content


def test_a_page_with_a_password_is_not_kept(info):
    PageViewRestriction.objects.create(page=info, restriction_type="password", password="rahasia")

    assert state("/isi/") is None
    assert b"Kartu kuning" not in ask("/isi/").content


@pytest.mark.parametrize("address", ["/akun/", "/status/", "/verifikasi/", "/masuk/", "/cms/", "/daftar/x/y/"])
def test_private_pages_are_never_kept(address):
    ask(address)
    answer = ask(address)

    assert "X-Cache" not in answer.headers
    assert "public" not in answer.headers.get("Cache-Control", "")


def test_a_missing_page_is_not_kept(info):
    ask("/tidak-ada/")

    assert state("/tidak-ada/") is None


def test_what_is_sent_is_never_answered_from_memory(info):
    ask("/isi/")

    assert "X-Cache" not in Client().post("/isi/").headers


# Poisoning: nothing that is no part of the key may change what others get.


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_X_FORWARDED_HOST": "jahat.example"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_FORWARDED_PORT": "1"},
        {"HTTP_X_ORIGINAL_URL": "/cms/"},
        {"HTTP_X_REWRITE_URL": "/cms/"},
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"},
        {"HTTP_FORWARDED": "host=jahat.example"},
        {"HTTP_ACCEPT_LANGUAGE": "en"},
        {"HTTP_REFERER": "https://jahat.example/"},
    ],
)
def test_a_header_leaves_nothing_behind(info, headers):
    clean = ask("/isi/?q=a").content
    pagecache.store.clear()

    ask("/isi/?q=a", **headers)

    assert ask("/isi/?q=a").content == clean
    assert b"jahat" not in clean


def test_another_host_is_another_page(info):
    ask("/isi/", HTTP_HOST="satu.example")

    assert state("/isi/", HTTP_HOST="dua.example") == "miss"


def test_a_host_that_is_not_ours_is_refused(info, settings):
    settings.ALLOWED_HOSTS = ["localhost"]

    assert ask("/isi/", HTTP_HOST="jahat.example").status_code == 400
    assert state("/isi/", HTTP_HOST="localhost") == "miss"


@pytest.mark.parametrize("name", ["utm_source", "fbclid", "gclid", "utm_x"])
def test_advertisers_parameters_are_taken_away_before_anything_reads_them(name):
    first = ask(f"/uji/echoes/?q=a&{name}=%3Cscript%3E")

    assert state("/uji/echoes/?q=a") == "hit"
    assert name not in first.content.decode()


def test_an_unknown_parameter_is_answered_for_itself():
    answer = ask("/uji/echoes/?jahat=1")

    assert "X-Cache" not in answer.headers
    assert b"jahat=1" in answer.content


def test_each_value_of_a_filter_is_a_page():
    assert ask("/uji/echoes/?q=a").content != ask("/uji/echoes/?q=b").content
    assert state("/uji/echoes/?q=b") == "hit"
    assert state(f"/uji/echoes/?q={'x' * 81}") is None


# What browsers and proxies are told.


def test_a_public_page_may_be_kept_for_seconds_by_a_proxy(info):
    headers = ask("/isi/").headers
    seconds = dict(each.split("=") for each in headers["Cache-Control"].split(", ") if "=" in each)

    assert int(seconds["s-maxage"]) + int(seconds["stale-while-revalidate"]) + 1 <= 5
    assert seconds["max-age"] == "0"
    assert {"Cookie", "Accept-Encoding"} == set(headers["Vary"].split(", "))


def test_who_has_the_page_is_told_so(info):
    first = ask("/isi/")
    again = ask("/isi/", HTTP_IF_NONE_MATCH=first.headers["ETag"])

    assert not first.headers["ETag"].startswith("W/")
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert ask("/isi/", HTTP_IF_NONE_MATCH='"other"').status_code == 200


def test_it_is_packed_for_whoever_can_unpack(info):
    plain, packed = ask("/isi/"), ask("/isi/", HTTP_ACCEPT_ENCODING="gzip, br")

    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Content-Encoding" not in ask("/isi/", HTTP_ACCEPT_ENCODING="gzip;q=0").headers


def test_a_kept_page_has_all_protecting_headers(info):
    ask("/isi/")
    headers = ask("/isi/").headers

    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")
    assert headers["Content-Language"] == "id"


# Memory.


def kept_page(size):
    plain, packed = pagecache.Form(b"x" * size, {}), pagecache.Form(b"", {})
    return pagecache.Kept("m", time.monotonic(), plain, packed)


def test_the_least_asked_for_is_forgotten_first(settings):
    settings.PAGE_CACHE_MB = 1
    store = pagecache.Store()
    for name in "abc":
        store.put((name,), kept_page(400_000))
        store.get(("a",), "m")

    assert [store.get((name,), "m") is not None for name in "abc"] == [True, False, True]


def test_the_office_can_switch_it_off(info, settings):
    settings.PAGE_CACHE_MB = 0
    ask("/isi/")

    assert state("/isi/") is None


def test_settings_stand_in_a_kept_page_until_they_change(info):
    ask("/isi/")
    OfficeSettings.objects.update(office="Dinas Baru")
    generation.bump()

    assert b"Dinas Baru" in ask("/isi/").content
