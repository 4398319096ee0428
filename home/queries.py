"""The links of header and footer, and what the home page lists."""

from django.utils.translation import get_language
from wagtail.models import Page

from core import links
from home.models import NavigationSettings, NewsPage


def menu(request) -> list[dict]:
    """Return label, address and whether the visitor is in that part of the site, in the order of the CMS."""
    navigation = NavigationSettings.load(request_or_site=request)
    items = _links(navigation.menu_items.select_related("page"), request)
    here = _deepest(request.path, [item["url"] for item in items])
    return [item | {"is_current": item["url"] == here} for item in items]


def footer_links(request) -> list[dict]:
    navigation = NavigationSettings.load(request_or_site=request)
    return _links(navigation.footer_items.select_related("page"), request)


def _links(items, request) -> list[dict]:
    items = list(items)
    pages = _localized([item.page for item in items if item.page])
    shown = []
    for item in items:
        page = item.page and pages.get(item.page.translation_key, item.page)
        url = page.get_url(request) if page else links.localized(item.address)
        if url:
            shown.append({"label": _label(item), "url": url})
    return shown


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
