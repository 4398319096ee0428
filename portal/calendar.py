"""The private calendar of a person: who may read it, and what stands in it.

Whoever has the address reads sessions and dates to answer by, and nothing about the person: no name, no NIK, no number
of a registration, no result. A decision that is not told yet shows nothing.
"""

import datetime as dt
import hashlib
import hmac
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from accounts.models import User
from audit import log
from cases.models import CorrectionRequest
from core.links import absolute
from portal import queries
from portal.models import CalendarLink
from programs import calendar
from programs.enums import BatchState, EnrolmentState, OfferAnswer
from programs.models import Enrolment, Session

BYTES = 16
KEEP = dt.timedelta(days=30)  # sessions that are over leave the calendar after this
AHEAD = dt.timedelta(days=366)
MOST = 500
TAKES_PART = (EnrolmentState.SEATED, EnrolmentState.FINISHED)


def keyed_hash(token: str) -> str:
    return hmac.new(settings.HASH_KEY.encode(), f"calendar:{token}".encode(), hashlib.sha256).hexdigest()


def link_of(user: User) -> CalendarLink | None:
    return CalendarLink.objects.filter(user=user, revoked_at=None).first()


def owner_of(token: str) -> User | None:
    """Whose calendar this address opens; nobody's once it is revoked or the account is closed."""
    found = CalendarLink.objects.filter(token_hash=keyed_hash(token), revoked_at=None, user__is_active=True)
    link = found.select_related("user").first()
    return link.user if link else None


@transaction.atomic
def make(user: User, *, at: dt.datetime | None = None) -> CalendarLink:
    """Give the person a new address; the one before stops at once."""
    at = at or timezone.now()
    revoke(user, at=at)
    token = secrets.token_hex(BYTES)
    link = CalendarLink.objects.create(user=user, token=token, token_hash=keyed_hash(token), created_at=at)
    log.record("portal.calendar.make", link, by=user, at=at)
    return link


@transaction.atomic
def revoke(user: User, *, at: dt.datetime | None = None) -> bool:
    """Let the address of the person open nothing any more; whether there was one."""
    at = at or timezone.now()
    User.objects.select_for_update().get(pk=user.pk)
    link = link_of(user)
    if link is None:
        return False
    CalendarLink.objects.filter(pk=link.pk).update(revoked_at=at, token="")
    log.record("portal.calendar.revoke", link, by=user, at=at)
    return True


def path(link: CalendarLink) -> str:
    return reverse("portal:calendar_feed", args=[link.token])


def text(user: User, now: dt.datetime) -> bytes:
    """The calendar as it is now."""
    return calendar.text(_("My training"), events(user, now))


def events(user: User, now: dt.datetime) -> list[Event]:
    """Sessions of the person's batches, and the dates until which an answer is asked: a fixed number of statements."""
    places = {place.batch_id: place for place in _places(user)}
    meetings = Session.objects.filter(batch__in=places, ends_at__gte=now - KEEP, starts_at__lt=now + AHEAD)
    meetings = meetings.select_related("room", "batch__room").order_by("starts_at", "pk")[:MOST]
    found = [_session(meeting, places[meeting.batch_id]) for meeting in meetings]
    return [*found, *map(_offer, queries.offers_of(user)), *map(_correction, _corrections(user))]


def _places(user: User):
    """Where the person takes part, may take part, or would have: a batch that is called off is told as called off."""
    told = (*TAKES_PART, EnrolmentState.HELD)
    now_known = Q(before_decision="", state__in=told) | Q(before_decision__in=told)
    called_off = Q(
        state=EnrolmentState.LEFT, left_reason=OfferAnswer.CANCELLED.value, batch__state=BatchState.CANCELLED
    )
    mine = Enrolment.objects.filter(now_known | called_off, applicant__user=user)
    return mine.order_by("pk")


def _session(meeting: Session, place: Enrolment) -> Event:
    """A seat that is only held makes the session tentative; accepting counts it up once."""
    is_sure = place.told_state in TAKES_PART
    status = calendar.CONFIRMED if is_sure else calendar.TENTATIVE
    return calendar.session_event(meeting, _page(), alarm=is_sure, status=status, more=int(is_sure))


def _page() -> str:
    """Where everything else is read after signing in; the address of a case would carry its number."""
    return absolute(reverse("portal:home"))


def _offer(offer) -> Event:
    summary = _("Answer by: seat in %(batch)s") % {"batch": calendar.short(offer.enrolment.batch)}
    return calendar.deadline_event(_uid("offer", offer), summary, offer.expires_at, offer.offered_at, _page())


def _corrections(user: User):
    asked = CorrectionRequest.objects.filter(case__applicant__user=user, **queries.OPEN)
    return asked.select_related("case").defer("case__answers", "case__definition").order_by("due_at")


def _correction(asked: CorrectionRequest) -> Event:
    summary = _("Send your correction: %(batch)s") % {"batch": asked.case.subject_label}
    return calendar.deadline_event(_uid("correction", asked), summary, asked.due_at, asked.at, _page())


def _uid(kind: str, row) -> str:
    return f"{kind}-{row.pk}@{absolute('').partition('://')[2]}"
