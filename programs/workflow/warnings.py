"""Words in time: the day before an offer ends, and when absences put the certificate at risk. Each is told once."""

import datetime as dt

from django.db import transaction
from django.utils import timezone, translation

from cases.enums import CaseState
from core.formats import full_date
from core.models import OutboxMessage
from programs import facts, queries
from programs.completion import plain
from programs.enums import EnrolmentState, OfferAnswer
from programs.hours import Standing
from programs.models import Batch, Enrolment, Offer, Session
from programs.workflow import telling

MORNING = 8  # nobody is written to at midnight
EXPIRING = "offer_expiring"
ABSENCE = "absence_warning"


def warn_of_offers(at: dt.datetime) -> int:
    """The tick: write to who has a day left to take a seat; an offer made today says so itself."""
    local = timezone.localtime(at)
    if local.hour < MORNING:
        return 0
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + dt.timedelta(days=1)
    offers = Offer.objects.filter(answer=OfferAnswer.OPEN, offered_at__lt=midnight)
    offers = offers.filter(expires_at__gte=tomorrow, expires_at__lt=tomorrow + dt.timedelta(days=1))
    waiting = offers.filter(enrolment__registration__state=CaseState.OFFERED)
    keys = {f"case:{case}:{EXPIRING}:{pk}": pk for pk, case in waiting.values_list("pk", "enrolment__registration_id")}
    told = set(OutboxMessage.objects.filter(key__in=keys).values_list("key", flat=True))
    return sum(_warn_of_offer(pk, at) for key, pk in keys.items() if key not in told)


@transaction.atomic
def _warn_of_offer(pk: int, at: dt.datetime) -> bool:
    """Looked at again under a lock: who answered meanwhile needs no reminder."""
    offer = Offer.objects.select_for_update(of=("self",)).filter(pk=pk, answer=OfferAnswer.OPEN).first()
    if offer is None:
        return False
    person = Enrolment.objects.select_related("registration__applicant__user", "batch").get(pk=offer.enrolment_id)
    telling.tell(person, EXPIRING, once=str(pk), at=at)
    return True


def warn_of_absence(session: Session, marked: list[int], *, at: dt.datetime) -> int:
    """After a list is saved: write to participants who have missed so much that little more can be missed.

    Once for each person and batch. Who has fallen under the threshold already is not told that days are left.
    """
    batch = session.batch
    people = queries.participants(batch).filter(pk__in=marked, state=EnrolmentState.SEATED)
    people = list(people.select_related("applicant__user", "registration__stage", "batch__room"))
    marks = queries.marks_by_person(batch, people)
    standings = queries.standings(batch, list(batch.sessions.all()), people, marks)
    close = [person for person in people if standings[person.pk].is_close]
    for person in close:
        _warn(person, standings[person.pk], _last_day(batch), at)
    return len(close)


def _last_day(batch: Batch) -> dt.date:
    last = batch.sessions.taking_place().last()
    return timezone.localdate(last.starts_at) if last else batch.ends_on


def _warn(person: Enrolment, standing: Standing, last: dt.date, at: dt.datetime) -> None:
    ahead = facts.next_session(person.batch, at)
    talk_by = timezone.localdate(ahead.starts_at) if ahead else last
    with translation.override(telling.language_of(person)):
        words = {"percent": plain(standing.percent), "min": standing.threshold, "days": standing.sessions_missable}
        words |= {"date": full_date(last), "due_date": full_date(talk_by)}
        telling.tell(person, ABSENCE, once=str(person.batch_id), at=at, **words)
