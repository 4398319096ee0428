"""A walk through the screens with a real client: every link that leads to a screen not seen yet, as one person."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Comment
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve

# What people read of an element beside its text.
READ = ("title", "aria-label", "placeholder", "alt", "data-w-tooltip-content-value")
UNREAD = ("script", "style", "template", "svg", "code", "noscript")
SIDEBAR = "wagtail-sidebar-props"  # the menu of the CMS is drawn from these words
# The same screen with another page of its list, another order, or another way back.
SAME = {"hal", "next", "ordering", "p", "mode", "dari"}
# Leaving, files, and other languages are no screens of this walk.
FILES = r"\.(ics|xml|pdf|png|jpg|svg|txt|csv|xlsx|json|webmanifest|js)$"
CLOSED = re.compile(rf"/(keluar|logout|unduh|pdf|en|failwhale)/|{FILES}")


def without_arguments(prefix: str = "cms/") -> list[str]:
    """Every address of the CMS that names nothing in particular: lists, forms of new things, reports, settings."""
    found = (path for path in _paths(get_resolver(), "") if path.startswith(prefix))
    return sorted(f"/{path}" for path in found if not CLOSED.search(path))


def _paths(resolver, before: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
        if hasattr(pattern, "url_patterns"):
            yield from _paths(pattern, path)
        elif not re.search(r"[<(\\?*]", path):
            yield path


def walk(client: Client, starts: list[str], seen: set[str], *, most: int = 600) -> Iterator[tuple[str, BeautifulSoup]]:
    """Each screen once, by the name of its view; `seen` keeps what others of the same test have visited."""
    waiting, found = list(starts), set(starts)
    while waiting and most:
        path = waiting.pop(0)
        answer = client.get(path)
        most -= 1
        seen.add(_name(path))
        if answer.status_code in (301, 302):
            target = urljoin(path, answer["Location"])
            waiting += [target] if _is_new(target, found, seen) else []
        if answer.streaming:
            answer.getvalue()  # read to its end, the file behind it is closed
        if answer.streaming or answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        page = BeautifulSoup(answer.content, "html.parser")
        yield path, page
        for link in page.select("a[href], form[method=get][action]"):
            target = urljoin(path, link.get("href") or link.get("action"))
            if _is_new(target, found, seen):
                waiting.append(target)


def _is_new(target: str, found: set[str], seen: set[str]) -> bool:
    """Whether this address is a screen of ours that nobody has seen; remembers it."""
    address = urlsplit(target)
    if address.netloc or address.scheme or not address.path.startswith("/") or target in found:
        return False
    found.add(target)
    name = _name(target)
    if CLOSED.search(address.path) or not name or name in seen:
        return False
    seen.add(name)
    return True


def _name(target: str) -> str:
    """The screen behind an address: its view and which filters are set; pages of the site share one view."""
    address = urlsplit(target)
    try:
        view = resolve(address.path).view_name
    except Resolver404:
        return ""
    names = sorted(set(re.findall(r"([a-z_]+)=", address.query)) - SAME)
    return f"{address.path if view in ('wagtail_serve', '') else view}?{'&'.join(names)}"


def texts(page: BeautifulSoup) -> set[str]:
    """Everything that a person reads or hears on a screen, white space made one."""
    sidebar = page.find(id=SIDEBAR)
    found = re.findall(r'"label": "([^"]+)"', sidebar.get_text()) if sidebar else []
    for element in page.find_all(UNREAD):
        element.decompose()
    found += [text for text in page.find_all(string=True) if not isinstance(text, Comment)]
    for element in page.find_all(True):
        found += [element[name] for name in READ if element.has_attr(name)]
        if element.name == "input" and element.get("type") in ("submit", "button"):
            found.append(element.get("value", ""))
    return {" ".join(text.split()) for text in found} - {""}
