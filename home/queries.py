"""The links of header and footer, and what the home page lists."""

from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from core import links, routing
from core.generation import settled_kept
from home.models import HomePage, NewsPage
from home.settings import NavigationSettings, Notice


def menu(request) -> list[dict]:
    """Return label, address and whether the visitor is in that part of the site, in the order of the CMS."""
    items = _navigation_for(request)["menu_items"]
    here = _deepest(request.path, [item["url"] for item in items])
    return [item | {"is_current": item["url"] == here} for item in items]


def footer_links(request) -> list[dict]:
    return _navigation_for(request)["footer_items"]


def footer_columns(request) -> list[dict]:
    """The columns that the office added to the footer: a title, and links that lead somewhere."""
    return _navigation_for(request)["columns"]


def _navigation_for(request) -> dict[str, list[dict]]:
    """What is kept for everybody, or in a preview what the editor has typed and not saved."""
    if getattr(request, "is_frame_preview", False):
        return _shown(NavigationSettings.load(request_or_site=request), get_language())
    return _navigation(get_language())


@settled_kept
def _navigation(language: str) -> dict[str, list[dict]]:
    """Menu, columns and last line in a language, all of them in one go."""
    return _shown(NavigationSettings.load(), language)


def _shown(navigation: NavigationSettings, language: str) -> dict[str, list[dict]]:
    items = {name: list(getattr(navigation, name).all()) for name in ("menu_items", "footer_items")}
    columns = [block.value for block in navigation.columns]
    linked = [link["page"] for column in columns for link in column["links"]]
    pages = [page.pk for page in linked if page] + [item.page_id for each in items.values() for item in each]
    routing.localized_urls([pk for pk in pages if pk], language)  # the addresses of them all in one statement
    return {name: _links(each, language) for name, each in items.items()} | {
        "columns": [{"title": _said(column, "title"), "links": _column_links(column)} for column in columns]
    }


def _links(items: list, language: str) -> list[dict]:
    links_shown = [{"label": _label(item), "url": _address(item, language)} for item in items]
    return [link for link in links_shown if link["url"]]


def _column_links(column) -> list[dict]:
    found = [{"label": _said(link, "label"), "url": link.url} for link in column["links"]]
    return [link for link in found if link["url"]]


def _said(value, name: str) -> str:
    return (is_english() and value.get(f"{name}_en")) or value.get(f"{name}_id")


@settled_kept
def notices() -> list[Notice]:
    """Every notice that is not over; which of them is shown now depends on the clock."""
    return list(Notice.objects.filter(ends_at__gt=timezone.now()).order_by("sort_order", "pk"))


@settled_kept
def top_tasks(language: str) -> list:
    """What people come for, as the home page of a language lists it; for pages that help somebody who is lost."""
    home = HomePage.objects.live().filter(locale__language_code=language).first()
    tasks = (
        [task for block in home.body if block.block_type == "tasks" for task in block.value["tasks"]] if home else []
    )
    routing.localized_urls([task["page"].pk for task in tasks if task["page"]], language)
    return [dict(task) | {"url": task.url} for task in tasks]


def _address(item, language: str) -> str:
    """A page in the reader's language, where it has one, or the address as it was typed."""
    return routing.localized_url(item.page_id, language) if item.page_id else links.localized(item.address)


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
