"""The links of header and footer, and what the home page lists."""

from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from core import links, routing
from core.generation import kept
from home.models import HomePage, NewsPage
from home.settings import NavigationSettings, Notice


def menu(request) -> list[dict]:
    """Return label, address and whether the visitor is in that part of the site, in the order of the CMS."""
    items = _items_for(request, "menu_items")
    here = _deepest(request.path, [item["url"] for item in items])
    return [item | {"is_current": item["url"] == here} for item in items]


def footer_links(request) -> list[dict]:
    return _items_for(request, "footer_items")


def footer_columns(request) -> list[dict]:
    """The columns that the office added to the footer: a title, and links that lead somewhere."""
    if _is_preview(request):
        return _columns(NavigationSettings.load(request_or_site=request))
    return _kept_columns(get_language())


def _is_preview(request) -> bool:
    return getattr(request, "is_frame_preview", False)


def _items_for(request, name: str) -> list[dict]:
    """What is kept for everybody, or in a preview what the editor has typed and not saved."""
    if _is_preview(request):
        return _links(list(getattr(NavigationSettings.load(request_or_site=request), name).all()))
    return _items(name, get_language())


@kept
def _items(name: str, language: str) -> list[dict]:
    """The links of header or footer in a language, kept for everybody."""
    return _links(list(getattr(NavigationSettings.load(), name).select_related("page")))


def _links(items: list) -> list[dict]:
    pages = _localized([item.page for item in items if item.page])
    links_shown = [{"label": _label(item), "url": _address(item, pages)} for item in items]
    return [link for link in links_shown if link["url"]]


@kept
def _kept_columns(language: str) -> list[dict]:
    return _columns(NavigationSettings.load())


def _columns(navigation: NavigationSettings) -> list[dict]:
    return [{"title": _said(block.value, "title"), "links": _column_links(block.value)} for block in navigation.columns]


def _column_links(column) -> list[dict]:
    found = [{"label": _said(link, "label"), "url": link.url} for link in column["links"]]
    return [link for link in found if link["url"]]


def _said(value, name: str) -> str:
    return (is_english() and value.get(f"{name}_en")) or value.get(f"{name}_id")


@kept
def notices() -> list[Notice]:
    """Every notice that is not over; which of them is shown now depends on the clock."""
    return list(Notice.objects.filter(ends_at__gt=timezone.now()).order_by("sort_order", "pk"))


def top_tasks(locale) -> list[dict]:
    """What people come for, as the home page of a language lists it; for pages that help somebody who is lost."""
    home = HomePage.objects.live().filter(locale=locale).first()
    blocks = [block.value for block in home.body if block.block_type == "tasks"] if home else []
    return list(blocks[0]["tasks"]) if blocks else []


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
