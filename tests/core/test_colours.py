"""Colours that an office chooses: readable everywhere, or refused with the place and the figure."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core import colours
from core.branding import theme_css, theme_url
from core.models import OfficeSettings

HEX = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#0b5f66", "#fffbf4", 7.16),
    ],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert colours.contrast(other, one) == colours.contrast(one, other)


def test_our_own_colours_can_be_read():
    assert list(colours.unreadable({})) == []


def test_a_pale_main_colour_is_named_where_it_fails():
    found = {
        (finding.theme, finding.pair.front, finding.pair.back) for finding in colours.unreadable({"primary": "#66aaff"})
    }

    assert {("light", "link", "page"), ("light", "on-hero", "hero")} <= found
    assert ("dark", "link", "page") not in found  # made light enough by itself


@given(HEX, HEX)
def test_whatever_is_derived_for_soft_grounds_can_be_read(primary, accent):
    """Text on soft grounds is made from the colour, so no choice of the office can spoil it."""
    for theme in ("light", "dark"):
        made = colours.tokens({"primary": primary, "accent": accent}, theme)
        assert colours.contrast(made["on-primary-soft"], made["primary-soft"]) >= 4.5
        assert colours.contrast(made["on-accent-soft"], made["accent-soft"]) >= 4.5


def test_every_pair_is_measured_on_tokens_that_exist():
    for theme, grounds in colours.GROUNDS.items():
        known = grounds | colours.tokens({}, theme)
        assert {pair.front for pair in colours.PAIRS} | {pair.back for pair in colours.PAIRS} <= set(known)


@pytest.mark.django_db
def test_the_settings_refuse_and_say_ratio_and_need():
    office = OfficeSettings(colour_primary="#66aaff")

    with pytest.raises(ValidationError) as refused:
        office.clean()

    sentences = refused.value.message_dict["colour_primary"]
    assert "tautan (tema terang): kontrasnya 2,3 banding 1, padahal perlu minimal 4,5 banding 1." in sentences


@pytest.mark.django_db
def test_a_dark_colour_of_its_own_answers_for_the_dark_theme():
    office = OfficeSettings(colour_primary="#0b5f66", colour_primary_dark="#0b5f66")

    with pytest.raises(ValidationError) as refused:
        office.clean()

    assert set(refused.value.message_dict) == {"colour_primary_dark"}


@pytest.mark.django_db
def test_pages_take_the_colours_from_an_address_of_their_own(client):
    office = OfficeSettings.load()
    office.colour_primary = "#7A1F5C"
    office.save()

    address = office.stylesheet_url
    response = client.get(address)

    assert "--ck-primary:#7a1f5c" in response.content.decode()
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response.headers["Cache-Control"]
    assert f'href="{address}"' in client.get("/verifikasi/").content.decode()


def test_another_colour_has_another_address():
    assert theme_url({"primary": "#7a1f5c"}) != theme_url({"primary": "#7a1f5d"})


@pytest.mark.django_db
def test_strangers_cannot_have_colours_served(client):
    real = theme_url({"primary": "#7a1f5c"})

    assert client.get(real.replace("7a1f5c", "000000")).status_code == 404
    assert theme_css("7a1f5c-x", "irgendwas") is None


@pytest.mark.django_db
def test_an_office_without_colours_of_its_own_loads_no_second_stylesheet(client):
    assert "/tampilan/" not in client.get("/verifikasi/").content.decode()
