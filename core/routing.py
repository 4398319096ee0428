"""Where an address of the site leads, and the address of a page: asked of the database once, then kept.

Wagtail asks for the site, its language, the roots and every step of the way again in each request; all of it changes
only when a page or a setting is saved, and then core.generation says so.
"""

from collections.abc import Iterable

from django.db import DatabaseError
from django.http.request import split_domain_port
from django.utils.translation import get_language
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.models.sites import get_site_for_hostname
from wagtail.url_routing import RouteResult

from core.generation import settled_kept

MOST = 50_000  # places that one process remembers


def prepare(request, path: str) -> None:
    """Tell Wagtail what is known already: the site, the roots of its languages, the page of this address."""
    know_site(request)
    site = request._wagtail_site
    if site is None:
        return
    address = _root_of(site.pk, get_language()) + path
    page = _load(address)
    if page:
        request._wagtail_route_for_request = RouteResult(page)
        return
    found = Page.route_for_request(request, path)
    if found and not found[1] and not found[2]:
        know_locale(found[0])
        if found[0].url_path == address and len(_places) < MOST:
            _places[address] = type(found[0]), found[0].pk


def know_site(request) -> None:
    """Let pages build their addresses for this request without asking for the site and its roots."""
    if not hasattr(request, "_wagtail_site"):
        host = request._get_raw_host(), request.get_port()
        request._wagtail_site = _sites(*host)[0]
    request._wagtail_cached_site_root_paths = root_paths()


# Place in the tree -> (class, id) of the pages found so far. It only says where to look: what stands there is asked
# each time, so a change makes nothing here wrong. Pages with routes of their own are not among them.
_places: dict[str, tuple[type[Page], int]] = {}


def _load(address: str) -> Page | None:
    """The page that stands at a place of the tree and is live; None also when nobody has looked there before."""
    if address not in _places:
        return None
    model, pk = _places[address]
    page = model.objects.filter(pk=pk, live=True, url_path=address).first()
    if page:
        know_locale(page)
    return page


def _root_of(site_id: int, language: str) -> str:
    """The path of the site's home page in a language."""
    return next((root.root_path for root in root_paths() if (root[0], root[3]) == (site_id, language)), "")


def know_locale(page: Page) -> None:
    """Its language without asking for it."""
    locale = locales().get(page.locale_id)
    if locale:
        page.locale = locale


@settled_kept
def _sites(raw_host: str, port: str) -> tuple:
    """The site of a host in a tuple, so that "none" is kept as well."""
    try:
        return (get_site_for_hostname(split_domain_port(raw_host)[0], port),)
    except Site.DoesNotExist:
        return (None,)


@settled_kept
def root_paths() -> list:
    return Site.get_site_root_paths()


@settled_kept
def locales() -> dict[int, Locale]:
    return {locale.pk: locale for locale in Locale.objects.all()}


@settled_kept
def restricted_pages() -> frozenset[int]:
    """Pages that ask for a password or an account; usually none."""
    return frozenset(PageViewRestriction.objects.values_list("page_id", flat=True))


def was_withdrawn(request) -> bool:
    """Whether a page stood at this address that an editor has withdrawn; one that moved has a redirect instead."""
    try:
        know_site(request)
        site, language = request._wagtail_site, get_language()
        root = _root_of(site.pk, language) if site else ""
        if not root or get_redirect(request, Redirect.normalise_path(request.path)):
            return False
        path = request.path.removeprefix(f"/{language}").lstrip("/")
        gone = Page.objects.filter(url_path=root + path, live=False, first_published_at__isnull=False)
        return gone.exists()
    except DatabaseError:
        return False


@settled_kept
def way_to(path: str) -> list[tuple[int, str, str]]:
    """(depth, title, address) of the live pages above a place in the tree, from the home page down."""
    above = [path[:length] for length in range(2 * Page.steplen, len(path), Page.steplen)]
    pages = Page.objects.live().filter(path__in=above).order_by("path") if above else ()
    return [(each.depth, each.title, url_of(each) or "") for each in pages]


def localized_url(pk: int, language: str) -> str:
    """The address of a page in a language, else of the page itself; empty when it is not live any more."""
    return localized_urls([pk], language)[pk]


def localized_urls(pks: Iterable[int], language: str) -> dict[int, str]:
    """The same for many pages, those that nobody asked for yet in one statement."""
    wanted, known = set(pks), _addresses(language)  # taken before the search: it may be outdated after it
    missing = wanted - known.keys()
    if missing:
        known |= _found_addresses(missing, language)
    return {pk: known[pk] for pk in wanted}


@settled_kept
def _addresses(language: str) -> dict[int, str]:
    """Id -> address of the pages asked for so far."""
    return {}


def _found_addresses(pks: set[int], language: str) -> dict[int, str]:
    keys = Page.objects.filter(pk__in=pks, live=True).values("translation_key")
    pages = list(Page.objects.live().filter(translation_key__in=keys))
    key_of = {page.pk: page.translation_key for page in pages}
    codes = {pk: locale.language_code for pk, locale in locales().items()}
    translated = {page.translation_key: page for page in pages if codes.get(page.locale_id) == language}
    own = {page.pk: page for page in pages}
    found = {pk: translated.get(key_of.get(pk)) or own.get(pk) for pk in pks}
    return {pk: (url_of(page) or "") if page else "" for pk, page in found.items()}


def url_of(page: Page) -> str | None:
    """The address of a page without asking for the roots of the site."""
    page._wagtail_cached_site_root_paths = root_paths()
    return page.get_url()
