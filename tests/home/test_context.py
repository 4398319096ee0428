"""What stands around every page: office, menu, footer, notice, languages."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from core import routing
from core.models import OfficeSettings
from home.context import notices, site
from home.queries import footer_columns, footer_links, menu
from home.settings import BannerSettings, FooterItem, Level, MenuItem, NavigationSettings, Notice
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
    routing.root_paths()
    routing.locales()

    # Settings, menu, pages in the columns of the footer, its last line, the addresses of them all.
    with django_assert_num_queries(5):
        menu(rf.get("/"))


def notice(**kwargs):
    now = timezone.now()
    values = {
        "text_id": "Kantor tutup",
        "starts_at": now - dt.timedelta(hours=1),
        "ends_at": now + dt.timedelta(hours=1),
    }
    return Notice.objects.create(settings=BannerSettings.load(), **values | kwargs)


def shown(request):
    return [item["text"] for item in notices(request)]


@pytest.mark.parametrize(("start", "end", "expected"), [(-1, 1, ["Kantor tutup"]), (1, 2, []), (-2, -1, [])])
def test_a_notice_comes_and_goes_by_itself(rf, start, end, expected):
    now = timezone.now()
    notice(starts_at=now + dt.timedelta(hours=start), ends_at=now + dt.timedelta(hours=end))

    assert shown(rf.get("/")) == expected


def test_urgent_notices_come_first(rf):
    notice(text_id="Tahu", level=Level.INFO)
    notice(text_id="Awas", level=Level.URGENT)

    assert shown(rf.get("/")) == ["Awas", "Tahu"]


def test_a_notice_speaks_the_language_of_the_reader_and_falls_back(rf):
    notice(text_id="Kantor tutup", text_en="", link="/kontak/", link_label_id="Jam layanan", link_label_en="Hours")

    with translation.override("en"):
        (item,) = notices(rf.get("/en/"))

    assert item == {"level": "notice", "text": "Kantor tutup", "label": "Hours", "url": "/en/kontak/"}


@pytest.mark.parametrize(
    ("hours", "sentence"), [(-1, "Waktu akhir lebih awal"), (24 * 61, "Pemberitahuan tampil paling lama 60 hari.")]
)
def test_a_notice_has_a_beginning_and_an_end(hours, sentence):
    now = timezone.now()
    item = Notice(text_id="Kantor tutup", starts_at=now, ends_at=now + dt.timedelta(hours=hours))

    with pytest.raises(ValidationError, match=sentence):
        item.clean()


def test_a_link_without_words_is_refused():
    with pytest.raises(ValidationError, match="Tulis nama halaman tujuannya"):
        Notice(text_id="Kantor tutup", link="/kontak/").clean()


def test_columns_of_the_footer_speak_the_language_of_the_reader(rf, empty_menu):
    links = [{"label_id": "Jadwal", "label_en": "Schedule", "address": "/jadwal/"}, {"label_id": "Kosong"}]
    empty_menu.columns = [("column", {"title_id": "Layanan", "title_en": "Services", "links": links})]
    empty_menu.save()

    with translation.override("en"):
        assert footer_columns(rf.get("/en/")) == [
            {"title": "Services", "links": [{"label": "Schedule", "url": "/en/jadwal/"}]}
        ]


@pytest.mark.parametrize("language", ["id", "en"])
def test_settings_are_previewed_before_they_are_saved(admin_client, language):
    """The preview posts the form, then shows the home page with what was typed."""
    office = OfficeSettings.load()
    url = reverse("wagtailsettings:preview_on_edit", args=["core", "officesettings", office.pk])
    fields = {field.name: getattr(office, field.name) for field in office._meta.fields if field.editable}
    fields = {name: value for name, value in fields.items() if value not in (None, "")}

    assert admin_client.post(url, fields | {"short_name": "Kota Lain Bekerja"}).json()["is_valid"]
    html = admin_client.get(url, {"mode": language}).content.decode()

    assert "Kota Lain Bekerja" in html
    assert f'<html lang="{language}"' in html
    assert OfficeSettings.load().short_name == ""
