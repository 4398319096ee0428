"""A phone without a network: one page says so, nothing else was stored; and data for search engines is only data."""

import pytest
from playwright.sync_api import expect
from wagtail.models import Site

from tests.factories.home import InfoPageFactory

pytestmark = pytest.mark.django_db(transaction=True)
STORED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  }
  return found.sort();
}"""


def test_without_a_network_one_page_says_so(phone, watch):
    watch.allow("net::ERR_INTERNET_DISCONNECTED")
    phone.goto("/")
    phone.evaluate("async () => { await navigator.serviceWorker.ready; }")
    phone.goto("/masuk/")
    phone.context.set_offline(True)

    phone.goto("/pelatihan/")

    expect(phone.get_by_role("heading", level=1)).to_have_text("Anda sedang luring")
    assert phone.evaluate(STORED) == ["/luring/", "/static/brand/logo.svg", "/static/build/cakap.css"]


def test_data_for_search_engines_is_read_and_never_run(phone):
    home = Site.objects.get(is_default_site=True).root_page
    InfoPageFactory(parent=home, locale=home.locale, slug="isi", title="</script><script>document.title = 'x'</script>")

    phone.goto("/isi/")

    assert phone.title() != "x"
    found = phone.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)")
    assert [thing["@type"] for thing in found["@graph"]] == ["GovernmentOffice", "BreadcrumbList"]


@pytest.mark.parametrize(
    ("path", "words"), [("/tidak-ada/", "Halaman ini tidak ditemukan"), ("/luring/", "Anda sedang luring")]
)
def test_pages_that_help_are_sound(phone, sound, path, words):
    phone.goto(path)

    expect(phone.get_by_role("heading", level=1)).to_have_text(words)
    sound(phone)
