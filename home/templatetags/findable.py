"""What makes a page findable and worth sharing: full addresses, structured data, a picture for chats, a share link."""

from urllib.parse import quote

from django import template
from django.utils.translation import get_language
from wagtail.models import Page

from core import cards, jsonld, routing
from core.links import absolute
from home.context import home_url

register = template.Library()


@register.simple_tag
def address(page: Page) -> str:
    """Return the full address of a page under the site's own name, whatever the visitor called the site."""
    path = routing.url_of(page) if page.pk else ""
    return absolute(path) if path else ""


@register.simple_tag
def full_address(path: str) -> str:
    """Return the full address of a file; storage elsewhere gives one already."""
    return path if "://" in path else absolute(path)


@register.simple_tag
def card_url(page: Page) -> str:
    """Return the address of the card made when the page was published; empty when there is none yet."""
    path = cards.url_of(page.title)
    return absolute(path) if path else ""


@register.simple_tag
def share_url(page: Page, title: str = "") -> str:
    """Return a link that opens WhatsApp with title and address; nothing is loaded from there."""
    return f"https://wa.me/?text={quote(f'{title or page.title} {address(page)}')}"


@register.simple_tag(takes_context=True)
def structured_data(context, page: Page, image: str = "") -> str:
    """Return the data block of a page: the office, the way here, and what the page gave as `structured`."""
    url = address(page)
    if not url:
        return ""
    site = absolute(home_url())
    office = jsonld.office(context["office"], site, page.locale.language_code)
    things = [office, _way(page, url), _news(page, url, image, office), *context.get("structured", [])]
    return jsonld.script(things)


@register.simple_tag(takes_context=True)
def structured_view(context, title: str, url: str) -> str:
    """The same for a page that no editor wrote: the office, the way here, and what the view gave as `structured`."""
    site = absolute(home_url())
    office = jsonld.office(context["office"], site, get_language())
    way = jsonld.breadcrumbs([(context["office"].site_name, site), (title, url)])
    return jsonld.script([office, way, *context.get("structured", [])])


def _way(page: Page, url: str) -> dict:
    above = [(title, absolute(path)) for _depth, title, path in routing.way_to(page.path)]
    return jsonld.breadcrumbs([*above, (page.name, url)]) if above else {}


def _news(page: Page, url: str, image: str, office: dict) -> dict:
    """A page with a date of its own is a piece of news."""
    if not hasattr(page, "published_on"):
        return {}
    return jsonld.news(
        title=page.title,
        url=url,
        text=page.description,
        published=page.published_on,
        changed=page.last_published_at,
        image=image,
        publisher=office,
    )
