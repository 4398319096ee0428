"""Another city's name, colours and logo stand on its mail, its paper and the cards of its pages."""

import io
import json

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings
from django.utils import translation
from PIL import Image

from core import cards, formats, letterhead, outbox, printing
from core.models import CustomImage, OfficeSettings, OutboxMessage
from tests.core.test_printing import ISSUED, sample, text_of

pytestmark = pytest.mark.django_db
VIOLET, GREEN = "#5b2a86", "#1f7a3d"
FACTS = {"code": "123456", "minutes": 15, "time": "08.00"}


def logo(colour: str = GREEN) -> CustomImage:
    out = io.BytesIO()
    Image.new("RGBA", (400, 400), colour).save(out, "PNG")
    return CustomImage.objects.create(title="Lambang", file=ContentFile(out.getvalue(), f"lambang{colour[1:]}.png"))


@pytest.fixture
def other_city() -> OfficeSettings:
    office = OfficeSettings.load()
    office.office, office.city, office.short_name = "Disnaker Kota Contoh", "Kota Contoh", "Contoh Bekerja"
    office.address, office.phone = "Jl. Merdeka 1, Contoh", "(022) 5550-0100"
    office.colour_primary, office.logo = VIOLET, logo()
    office.full_clean()
    office.save()
    return office


def mail() -> str:
    outbox.queue("sign_in_code", key="k", to="a@contoh.test", language="id", facts=FACTS)
    return OutboxMessage.objects.latest("pk").content["html"]


def rendered(paper: str, **office) -> tuple[str, list[tuple[int, int, int]]]:
    """Words and colours of the first page."""
    data = sample(paper) | {"office": sample(paper)["office"] | office}
    pdf = printing.render(f"{paper}.typ", data, timestamp=ISSUED)
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil().convert("RGB")
    return text_of(pdf), [colour for _count, colour in picture.getcolors(1_000_000)]


def rgb(colour: str) -> tuple[int, int, int]:
    return tuple(bytes.fromhex(colour[1:]))


def test_a_mail_looks_like_the_site(other_city):
    html = mail()

    for words in ("Contoh Bekerja", "Disnaker Kota Contoh", "Jl. Merdeka 1, Contoh", "(022) 5550-0100"):
        assert words in html
    assert f"background:{VIOLET}" in html
    assert "#0b5f66" not in html
    assert f'src="http://127.0.0.1:8000{other_city.logo_url}"' in html


def test_a_mail_of_an_office_without_own_look_has_ours():
    html = mail()
    assert "background:#0b5f66" in html
    assert "<img" not in html


def test_paper_has_colours_and_logo_of_the_office(other_city):
    office = letterhead.paper()
    text, colours = rendered("receipt", **office)

    assert "PEMERINTAH KOTA CONTOH" in text
    assert {rgb(VIOLET), rgb(GREEN)} <= set(colours)


def test_paper_of_an_office_without_own_look_says_nothing_of_it():
    assert not {"colours", "logo"} & letterhead.paper().keys()
    assert rgb("#0b5f66") in rendered("receipt")[1]


def test_paper_of_before_keeps_its_logo(other_city):
    before = letterhead.paper()
    other_city.logo = logo("#c00000")
    other_city.save()

    assert letterhead.paper()["logo"] != before["logo"]
    assert rgb(GREEN) in rendered("receipt", **before)[1]


def test_a_logo_that_is_gone_leaves_our_mark(other_city):
    default_storage.delete(other_city.logo_file)
    printing._logo_picture.cache_clear()
    assert rgb(GREEN) not in rendered("receipt", **letterhead.paper())[1]


def test_an_office_in_another_time_zone_says_so(other_city):
    with override_settings(TIME_ZONE="Asia/Makassar"):
        formats.zone.cache_clear()
        assert formats.zone() == "WITA"
        assert "sampai pukul 08.00 WITA" in mail()
        assert "WITA" in rendered("receipt", **letterhead.paper())[0]
    formats.zone.cache_clear()


def test_the_card_in_chats_has_name_and_colour_of_the_office(other_city):
    ours = OfficeSettings(office=other_city.office)
    assert cards.name_of("Menjahit", other_city) != cards.name_of("Menjahit", ours)
    with Image.open(io.BytesIO(cards.draw("Menjahit", other_city))) as card:
        near = card.getpixel((5, 5))
    assert max(abs(a - b) for a, b in zip(near, rgb(VIOLET), strict=True)) < 6


def test_machines_read_the_name_of_the_office(other_city, client):
    manifest = json.loads(client.get("/manifest.webmanifest").content)
    assert (manifest["name"], manifest["theme_color"]) == ("Contoh Bekerja", VIOLET)


def test_letterhead_is_written_in_the_language_of_the_paper(other_city):
    other_city.hours_en = "Monday to Friday"
    other_city.save()
    with translation.override("en"):
        assert letterhead.paper()["address_lines"] == ["Jl. Merdeka 1, Contoh", "Monday to Friday"]
