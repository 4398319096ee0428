"""What stands around every page: office, menu, footer, notice, languages."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from core.models import OfficeSettings
from home.context import banner, site
from home.models import BannerSettings, FooterItem, MenuItem, NavigationSettings
from home.queries import footer_links, menu
from tests.factories.home import InfoPageFactory, make_home, translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def navigation():
    return NavigationSettings.objects.get_or_create()[0]


def add(model, navigation, **kwargs):
    return model.objects.create(navigation=navigation, **{"label_id": "Jadwal", "label_en": "Schedule"} | kwargs)


@pytest.fixture
def empty_menu(navigation):
    navigation.menu_items.all().delete()
    navigation.footer_items.all().delete()
    return navigation


def test_nothing_is_asked_of_the_database_before_it_is_shown(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert site(rf.get("/"))["home_url"] == "/"


def test_office_comes_from_the_settings(rf):
    office = OfficeSettings.load()
    office.office = "Dinas Uji"
    office.save()

    assert site(rf.get("/"))["office"].office == "Dinas Uji"


def test_menu_marks_where_the_visitor_is(rf, empty_menu):
    add(MenuItem, empty_menu, address="/pelatihan/", sort_order=1)
    add(MenuItem, empty_menu, address="/pelatihan/blk/", sort_order=2)
    add(MenuItem, empty_menu, address="/", sort_order=3)

    shown = menu(rf.get("/pelatihan/blk/menjahit/"))

    assert [item["is_current"] for item in shown] == [False, True, False]


def test_menu_speaks_the_language_of_the_reader(rf, home, empty_menu):
    page = InfoPageFactory(parent=home, title="Layanan", slug="layanan", locale=home.locale)
    translated(page, "Services")
    add(MenuItem, empty_menu, address="/jadwal/", sort_order=1)
    add(MenuItem, empty_menu, page=page, sort_order=2)

    with translation.override("en"):
        shown = menu(rf.get("/en/"))

    assert [(item["label"], item["url"]) for item in shown] == [
        ("Schedule", "/en/jadwal/"),
        ("Schedule", "/en/layanan/"),
    ]


def test_a_page_without_translation_is_linked_as_it_is(rf, home, empty_menu):
    page = InfoPageFactory(parent=home, slug="privasi", locale=home.locale)
    add(FooterItem, empty_menu, page=page)

    with translation.override("en"):
        assert footer_links(rf.get("/en/"))[0]["url"] == "/privasi/"


@pytest.mark.parametrize("number", [1, 8])
def test_the_menu_costs_the_same_for_any_number_of_pages(rf, home, empty_menu, number, django_assert_num_queries):
    for index in range(number):
        page = InfoPageFactory(parent=home, slug=f"hal-{index}", locale=home.locale)
        add(MenuItem, empty_menu, page=page, sort_order=index)
    request = rf.get("/")
    home.get_url(request)

    with django_assert_num_queries(3):  # settings, items with their pages, pages of the reader's language
        menu(request)


@pytest.mark.parametrize(
    ("is_shown", "hours", "expected"),
    [(True, None, "Kantor tutup"), (True, 1, "Kantor tutup"), (True, -1, ""), (False, None, "")],
)
def test_the_notice_ends_by_itself(rf, is_shown, hours, expected):
    until = hours and timezone.now() + dt.timedelta(hours=hours)
    notice = BannerSettings.load()
    notice.is_shown, notice.text_id, notice.until = is_shown, "Kantor tutup", until
    notice.save()

    assert banner(rf.get("/")) == expected


def test_the_notice_falls_back_to_indonesian(rf):
    notice = BannerSettings.load()
    notice.is_shown, notice.text_id, notice.text_en = True, "Kantor tutup", ""
    notice.save()

    with translation.override("en"):
        assert banner(rf.get("/en/")) == "Kantor tutup"
