"""Messages to everybody in a batch: each person once, in the language of the case, also who has no case."""

import datetime as dt

from django.utils import translation

from cases import messages
from core import outbox
from core.links import absolute
from programs import facts
from programs.models import Enrolment


def tell(person: Enrolment, kind: str, *, once: str, at: dt.datetime, **told) -> None:
    """Queue `kind` for one person; the same `once` is queued one time only."""
    if person.registration_id:
        messages.tell(person.registration, kind, at=at, once=once, **told)
    elif person.applicant.email:
        _tell_walk_in(person, kind, once, told)


def _tell_walk_in(person: Enrolment, kind: str, once: str, told: dict) -> None:
    """A participant who never sent a registration: named by the batch, led to the account."""
    language = language_of(person)
    known = {"first_name": person.applicant.first_name, "case_number": person.batch.code, "link": absolute("/akun/")}
    with translation.override(language):
        known |= {"batch": person.batch.label, "program": facts.program(person.batch)}
        key = f"enrolment:{person.pk}:{kind}:{once}"
        worded = known | messages.worded(told)
        outbox.queue(kind, key=key, to=person.applicant.email, language=language, facts=worded)


def language_of(person: Enrolment) -> str:
    if person.registration_id:
        return person.registration.language
    return person.applicant.user.language if person.applicant.user_id else "id"
