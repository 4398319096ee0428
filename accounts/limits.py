"""How often a door may be tried, and when it opens again. Counted in the database, so over all processes."""

import datetime as dt

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.core.internal.ratelimit import get_cache_key, get_rates
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.formats import clock
from core.models import Throttle

CODE_TRIES = 10
CODE_TRIES_FROM_ONE_PLACE = 100
CODE_WINDOW = 60 * 60
PASSWORD_TRIES = 60  # for one account from everywhere; from one place allauth closes after five


def request_code(request: HttpRequest, email: str) -> dt.datetime | None:
    """Count one request for a code (allauth's limits); the time of the next try when there were too many."""
    if ratelimit.consume(request, action="request_login_code", key=email):
        return None
    return opens_at(request, "request_login_code", email)


def opens_at(request: HttpRequest, action: str, key: str) -> dt.datetime:
    """When the strictest of allauth's limits that are used up lets somebody through again."""
    ends = [timezone.now() + dt.timedelta(minutes=1)]
    for rate in get_rates(app="allauth.account", action=action):
        history = cache.get(get_cache_key(request, app="allauth.account", action=action, rate=rate, key=key), [])
        if len(history) >= rate.amount:
            ends.append(dt.datetime.fromtimestamp(history[-1] + rate.duration, dt.UTC))
    return max(ends)


def try_code(request: HttpRequest, email: str) -> dt.datetime | None:
    """Count one try at a code for this address and from this place; the end of the hour when there were too many."""
    return _count(request, "code", email)


def _count(request: HttpRequest, door: str, visitor: str) -> dt.datetime | None:
    place = get_adapter(request).get_client_ip(request) or "unknown"
    allowed = [
        Throttle.hit(door, unreadable(visitor), limit=CODE_TRIES, seconds=CODE_WINDOW),
        Throttle.hit(f"{door}-from", unreadable(place), limit=CODE_TRIES_FROM_ONE_PLACE, seconds=CODE_WINDOW),
    ]
    return None if all(allowed) else window_end(CODE_WINDOW)


def try_claim(request: HttpRequest) -> dt.datetime | None:
    """Count one try at the code of a receipt by this account and from this place, as for the codes of the door."""
    return _count(request, "claim", str(request.user.pk))


def try_password(email: str) -> bool:
    """Count one try at a password of this account over all places; False when there were too many this hour."""
    return Throttle.hit("password", unreadable(email), limit=PASSWORD_TRIES, seconds=CODE_WINDOW)


def too_many(opens_at: dt.datetime) -> str:
    return _("Too many tries. Try again at %(time)s.") % {"time": clock(opens_at)}


def window_end(seconds: int) -> dt.datetime:
    """When the current window of core.models.Throttle ends."""
    window = int(timezone.now().timestamp()) // seconds
    return dt.datetime.fromtimestamp((window + 1) * seconds, dt.UTC)


def unreadable(visitor: str) -> str:
    """An address or place is counted without being stored."""
    return salted_hmac("accounts.limits", visitor.lower()).hexdigest()
