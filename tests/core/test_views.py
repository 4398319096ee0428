"""What machines ask a site for."""

import pytest

from core.models import Holiday, OfficeSettings

pytestmark = pytest.mark.django_db


def test_alive_and_ready(client):
    assert client.get("/healthz").content == b"ok"
    answer = client.get("/readyz").json()
    assert answer["ready"] is True
    assert answer["outbox_failed"] == 0


def test_a_year_without_holidays_is_told_to_the_watcher(client):
    Holiday.objects.all().delete()
    assert client.get("/readyz").json()["years_without_holidays"]


def test_pages_about_people_are_closed_to_search_engines(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /akun/\n" in text
    assert "Disallow: /en/daftar/\n" in text
    assert "/sitemap.xml" in text


def test_the_sitemap_lists_published_pages(client):
    assert b"/pelatihan/" in client.get("/sitemap.xml").content


def test_where_to_report_a_weakness(client):
    assert client.get("/.well-known/security.txt").status_code == 404
    office = OfficeSettings.load()
    office.email = "aman@contoh.test"
    office.save()
    assert b"Contact: mailto:aman@contoh.test" in client.get("/.well-known/security.txt").content


@pytest.mark.parametrize("path", ["/akun/", "/status/", "/masuk/", "/cms/", "/en/akun/"])
def test_pages_about_people_are_stored_nowhere(client, path):
    assert client.get(path).headers["Cache-Control"] == "private, no-store"


def test_public_pages_allow_no_foreign_or_inline_code(client):
    policy = client.get("/status/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
