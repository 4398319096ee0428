"""The links of header and footer, and what the home page lists."""

from django.utils.translation import get_language
from wagtail.models import Page

from core import links, routing
from core.generation import kept
from home.models import NavigationSettings, NewsPage


def menu(request) -> list[dict]:
    """Return label, address and whether the visitor is in that part of the site, in the order of the CMS."""
    items = _items("menu_items", get_language())
    here = _deepest(request.path, [item["url"] for item in items])
    return [item | {"is_current": item["url"] == here} for item in items]


def footer_links(request) -> list[dict]:
    return _items("footer_items", get_language())


@kept
def _items(name: str, language: str) -> list[dict]:
    """The links of header or footer in a language, kept for everybody."""
    navigation = NavigationSettings.load()
    items = list(getattr(navigation, name).select_related("page"))
    pages = _localized([item.page for item in items if item.page])
    links_shown = [{"label": _label(item), "url": _address(item, pages)} for item in items]
    return [link for link in links_shown if link["url"]]


def _address(item, pages: dict) -> str | None:
    """A page in the reader's language, where it has one, or the address as it was typed."""
    page = item.page and pages.get(item.page.translation_key, item.page)
    return routing.url_of(page) if page else links.localized(item.address)


def _localized(pages: list[Page]) -> dict:
    """Return the live pages of the active language by translation key: one query for all links."""
    keys = [page.translation_key for page in pages]
    found = Page.objects.live().filter(translation_key__in=keys, locale__language_code=get_language())
    return {page.translation_key: page for page in found} if keys else {}


def _label(item) -> str:
    return (is_english() and item.label_en) or item.label_id


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def _deepest(path: str, addresses: list[str]) -> str | None:
    """Return the longest address the path lies under; the home page is only itself."""
    under = [each for each in addresses if path == each or (each not in {"/", "/en/"} and path.startswith(each))]
    return max(under, key=len, default=None)


def latest_news(locale, limit: int = 3, without: Page | None = None):
    """Return the newest live news of one language."""
    news = NewsPage.objects.live().filter(locale=locale).select_related("locale")
    news = news.exclude(pk=without.pk) if without else news
    return news.order_by("-published_on", "-pk")[:limit]
