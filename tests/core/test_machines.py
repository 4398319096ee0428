"""What machines ask a site for."""

import json

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site

from core.models import CustomImage, OfficeSettings
from tests.factories import programs as make
from tests.factories.home import InfoPageFactory

pytestmark = pytest.mark.django_db
OLD = {"csp-report": {"effective-directive": "img-src", "blocked-uri": "https://jahat.example/x?nik=3671019001010001"}}
NEW = [{"type": "csp-violation", "body": {"effectiveDirective": "img-src", "blockedURL": "https://jahat.example/x"}}]


@pytest.fixture
def home():
    return Site.objects.get(is_default_site=True).root_page


def report(data, **headers):
    body = data if isinstance(data, (str, bytes)) else json.dumps(data)
    return Client().post("/csp/", body, content_type="application/csp-report", **headers)


@pytest.mark.parametrize("data", [OLD, NEW])
def test_a_report_names_rule_and_host_and_nobody(data, caplog):
    page = {
        "document-uri": "https://situs.example/status/BLK-7K3M-9QX2-D/?x=1",
        "documentURL": "https://s.example/status/B/",
    }
    where = data["csp-report"] if isinstance(data, dict) else data[0]["body"]

    assert report([{"body": where | page}] if data is NEW else {"csp-report": where | page}).status_code == 204
    assert caplog.messages == ["content policy: img-src stopped jahat.example on /status"]


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "[1]", '{"csp-report": 1}', b"\xff", "x" * 9000])
def test_nonsense_is_taken_and_forgotten(body, caplog):
    assert report(body).status_code == 204
    assert caplog.messages == []


def test_a_report_writes_one_line_only(caplog):
    report({"csp-report": {"effective-directive": "img-src\nCRITICAL all is lost", "blocked-uri": "inline\r\n"}})

    assert "\n" not in caplog.messages[0]


def test_who_reports_too_much_is_not_heard(caplog):
    for _ in range(40):
        report(OLD)

    assert len(caplog.messages) == 30


def test_both_policies_say_where_to_report(client, admin_client):
    assert "report-uri /csp/" in client.get("/").headers["Content-Security-Policy"]
    assert "report-uri /csp/" in admin_client.get("/cms/").headers["Content-Security-Policy"]


def test_only_the_cms_allows_what_stands_inline(client, admin_client):
    assert "unsafe-inline" not in client.get("/").headers["Content-Security-Policy"]
    assert "unsafe-inline" in admin_client.get("/cms/").headers["Content-Security-Policy"]


def addresses(client):
    return client.get("/sitemap.xml").content.decode()


def test_the_map_has_live_pages_with_their_translations(client):
    program = make.page_in_site(slug="menjahit-uji")

    found = addresses(client)

    assert f"<loc>http://127.0.0.1:8000{program.url}</loc>" in found
    assert 'hreflang="en" href="http://127.0.0.1:8000/en/"' in found


def test_the_map_leaves_out_what_is_over_withdrawn_or_private(client, home):
    from django.utils import timezone
    from wagtail.models import PageViewRestriction

    now = timezone.now()
    open_one = make.batch_page(now=now)
    over = make.batch_page(now=now, starts_on=(now - 9 * make.DAY).date(), ends_on=(now - 3 * make.DAY).date())
    withdrawn = make.batch_page(now=now)
    withdrawn.unpublish()
    private = InfoPageFactory(parent=home, locale=home.locale, slug="rahasia")
    PageViewRestriction.objects.create(page=private, restriction_type="password", password="x")

    found = addresses(client)

    assert [page.url in found for page in (open_one, over, withdrawn, private)] == [True, False, False, False]


@pytest.mark.parametrize("number", [1, 30])
def test_the_map_costs_the_same_for_any_number_of_pages(client, home, number, django_assert_max_num_queries):
    for index in range(number):
        InfoPageFactory(parent=home, locale=home.locale, slug=f"hal-{index}")
    addresses(client)

    with django_assert_max_num_queries(4):
        addresses(client)


def test_crawlers_are_told_what_is_private(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert {"Disallow: /cms/", "Disallow: /akun/", "Disallow: /en/status/"} <= set(lines)
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in lines


def test_who_found_a_hole_learns_where_to_write(client):
    OfficeSettings.objects.update(email="aman@contoh.example")

    assert "Contact: mailto:aman@contoh.example" in client.get("/.well-known/security.txt").content.decode()


def test_a_phone_can_put_the_site_on_its_first_screen(client):
    answer = client.get("/manifest.webmanifest")

    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert answer.json()["start_url"] == "/"


def test_its_icons_are_pictures_that_phones_take(client):
    found = {(icon["sizes"], icon["purpose"]): icon for icon in client.get("/manifest.webmanifest").json()["icons"]}

    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable"), ("any", "any")} == found.keys()
    for (sizes, _purpose), icon in found.items():
        path = finders.find(icon["src"].removeprefix("/static/"))
        assert path, icon
        if sizes != "any":
            with Image.open(path) as picture:
                assert "{}x{}".format(*picture.size) == sizes


@pytest.mark.parametrize("address", ["/apple-touch-icon.png", "/favicon.ico"])
def test_who_looks_for_an_icon_at_its_usual_place_is_led_to_it(client, address):
    answer = client.get(address)

    assert answer.status_code == 302
    assert finders.find(answer.headers["Location"].removeprefix("/static/"))


def test_the_office_brings_its_own_icon(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    office = OfficeSettings.load()
    office.favicon = CustomImage.objects.create(title="Ikon", file=get_test_image_file(size=(600, 600)))
    office.save()

    icons = client.get("/manifest.webmanifest").json()["icons"]

    assert [icon["sizes"] for icon in icons] == ["192x192", "512x512"]
    assert all(icon["src"].startswith("/media/images/") for icon in icons)


def test_the_worker_of_the_browser_keeps_only_the_offline_page(client):
    words = client.get("/sw.js").content.decode()

    assert 'const OFFLINE = "/luring/"' in words
    assert "cache.put" not in words
    assert client.get("/luring/").status_code == 200


def test_a_withdrawn_page_says_so_and_helps(client, home):
    page = InfoPageFactory(parent=home, locale=home.locale, slug="pernah-ada")
    page.save_revision().publish()
    page.refresh_from_db()
    page.unpublish()

    answer = client.get("/pernah-ada/")

    assert answer.status_code == 410
    assert ("Halaman ini sudah ditarik" in answer.content.decode(), b'role="search"' in answer.content) == (True, True)


def test_a_page_that_never_was_is_not_found(client, home):
    InfoPageFactory(parent=home, locale=home.locale, slug="draf", live=False, first_published_at=None)

    assert [client.get(path).status_code for path in ("/draf/", "/tidak-ada/", "/tidak/ada/%00/")] == [404, 404, 404]


def test_a_withdrawn_page_with_a_redirect_leads_on(client, home):
    from wagtail.contrib.redirects.models import Redirect

    page = InfoPageFactory(parent=home, locale=home.locale, slug="lama")
    page.save_revision().publish()
    page.refresh_from_db()
    page.unpublish()
    Redirect.add_redirect("/lama/", "/pelatihan/")

    assert client.get("/lama/").url == "/pelatihan/"
