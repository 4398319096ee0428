"""The page tree, the languages, the menus and the rights of editors that every office starts with.

All of it is made once; what the office changes or deletes afterwards stays changed or deleted.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from helpdesk.models import FaqIndexPage
from home.content import Writer, words
from home.models import HomePage, InfoPage, NewsCategory, NewsIndexPage, ServicePage
from home.moderation import forget_stock, load_moderation
from home.settings import FooterItem, MenuItem, NavigationSettings
from programs.models import ProgramIndexPage

TOP = "Situs"
SOURCE = settings.LANGUAGE_CODE
MODELS = {"info": InfoPage, "service": ServicePage, "faq": FaqIndexPage}


def load_home() -> None:
    locales = [Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES]
    locales.sort(key=lambda locale: locale.language_code != SOURCE)
    if not HomePage.objects.exists():
        forget_stock()
        _load_tree(locales)
        _load_navigation()
        _load_categories()
    Page.objects.filter(depth=1, title="Root").update(title=TOP, draft_title=TOP)  # editors read it over the explorer
    load_moderation(list(HomePage.objects.order_by("pk")))


def _load_tree(locales: list[Locale]) -> None:
    """Every page in every language, linked as translations of one another; then the texts, which link to pages."""
    root = Page.get_first_root_node()
    welcome = list(root.get_children())
    homes = _add(HomePage, words()["home"], [root] * len(locales), locales)
    _load_site(homes[0])
    for page in welcome:
        page.delete()
    added = {"home": homes}
    for model, item in _below_home():
        added[item["key"]] = _add(model, item, added[item.get("parent", "home")], locales)
    for number, locale in enumerate(locales):
        write({key: pages[number] for key, pages in added.items()}, locale.language_code)


def _below_home() -> list[tuple[type[Page], dict]]:
    """What stands under the home page, parents before children."""
    pages = [(MODELS[item.get("kind", "info")], item) for item in words()["pages"]]
    return [(ProgramIndexPage, words()["training"]), (NewsIndexPage, words()["news"]), *pages]


def _add(model: type[Page], item: dict, parents: list[Page], locales: list[Locale]) -> list[Page]:
    """One page for each language, published at once."""
    pages, now = [], timezone.now()
    for parent, locale in zip(parents, locales, strict=True):
        parent.refresh_from_db()
        page = model(
            title=item["title"][locale.language_code],
            slug=_slug(item, pages, locale),
            locale=locale,
            live=True,
            show_in_menus=True,
            first_published_at=now,
            last_published_at=now,
            latest_revision_created_at=now,
        )
        page.translation_key = pages[0].translation_key if pages else page.translation_key
        pages.append(parent.add_child(instance=page))
    return pages


def _slug(item: dict, pages: list[Page], locale: Locale) -> str:
    """The same address in every language; home pages are neighbours, so they need slugs of their own."""
    is_home = item["key"] == "home"
    return f"{item['slug']}-{locale.language_code}" if is_home and pages else item["slug"]


def rewrite_texts() -> None:
    """Write the texts again once the office has said who it is; only for a site that nobody has edited yet."""
    for code, _name in settings.LANGUAGES:
        models = [*MODELS.values(), ProgramIndexPage, NewsIndexPage]
        slugs = {page.slug: page for model in models for page in model.objects.filter(locale__language_code=code)}
        pages = {item["key"]: slugs[item["slug"]] for _model, item in _below_home() if item["slug"] in slugs}
        write(pages | {"home": HomePage.objects.get(locale__language_code=code)}, code)


def write(pages: dict[str, Page], language: str) -> None:
    """Fill pages, given by key, with the texts of one language, with the office's facts as they are now."""
    writer = Writer(language, {_path(page): page.pk for page in pages.values()})
    items = [words()["home"], *[item for _model, item in _below_home()]]
    for page, item in [(pages[item["key"]], item) for item in items if item["key"] in pages]:
        page.title, page.draft_title = (writer.text(item["title"]),) * 2
        page.summary = page.search_description = writer.text(item["lead"])
        if isinstance(page, HomePage):
            page.lead, page.body = page.summary, writer.bands(item["bands"])
        elif isinstance(page, InfoPage | FaqIndexPage):
            page.body = writer.body(item["sections"])
        elif isinstance(page, ServicePage):
            for name, value in writer.service(item).items():
                setattr(page, name, value)
        page.save()


def _path(page: Page) -> str:
    """The address below the home page, the same in every language."""
    return "/" + page.url_path.split("/", 2)[2]


def _load_site(home: Page) -> None:
    """The one site: its name from the settings, its address from BASE_URL."""
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port, site.site_name = address.hostname, port, settings.WAGTAIL_SITE_NAME
    site.root_page = home
    site.save()


def _load_navigation() -> None:
    navigation = NavigationSettings.load()
    if navigation.menu_items.exists() or navigation.footer_items.exists():
        return
    pages = {_path(page): page for page in Page.objects.filter(locale__language_code=SOURCE, depth__gt=1)}
    for model, items in ((MenuItem, words()["menu"]), (FooterItem, words()["footer"])):
        model.objects.bulk_create(
            model(navigation=navigation, sort_order=number, **_link(item, pages)) for number, item in enumerate(items)
        )

    navigation.columns = [("column", _column(column, pages)) for column in words()["footer_columns"]]
    navigation.save()


def _column(column: dict, pages: dict[str, Page]) -> dict:
    titles = {f"title_{language}": text for language, text in column["title"].items()}
    return titles | {"links": [_link(item, pages) for item in column["links"]]}


def _load_categories() -> None:
    """The kinds of news to begin with."""
    NewsCategory.objects.bulk_create(
        NewsCategory(slug=item["slug"], name_id=item["name"]["id"], name_en=item["name"]["en"], sort_order=number)
        for number, item in enumerate(words()["news_categories"])
    )


def _link(item: dict, pages: dict[str, Page]) -> dict:
    page = pages.get(item["to"])
    labels = {f"label_{language}": text for language, text in item["label"].items()}
    return labels | {"page": page, "address": "" if page else item["to"]}
