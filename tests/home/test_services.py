"""A service before one asks for it: every fact, and a button only where something answers."""

import pytest
from django.utils import translation

from core.models import OfficeSettings
from home import services
from home.models import ServicePage
from tests.factories.home import InfoPageFactory, make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make_home()


def service(home, **fields):
    values = {"title": "Kartu kuning", "slug": "kartu", "summary": "Tanda pencari kerja.", "locale": home.locale}
    values |= {
        "duration": "15 menit",
        "decided_by": "1 hari kerja",
        "needs": "KTP\n\n Pas foto ",
        "who": "Usia 18 tahun",
    }
    values |= {"start_label": "Buat kartu", "steps": [{"type": "step", "value": {"title": "Diperiksa", "text": ""}}]}
    page = ServicePage(**values | fields)
    home.add_child(instance=page)
    return page


def test_a_service_says_what_people_need_to_know(client, home):
    service(home, start_address="/verifikasi/")

    html = client.get("/kartu/").content.decode()

    facts = [
        "15 menit",
        "1 hari kerja",
        "Gratis",
        "<span>KTP</span>",
        "<span>Pas foto</span>",
        "<span>Usia 18 tahun</span>",
    ]
    assert [fact for fact in facts if fact not in html] == []
    assert 'href="/verifikasi/"' in html
    assert "<h3>Diperiksa</h3>" in html


@pytest.mark.parametrize("address", ["/daftar/kartu-terbang/baru/", "/tidak-ada/"])
def test_a_service_that_cannot_be_asked_for_here_promises_nothing(client, home, address):
    service(home, start_address=address)

    html = client.get("/kartu/").content.decode()

    assert "Belum tersedia daring" in html
    assert "Buat kartu" not in html
    assert "<h3>Diperiksa</h3>" not in html
    assert "15 menit" not in html


def test_a_service_that_cannot_be_asked_for_here_says_first_what_to_do_today(client, home):
    today = [{"type": "heading", "value": "Yang dapat Anda lakukan hari ini"}]
    service(home, start_address="/tidak-ada/", body=today)

    html = client.get("/kartu/").content.decode()

    assert html.count("Yang dapat Anda lakukan hari ini") == 1
    assert html.index("Yang dapat Anda lakukan hari ini") < html.index("Yang perlu disiapkan")


def test_a_button_may_lead_to_a_page_while_it_is_live(home):
    page = InfoPageFactory(parent=home, slug="jalur", locale=home.locale)
    assert services.start_url("/jalur/") == "/jalur/"

    page.unpublish()

    assert services.start_url("/jalur/") == ""


@pytest.mark.parametrize(("language", "address"), [("id", "/verifikasi/"), ("en", "/en/verifikasi/")])
def test_the_button_speaks_the_language_of_the_reader(language, address):
    with translation.override(language):
        assert services.start_url("/verifikasi/") == address


def test_who_disagrees_is_told_how_long_and_by_whom(client, home):
    office = OfficeSettings.load()
    office.days_to_object = 14
    office.save()
    service(home)

    assert (
        "Anda dapat mengajukan keberatan dalam 14 hari. Petugas lain memeriksanya"
        in client.get("/kartu/").content.decode()
    )


def test_an_office_may_say_it_in_its_own_words(client, home):
    service(home, complaint="Datang ke loket pengaduan.")

    assert "Datang ke loket pengaduan." in client.get("/kartu/").content.decode()
