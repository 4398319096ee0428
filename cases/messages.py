"""Messages of a case: which words, to whom, with which facts. Queued in the transaction of the move."""

import datetime as dt

from django.utils import translation
from django.utils.translation import gettext as _

from cases import services
from cases.enums import Bucket
from cases.models import Call
from core import outbox
from core.formats import clock, full_date
from core.links import absolute, localized
from core.models import OfficeSettings

ON_PAPER = ("received",)


def tell(case, kind: str, *, at: dt.datetime, once: str = "", **facts) -> None:
    """Queue message `kind` to the applicant in the case's language; `once` tells apart messages of one kind.

    To a person without an e-mail address an officer reads it out on the phone (cases.models.Call).
    """
    key = f"case:{case.pk}:{kind}:{once or case.revision}"
    with translation.override(case.language):
        said = base_facts(case) | services.get(case.service).message_facts(case, at) | worded(facts)
        if not case.applicant.email:
            _note_call(case, kind, key, said, until=_until(case, facts, at), at=at)
            return
        outbox.queue(
            kind,
            key=key,
            to=case.applicant.email,
            language=case.language,
            facts=said,
            about=case.number,
            links=_links(case),
        )


def _note_call(case, kind: str, key: str, said: dict, *, until, at: dt.datetime) -> None:
    """What a receipt in the hand has told already needs no call."""
    if kind in ON_PAPER:
        return
    subject, text = outbox.worded(kind, case.language, said)
    content = {"subject": subject, "text": text}
    fields = {"case_id": case.pk, "kind": kind, "content": content, "until": until, "made_at": at}
    Call.objects.get_or_create(key=key, defaults=fields)


def _until(case, facts: dict, at: dt.datetime) -> dt.datetime | None:
    """The end of an offer, or of the time to correct: the dates that pass when nobody calls."""
    asked = facts.get("date") if case.bucket == Bucket.APPLICANT else None
    return services.get(case.service).answer_by(case, at) or (asked if isinstance(asked, dt.datetime) else None)


def base_facts(case) -> dict:
    return {
        "first_name": case.applicant.first_name,
        "case_number": case.number,
        "batch": case.subject_label,
        "days": case.stage.limit_days,
        "link": absolute(localized(case_path(case))),
    }


def _links(case) -> list[tuple[str, str]]:
    """Where a person goes on from a mail: the own page, and the status page that needs no sign-in."""
    return [
        (_("Open my registration"), absolute(localized(case_path(case)))),
        (_("Check the status without signing in"), absolute(localized(f"/status/?nomor={case.number}"))),
    ]


def case_path(case) -> str:
    """The applicant's own page of a case; signing in is asked there."""
    return f"/akun/{case.number}/"


def worded(facts: dict) -> dict:
    """Days and moments in the language that is active; everything else as it is."""
    return {name: _word(value) for name, value in facts.items()}


def _word(value):
    if isinstance(value, dt.datetime | dt.date):
        return full_date(value)
    return clock(value) if isinstance(value, dt.time) else value


def objection_until(at: dt.datetime) -> dt.datetime:
    """The last day to object to a decision (UU 25/2009; days are a setting)."""
    return at + dt.timedelta(days=OfficeSettings.load().days_to_object)
