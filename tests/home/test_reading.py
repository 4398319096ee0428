"""The words of a page as the checks see them, and where editors find what was found."""

import json

import pytest
from wagtail.images.tests.utils import get_test_image_file

from core.models import CustomImage
from home.checker import OurChecks, put_ours
from home.checks import NAMES
from home.models import InfoPage
from home.reading import content_of
from tests.factories.home import make_home

pytestmark = pytest.mark.django_db


def page_with(*blocks):
    home = make_home()
    page = InfoPage(title="Isi", slug="isi", summary="Ringkas.", locale=home.locale, body=json.dumps(list(blocks)))
    home.add_child(instance=page)
    return page


def block(kind, value):
    return {"type": kind, "value": value}


def test_words_of_every_depth_are_read():
    page = page_with(
        block("heading", "Jadwal"),
        block("paragraph", "<p>Datang <b>pagi</b>.</p>"),
        block("steps", {"steps": [{"title": "Daftar", "text": "Isi langkah."}]}),
    )

    html = content_of(page).html

    assert [words for words in ("<h2>Jadwal</h2>", "<b>pagi</b>", "Isi langkah.") if words not in html] == []


def test_addresses_are_no_words():
    page = page_with(block("button", {"label": "Buka", "address": "/sangat/panjang/", "is_main": True}))

    assert "/sangat/" not in content_of(page).html


@pytest.mark.parametrize(("alt", "is_decorative"), [("", False), ("Mesin jahit", False), ("", True)])
def test_pictures_come_with_their_words(alt, is_decorative):
    image = CustomImage.objects.create(title="Kelas", file=get_test_image_file(size=(30, 40)))
    value = {"image": image.pk, "decorative": is_decorative, "alt_text": alt}

    (picture,) = content_of(page_with(block("picture", {"image": value, "caption": ""}))).pictures

    assert (picture.alt, picture.is_decorative, picture.height) == (alt, is_decorative, 40)


def test_figures_come_with_their_source():
    figure = {"value": "3.085", "label": "orang", "source": "Sampai Juni 2024"}

    assert content_of(page_with(block("figures", {"figures": [figure]}))).figures == [("3.085", "Sampai Juni 2024")]


def test_every_check_stands_on_the_list_of_the_editor(rf):
    class Other:
        pass

    items = [Other(), OurChecks.__mro__[1](in_editor=True)]
    put_ours(rf.get("/"), items, None)
    settings = items[1].get_axe_configuration(rf.get("/"))

    assert {f"cakap-{key}" for key in NAMES} <= set(settings["options"]["runOnly"])
    assert {f"cakap-{key}" for key in NAMES} <= set(settings["messages"])
    assert items[1].in_editor
