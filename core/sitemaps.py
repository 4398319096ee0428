"""The map of the site for search engines: live pages that anybody may see, with translations; nothing that is over.

Made of plain values in a fixed number of statements, for ten pages or ten thousand. An app that has pages which end
registers who they are.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page

from core import routing
from core.links import absolute

_ended: list[Callable[[dt.datetime], Iterable[int]]] = []


def register_ended(ids: Callable[[dt.datetime], Iterable[int]]) -> None:
    """Called from AppConfig.ready(): ids of pages that stay readable but belong into no search result."""
    if ids not in _ended:
        _ended.append(ids)


class SiteMap(Sitemap):
    """One entry for each page; the translations of a page name each other."""

    limit = 20_000

    def get_urls(self, page=1, site=None, protocol=None):
        entries = _entries()
        by_key = defaultdict(list)
        for key, code, url, _changed in entries:
            by_key[key].append({"lang_code": code, "location": url})
        return [
            {"location": url, "lastmod": changed, "alternates": by_key[key] if len(by_key[key]) > 1 else []}
            for key, _code, url, changed in entries
        ]


def _entries() -> list[tuple]:
    now = timezone.now()
    ended = {pk for ids in _ended for pk in ids(now)}
    names = ("pk", "translation_key", "locale__language_code", "url_path", "last_published_at")
    rows = Page.objects.live().public().filter(depth__gt=1).order_by("path").values_list(*names)
    prefixes = _prefixes()
    found = [(key, code, _url(path, prefixes), changed) for pk, key, code, path, changed in rows if pk not in ended]
    return [entry for entry in found if entry[2]]


def _prefixes() -> list[tuple[str, str]]:
    """(path of a language's home page in the tree, its address)."""
    return [(root.root_path, absolute(_home(root.language_code))) for root in routing.root_paths()]


def _home(language: str) -> str:
    with translation.override(language):
        return reverse("wagtail_serve", args=[""])


def _url(path: str, prefixes: list[tuple[str, str]]) -> str:
    return next((url + path[len(root) :] for root, url in prefixes if path.startswith(root)), "")


def robots_lines(private: Iterable[str]) -> list[str]:
    """What crawlers leave alone: everything about a person, and the CMS."""
    closed = [f"Disallow: {path}" for path in private]
    return ["User-agent: *", *closed, f"Sitemap: {absolute('/sitemap.xml')}", ""]
