"""What a page needs before its first visitor is made when it is published: pictures in all sizes, a card for chats."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from wagtail.models import Site

from core import cards
from core.models import CustomImage, CustomRendition, OfficeSettings
from tests.factories import programs as make
from tests.factories.home import NewsIndexPageFactory, NewsPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def image():
    out = io.BytesIO()
    Image.effect_noise((1200, 900), 60).convert("RGB").save(out, "JPEG")
    return CustomImage.objects.create(title="Kelas", file=ContentFile(out.getvalue(), "kelas.jpg"))


@pytest.fixture
def publish(django_capture_on_commit_callbacks):
    def act(page):
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return act


def addresses(page):
    return ["/", page.get_parent().specific.url, page.url]


def test_no_visitor_waits_for_a_picture_of_a_programme(client, image, publish):
    program = make.page_in_site(picture=image)
    publish(program)
    publish(make.batch_page(program))
    made = CustomRendition.objects.count()

    for address in addresses(program):
        client.get(address)

    assert (made > 5, CustomRendition.objects.count()) == (True, made)


def test_no_visitor_waits_for_a_picture_of_news(client, image, publish):
    home = Site.objects.get(is_default_site=True).root_page
    index = NewsIndexPageFactory(parent=home, locale=home.locale, slug="kabar-uji")
    news = NewsPageFactory(parent=index, locale=home.locale, picture=image)
    publish(news)
    made = CustomRendition.objects.count()

    client.get(index.url)
    html = client.get(news.url).content.decode()

    assert (made > 5, CustomRendition.objects.count()) == (True, made)
    assert ('type="image/avif"' in html, 'type="image/webp"' in html) == (True, True)


def test_browsers_choose_from_formats_and_sizes(client, image):
    program = make.page_in_site(picture=image)

    html = client.get(program.url).content.decode()

    assert "400w, " in html
    assert "800w" in html
    assert 'width="400" height="300" loading="lazy"' in html


def test_a_page_without_picture_shows_its_card_in_chats(client, publish):
    program = make.page_in_site(title="Menjahit Tas")
    publish(program)

    html = client.get(program.url).content.decode()

    assert f'<meta property="og:image" content="http://127.0.0.1:8000{cards.url_of("Menjahit Tas")}">' in html
    with default_storage.open(cards.make("Menjahit Tas")) as file, Image.open(file) as card:
        assert (card.size, card.format) == ((1200, 630), "JPEG")


@pytest.mark.parametrize("title", ["AC", "Pelatihan " * 20, "Kompetensi" * 12, "", "Mesin & Las <dasar>"])
def test_any_title_gives_a_card_that_chats_accept(title):
    assert 5_000 < len(cards.draw(title, OfficeSettings(office="Dinas Ketenagakerjaan Kota Contoh"))) < 300_000


def test_cards_of_older_pages_are_made_by_the_worker():
    make.page_in_site(title="Halaman lama")
    assert cards.url_of("Halaman lama") == ""

    assert cards.make_missing() > 0
    assert cards.url_of("Halaman lama")
    assert cards.make_missing() == 0


def test_a_new_name_of_the_office_makes_new_cards():
    cards.make("Menjahit")
    OfficeSettings.objects.update(office="Dinas yang baru")

    assert cards.url_of("Menjahit") == ""
