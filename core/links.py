"""Addresses that a lower app may name without knowing the higher one that serves them."""

from django.conf import settings
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import get_language


def intake(service: str, code: str, step: str = "") -> str:
    """The wizard of a service for one subject (/daftar/pelatihan/menjahit-3/); empty when no wizard serves it."""
    try:
        name, args = ("intake:step", [service, code, step]) if step else ("intake:start", [service, code])
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def calendar(service: str, code: str) -> str:
    """The calendar file of one subject of a service; empty where the service has none."""
    try:
        return reverse(f"calendar-{service}", args=[code])
    except NoReverseMatch:
        return ""


def absolute(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path


def subscription(path: str) -> str:
    """The address that opens a calendar program, which then looks for changes by itself."""
    return "webcal://" + absolute(path).partition("://")[2]


def localized(address: str) -> str:
    """An address of the site in the language of the reader; every slug is the same in both."""
    is_own = address.startswith("/") and not address.startswith("/en/")
    return f"/en{address}" if is_own and (get_language() or "").startswith("en") else address


def is_served(path: str) -> bool:
    """Whether a view of ours answers under this path; pages of the CMS are found by their own addresses."""
    try:
        return resolve(path).url_name != "wagtail_serve"
    except Resolver404:
        return False
