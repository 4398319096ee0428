"""Ways through the site that depend on the page shown."""

from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page

from core import routing
from core.key_figures import some
from core.links import absolute
from core.pictures import pictures
from home.checks import Finding, findings
from home.queries import latest_news, top_tasks
from home.reading import content_of

register = template.Library()


@register.simple_tag(takes_context=True)
def language_links(context) -> list[dict]:
    """Return the same page in every language in which it is live; a page in one language alone has no switch."""
    if "request" not in context:
        return []
    active = get_language()
    links = [_link(context, code) | {"is_current": code == active} for code, _name in settings.LANGUAGES]
    found = [link for link in links if link["url"]]
    return found if len(found) > 1 else []


def _link(context, code: str) -> dict:
    return {"code": code, "name": get_language_info(code)["name_local"], "url": _address(context, code)}


def _address(context, code: str) -> str:
    page, request = context.get("page"), context["request"]
    home = "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
    if isinstance(page, Page):
        other = _translations(page).get(code)
        return f"{other.get_url(request)}{_filters(request)}" if other else ""
    path = request.get_full_path()
    there = translate_url(path, code)
    return there if there != path or code == get_language() else home


def _filters(request) -> str:
    """The chosen filters mean the same in both languages; anything else in an address is not handed on."""
    kept = {name: value for name, value in request.GET.items() if name in settings.PAGE_CACHE_PARAMS}
    return f"?{urlencode(kept)}" if kept else ""


def _translations(page: Page) -> dict[str, Page]:
    """Return the live versions of the page by language, asked for once in a page."""
    if "_live_translations" not in vars(page):
        found = page.get_translations(inclusive=True).live().select_related("locale")
        page._live_translations = {each.locale.language_code: each for each in found}
    return page._live_translations


# Every address is asked for with the request, which keeps the root of the site: without it each one costs a query.


@register.simple_tag
def breadcrumbs(page: Page) -> list[dict]:
    """Return the live pages above this one, without the root and the home page."""
    return [{"title": title, "url": url} for depth, title, url in routing.way_to(page.path) if depth > 2]


@register.simple_tag(takes_context=True)
def news(context, page: Page, limit: int = 3) -> list[dict]:
    """Return the latest news in the language of the page, without the page itself."""
    return news_items(context, latest_news(page.locale_id, limit, without=page))


@register.simple_tag(takes_context=True)
def news_items(context, pages) -> list[dict]:
    """Return news pages as the list of news wants them."""
    request = context.get("request")
    return [
        {"date": each.published_on, "title": each.title, "url": each.get_url(request), "text": each.summary}
        for each in pages
    ]


@register.simple_tag(takes_context=True)
def child_pages(context, page: Page) -> list[dict]:
    """Return the live pages under this one as links."""
    children = page.get_children().live().select_related("locale")
    return [{"label": each.title, "url": each.get_url(context.get("request"))} for each in children]


@register.simple_tag(takes_context=True)
def unlinked_children(context, page: Page) -> list[dict]:
    """Return the live pages under this one that no card in its text leads to, so that nothing stands there twice."""
    cards = [card for block in page.body if block.block_type == "cards" for card in block.value["cards"]]
    shown = {card["page"].pk for card in cards if card["page"]}
    children = page.get_children().live().exclude(pk__in=shown).select_related("locale")
    return [{"label": each.title, "url": each.get_url(context.get("request"))} for each in children]


@register.simple_tag(takes_context=True)
def alternate_links(context) -> list[dict]:
    """Return the addresses of this page in all languages it has, for search engines; none when it has only one."""
    found = _translations(context["page"])
    if len(found) < 2:
        return []
    links = [{"code": code, "url": absolute(routing.url_of(each) or "/")} for code, each in found.items()]
    default = [link | {"code": "x-default"} for link in links if link["code"] == settings.LANGUAGE_CODE]
    return links + default


@register.simple_tag(takes_context=True)
def view_alternates(context) -> list[dict]:
    """The addresses of a page that no editor wrote in all languages, without the filters of the visitor."""
    path = context["request"].path
    links = [{"code": code, "url": absolute(translate_url(path, code))} for code, _name in settings.LANGUAGES]
    default = [link | {"code": "x-default"} for link in links if link["code"] == settings.LANGUAGE_CODE]
    return links + default


@register.simple_tag(takes_context=True)
def news_cards(context, pages) -> list[dict]:
    """Return news pages as their index wants them: with category and picture, all pictures in one statement."""
    pages = list(pages)
    cut = pictures(page.picture_id for page in pages)
    items = news_items(context, pages)
    return [
        item | {"category": page.category.name if page.category_id else "", "picture": cut.get(page.picture_id)}
        for item, page in zip(items, pages, strict=True)
    ]


@register.simple_tag
def content_findings(page) -> list[Finding]:
    """Return what the checks say about a page; for its preview in the editor."""
    return findings(content_of(page), timezone.localdate()) if isinstance(page, Page) else []


@register.simple_tag(takes_context=True)
def key_figures(context, number: int = 4) -> list:
    """Return figures with period and source from whoever counts them."""
    return some(context.get("request"), number)


@register.simple_tag(takes_context=True)
def top_task_links(context) -> list:
    """Return what most people come for, for pages that help somebody who is lost: {% top_task_links as tasks %}."""
    return top_tasks(get_language())
