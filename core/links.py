"""Addresses that a lower app may name without knowing the higher one that serves them."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


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


# A way on this site, an address of the web, a mail or a telephone: never a program.
SAFE = re.compile(r"(/(?![/\\])|#|\?|https?://|mailto:|tel:|webcal://)[^\x00-\x20]*", re.I)


def check_address(text: str) -> None:
    """Refuse what an editor types or pastes as an address and no reader should follow."""
    if not SAFE.fullmatch(text):
        raise ValidationError(_("Write an address such as /jadwal/, or one that starts with https."), code="address")


def absolute(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path


def subscription(path: str) -> str:
    """The address that opens a calendar program, which then looks for changes by itself."""
    return "webcal://" + absolute(path).partition("://")[2]


def localized(address: str) -> str:
    """An address of the site in the language of the reader; every slug is the same in both. A program is no address."""
    if not SAFE.fullmatch(address):
        return ""
    is_own = address.startswith("/") and not address.startswith("/en/")
    return f"/en{address}" if is_own and (get_language() or "").startswith("en") else address


def is_served(path: str) -> bool:
    """Whether a view of ours answers under this path; pages of the CMS are found by their own addresses."""
    try:
        return resolve(path).url_name != "wagtail_serve"
    except Resolver404:
        return False
