"""What every office starts with: pages in both languages, menus, the rights of editors and heads, moderation."""

import json
import re

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page, Site, WorkflowPage
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.enums import Role
from core import bootstrap
from core.models import OfficeSettings
from home.content import Writer, words
from home.models import FooterItem, HomePage, InfoPage, MenuItem, NewsIndexPage, ServicePage
from home.setup import load_home, rewrite_texts
from programs.models import ProgramIndexPage
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PATHS = [
    "/",
    "/pelatihan/",
    "/berita/",
    "/layanan/",
    "/layanan/sertifikat/",
    "/bantuan/",
    "/bantuan/penipuan/",
    "/kontak/",
    "/tentang/",
    "/cara-seleksi/",
    "/privasi/",
    "/aksesibilitas/",
    "/standar-pelayanan/",
    "/pengaduan/",
]


@pytest.fixture
def editor():
    return UserFactory(role=Role.EDITOR)


@pytest.fixture
def head():
    return UserFactory(role=Role.HEAD)


def info(slug="tentang", language="id"):
    return InfoPage.objects.get(slug=slug, locale__language_code=language)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_answers_in_both_languages(client, path, prefix):
    response = client.get(prefix + path)

    assert response.status_code == 200
    assert response.headers["Content-Language"] == ("en" if prefix else "id")


def test_every_page_has_its_translation():
    pages = Page.objects.filter(locale__language_code="id", depth__gt=1)

    assert [page.title for page in pages if not page.has_translation(Locale.objects.get(language_code="en"))] == []


def test_no_placeholder_is_left():
    texts = [(page.title, page.summary, str(getattr(page, "body", ""))) for page in InfoPage.objects.all()]

    assert [text for text in texts if re.search(r"\{\w+\}|\[[^\]]+\]\(", " ".join(text))] == []


def test_links_in_texts_lead_somewhere(client):
    """Paths that texts, menus and bands name are pages of this site or addresses of the product.

    A start button may name an address to come: until something answers there, the page shows no button.
    """
    to_come = {item["start"]["to"] for item in words()["pages"] if "start" in item}
    paths = set(re.findall(r'"to": "(/[^"?]*)', json.dumps(words()))) - to_come
    served = {path for path in paths if client.get(path).status_code in (200, 302)}

    assert paths - served == set()


def test_menu_and_footer_are_filled():
    assert [item.label_id for item in MenuItem.objects.all()] == [item["label"]["id"] for item in words()["menu"]]
    assert FooterItem.objects.filter(page=None).exclude(address="https://www.lapor.go.id/").count() == 0


def test_the_site_begins_at_our_home_page():
    site = Site.objects.get(is_default_site=True)

    assert site.root_page.specific == HomePage.objects.get(locale__language_code="id")
    assert Page.objects.filter(depth=2).count() == 2


def test_what_the_office_deleted_stays_deleted():
    info("penipuan").delete()
    MenuItem.objects.all().delete()

    bootstrap.run()

    assert not InfoPage.objects.filter(slug="penipuan", locale__language_code="id").exists()
    assert not MenuItem.objects.exists()


def test_a_second_run_changes_nothing():
    before = list(Page.objects.values_list("pk", "title"))

    load_home()

    assert list(Page.objects.values_list("pk", "title")) == before
    assert WorkflowPage.objects.count() == 2


def test_texts_name_the_office_of_the_settings():
    office = OfficeSettings.load()
    office.office, office.days_certificate = "Dinas Tenaga Kerja Kota Lain", 4
    office.save()

    rewrite_texts()

    assert "Dinas Tenaga Kerja Kota Lain" in str(info("privasi").body)
    assert "Dalam 4 hari kerja" in ServicePage.objects.get(slug="sertifikat", locale__language_code="id").decided_by


def test_a_link_in_a_text_is_a_page_link_where_there_is_one():
    writer = Writer("id", {"/kontak/": 7})

    assert writer.html({"id": "Lihat [Kontak](/kontak/) & <b>"}) == (
        'Lihat <a linktype="page" id="7">Kontak</a> &amp; &lt;b&gt;'
    )
    assert writer.html({"id": "[Status](/status/)"}) == '<a href="/status/">Status</a>'


@pytest.mark.parametrize("model", [HomePage, ProgramIndexPage, NewsIndexPage])
def test_an_editor_writes_but_does_not_publish(editor, model):
    rights = model.objects.get(locale__language_code="id").permissions_for_user(editor)

    assert (rights.can_edit(), rights.can_add_subpage(), rights.can_publish()) == (True, True, False)


def test_a_head_publishes(head):
    assert info().permissions_for_user(head).can_publish()
    assert info(language="en").permissions_for_user(head).can_publish()


def test_a_checker_has_no_rights_on_pages():
    assert not info().permissions_for_user(UserFactory(role=Role.CHECKER)).can_edit()


def test_what_an_editor_submits_the_head_approves(client, editor, head):
    page = info()
    page.title = "Tentang layanan ini"
    page.save_revision(user=editor)
    state = page.get_workflow().start(page, editor)
    client.force_login(head)

    client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state.pk]),
        {"comment": "Baik"},
    )

    assert info().title == "Tentang layanan ini"


def test_an_editor_cannot_approve(client, editor):
    page = info()
    page.title = "Tentang layanan ini"
    page.save_revision(user=editor)
    state = page.get_workflow().start(page, editor)
    client.force_login(editor)

    client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state.pk]),
        {"comment": "Baik"},
    )

    assert info().title != "Tentang layanan ini"


@pytest.mark.parametrize("name", ["wagtailimages:index", "wagtaildocs:index"])
def test_an_editor_keeps_pictures_and_files(client, editor, name):
    client.force_login(editor)

    assert client.get(reverse(name)).status_code == 200


def test_a_new_page_follows_in_english(client, head):
    """Until somebody translates it, the English tree shows the Indonesian page and follows its changes."""
    client.force_login(head)
    home = HomePage.objects.get(locale__language_code="id")
    fields = {"title": "Hari libur", "slug": "hari-libur", "summary": "Kapan kantor tutup.", "body": streamfield([])}
    fields |= {"related": streamfield([])}
    fields |= {"seo_title": "", "search_description": "", "show_in_menus": "", "go_live_at": "", "expire_at": ""}

    client.post(
        reverse("wagtailadmin_pages:add", args=["home", "infopage", home.pk]),
        nested_form_data(fields | {"comments": inline_formset([]), "action-publish": "1"}),
    )

    alias = InfoPage.objects.get(slug="hari-libur", locale__language_code="en")
    assert (alias.live, alias.alias_of.title) == (True, "Hari libur")
