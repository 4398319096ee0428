"""Where an address of the site leads, and the address of a page: asked of the database once, then kept.

Wagtail asks for the site, its language, the roots and every step of the way again in each request; all of it changes
only when a page or a setting is saved, and then core.generation says so.
"""

from django.db import DatabaseError
from django.http.request import split_domain_port
from django.utils.translation import get_language
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.models.sites import get_site_for_hostname
from wagtail.url_routing import RouteResult

from core.generation import kept


def prepare(request, path: str) -> None:
    """Tell Wagtail what is known already: the site, the roots of its languages, the page of this address."""
    know_site(request)
    site = request._wagtail_site
    if site is None:
        return
    ways, way = _ways_of(site.pk), (get_language(), path)  # taken before the search: it may be outdated after it
    if way in ways:
        page = _load(*ways[way])
        request._wagtail_route_for_request = page and RouteResult(page)
        return
    found = Page.route_for_request(request, path)
    if found and not found[1] and not found[2]:
        know_locale(found[0])
        ways[way] = type(found[0]), found[0].pk


def know_site(request) -> None:
    """Let pages build their addresses for this request without asking for the site and its roots."""
    if not hasattr(request, "_wagtail_site"):
        host = request._get_raw_host(), request.get_port()
        request._wagtail_site = _sites(*host)[0]
    request._wagtail_cached_site_root_paths = root_paths()


def _load(model: type[Page], pk: int) -> Page | None:
    """The page as it is now; it may have been withdrawn a moment ago."""
    page = model.objects.filter(pk=pk, live=True).first()
    if page:
        know_locale(page)
    return page


def know_locale(page: Page) -> None:
    """Its language without asking for it."""
    locale = locales().get(page.locale_id)
    if locale:
        page.locale = locale


@kept
def _ways_of(site_id: int) -> dict:
    """(language, path) -> (class, id) of the pages found so far; pages with routes of their own are not among them."""
    return {}


@kept
def _sites(raw_host: str, port: str) -> tuple:
    """The site of a host in a tuple, so that "none" is kept as well."""
    try:
        return (get_site_for_hostname(split_domain_port(raw_host)[0], port),)
    except Site.DoesNotExist:
        return (None,)


@kept
def root_paths() -> list:
    return Site.get_site_root_paths()


@kept
def locales() -> dict[int, Locale]:
    return {locale.pk: locale for locale in Locale.objects.all()}


@kept
def restricted_pages() -> frozenset[int]:
    """Pages that ask for a password or an account; usually none."""
    return frozenset(PageViewRestriction.objects.values_list("page_id", flat=True))


def was_withdrawn(request) -> bool:
    """Whether a page stood at this address that an editor has withdrawn; one that moved has a redirect instead."""
    try:
        know_site(request)
        site, language = request._wagtail_site, get_language()
        roots = [each for each in root_paths() if site and (each.site_id, each.language_code) == (site.pk, language)]
        if not roots or get_redirect(request, Redirect.normalise_path(request.path)):
            return False
        path = request.path.removeprefix(f"/{language}").lstrip("/")
        gone = Page.objects.filter(url_path=roots[0].root_path + path, live=False, first_published_at__isnull=False)
        return gone.exists()
    except DatabaseError:
        return False


@kept
def way_to(pk: int) -> list[tuple[str, str]]:
    """(title, address) of the live pages above a page, from the home page down."""
    page = Page.objects.filter(pk=pk).first()
    above = page.get_ancestors().live().filter(depth__gt=1) if page else ()
    return [(each.title, url_of(each) or "") for each in above]


@kept
def localized_url(pk: int, language: str) -> str:
    """The address of a page in a language, else of the page itself; empty when it is not live any more."""
    page = Page.objects.filter(pk=pk, live=True).first()
    if page is None:
        return ""
    found = Page.objects.live().filter(translation_key=page.translation_key, locale__language_code=language).first()
    return url_of(found or page) or ""


def url_of(page: Page) -> str | None:
    """The address of a page without asking for the roots of the site."""
    page._wagtail_cached_site_root_paths = root_paths()
    return page.get_url()
