"""Pages of the tests, in Indonesian under one home page; an English tree beside it when asked for."""

import datetime as dt

import factory
import wagtail_factories
from wagtail.models import Locale, Page, Site

from home.models import HomePage, InfoPage, NewsIndexPage, NewsPage


class InfoPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = InfoPage

    title = factory.Sequence(lambda n: f"Halaman {n}")
    summary = "Satu kalimat tentang halaman ini."


class NewsIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = NewsIndexPage

    title = "Pengumuman"
    slug = "pengumuman"


class NewsPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = NewsPage

    title = factory.Sequence(lambda n: f"Kabar {n}")
    summary = "Ringkasan kabar."
    published_on = dt.date(2026, 11, 20)


class HomePageFactory(wagtail_factories.PageFactory):
    """The home page of the only site; `lead` and `body` as given."""

    class Meta:
        model = HomePage

    title = "Pelatihan gratis. Lowongan dekat rumah."
    slug = "beranda-uji"
    lead = "Untuk warga Kota Tangerang, tanpa biaya."


def make_home(**kwargs) -> HomePage:
    """Make the home page and let the default site start there."""
    root = Page.get_first_root_node()
    home = HomePageFactory(parent=root, locale=Locale.objects.get_or_create(language_code="id")[0], **kwargs)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": "Uji"}
    )
    return home


def translated(page: Page, title: str) -> Page:
    """Return a live English translation of the page."""
    english = page.copy_for_translation(Locale.objects.get_or_create(language_code="en")[0], copy_parents=True)
    english.title = title
    english.save_revision().publish()
    return english
