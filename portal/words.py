"""The public words of a case: its state, what it means, what happens next, and what happened so far."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases import objections
from cases.enums import Bucket, CaseState, DocumentVerdict, Move
from cases.models.objections import Answer
from core.formats import full_date

LOOKS = ("cases.case.nik_revealed", "cases.case.document_opened")
RECORD_SHOWN = "accounts.applicant.shown"

TONES = {
    CaseState.IN_REVIEW: "running",
    CaseState.RESERVE: "soon",
    CaseState.OFFERED: "full",
    CaseState.ACCEPTED: "open",
    CaseState.COMPLETED: "open",
}
MEANINGS = {
    CaseState.IN_REVIEW: _l("An officer is checking your answers and documents."),
    CaseState.RESERVE: _l("You are on the reserve list. You do not need to come to the office."),
    CaseState.OFFERED: _l("You have been accepted and we are holding a seat for you."),
    CaseState.ACCEPTED: _l("Your seat is confirmed."),
    CaseState.COMPLETED: _l("Congratulations, you have finished. The result is in your account."),
    CaseState.FAILED: _l("You have not met the conditions to pass this training."),
    CaseState.DROPPED: _l("Your place in this training ended before its last day; the reason is shown below."),
    CaseState.REJECTED: _l("We cannot accept your registration this time, and the reason is shown below."),
    CaseState.WITHDRAWN: _l("This registration has ended because you withdrew it."),
    CaseState.EXPIRED: _l("We had no answer from you before the deadline."),
    CaseState.CANCELLED: _l("The office cancelled this batch. It is not your fault."),
}
# For somebody who has only the number and the birth date: no reason, no rank, no place.
STATUS_NEXT = {
    CaseState.RESERVE: _l("Free seats are offered in order. Sign in to see your number and the date of the answer."),
    CaseState.OFFERED: _l("You have to answer. Sign in to see by when, and to take the seat or give it up."),
    CaseState.ACCEPTED: _l("Sign in to see when and where the training begins."),
    CaseState.COMPLETED: _l("Sign in to see the result and to download it."),
    CaseState.FAILED: _l("Sign in to see your marks and attendance, and how to object."),
    CaseState.DROPPED: _l("Sign in to read the reason, and how to object."),
    CaseState.REJECTED: _l("Sign in to read the reason, and how to object."),
    CaseState.WITHDRAWN: _l("You may register again while registration is open."),
    CaseState.EXPIRED: _l("If something kept you from answering, contact us."),
    CaseState.CANCELLED: _l("You may register for another batch now."),
}
STATUS_OVER = _l("Sign in to read the reason and the details.")  # the time to object is over
# What a person may still do when a case has ended.
ENDED = {
    CaseState.FAILED: _l("See your marks and attendance below. If something is not right, object by %(date)s."),
    CaseState.REJECTED: _l("You can object by %(date)s, or choose another batch."),
    CaseState.DROPPED: _l("You can object by %(date)s, or choose another batch."),
    CaseState.WITHDRAWN: _l("You may register again until %(date)s."),
}
OBJECTION_LATE = _l("We should have answered by %(date)s. We are late; this is not your fault. Ask an officer.")
OBJECTION_WAITS = _l("A different officer is checking your objection. We answer by %(date)s.")
OBJECTION_TITLES = {
    "": _l("Your objection is being checked"),
    Answer.UPHELD: _l("Your objection is upheld"),
    Answer.DISMISSED: _l("The first decision stands"),
}
OBJECTION_OVER = _l("The time to object ended on %(date)s. You can choose another batch.")
ASKED = _l("An officer asked you to correct something. Sign in to see what, and by when.")

VERDICTS = {
    DocumentVerdict.PENDING: ("", _l("Not checked yet"), ""),
    DocumentVerdict.ACCEPTED: ("open", _l("Accepted"), ""),
    DocumentVerdict.UNREADABLE: ("full", _l("Cannot be read"), _l("The text or photo on this document is not clear.")),
    DocumentVerdict.OUTDATED: ("full", _l("Out of date"), _l("This document is no longer valid.")),
    DocumentVerdict.WRONG: ("full", _l("Needs replacing"), _l("This is not the document we asked for.")),
}

EVENTS = {
    Move.SUBMIT: _l("Registration sent"),
    Move.ASK_CORRECTION: _l("We asked for a correction"),
    Move.RESUBMIT: _l("Correction sent"),
    "correction_lapsed": _l("The date to correct has passed"),
    Move.ACCEPT: _l("You are accepted"),
    Move.RESERVE: _l("You are on the reserve list"),
    Move.REJECT: _l("Not accepted yet"),
    Move.WITHDRAW: _l("You withdrew your registration"),
    Move.OFFER: _l("A seat was offered to you"),
    Move.TAKE_OFFER: _l("You confirmed your seat"),
    Move.DECLINE: _l("You gave up the seat"),
    Move.EXPIRE: _l("The date to confirm has passed"),
    Move.COMPLETE: _l("You passed the training"),
    Move.FAIL: _l("You have not passed the training yet"),
    Move.DROP_OUT: _l("Your place in the training ended"),
    Move.OBJECT: _l("You objected to the decision"),
    Move.UPHOLD: _l("Your objection is upheld"),
    Move.DISMISS: _l("The first decision stands"),
    "told_by_phone": _l("We told you by phone"),
    "phone_unanswered": _l("We called you and nobody answered"),
    Move.TRANSFER: _l("Your batch was cancelled; you moved to another one"),
    Move.CANCEL: _l("The office cancelled the batch"),
    "credentials.credential.issue": _l("Certificate issued"),
    "credentials.credential.revoke": _l("Certificate revoked"),
    "credentials.credential.reissue": _l("Replacement certificate issued"),
}


@dataclass(frozen=True)
class Tag:
    """A state as a tag shows it: colour and word."""

    tone: str
    label: str


def tag(case, *, is_asked: bool = False) -> Tag:
    """Where a case stands, as its owner reads it. A decision that is not told yet looks like being checked."""
    if case.state == CaseState.IN_REVIEW and (is_asked or case.bucket == Bucket.APPLICANT):
        return Tag("full", _("Needs your correction"))
    state = CaseState(case.state)
    return Tag(TONES.get(state, "done"), str(state.public_label))


def answer_by(case, now: dt.datetime) -> str:
    """The date of the office's answer; when it has passed, that is said, not hidden."""
    if case.due_at is None:
        return ""
    if case.due_at < now:
        words = _("You should have heard from us by %(date)s. We are late; this is not your fault. Ask an officer.")
    else:
        words = _("You will hear from us by %(date)s.")
    return words % {"date": full_date(case.due_at)}


def verdict(document) -> dict:
    """A document as a list shows it, without its address."""
    tone, status, note = VERDICTS[DocumentVerdict(document.verdict)]
    return {"label": document.label, "tone": tone, "status": status, "note": note}


def happened(events) -> list[dict]:
    """The public events of a case as items of a timeline, oldest first; what is not for the applicant is left out."""
    told = [(event, sentence(event)) for event in events if event.verb not in LOOKS]
    return [_item(event, title) for event, title in told if title]


def sentence(event) -> str:
    """One event in words; empty for an event that has none."""
    verb, body = event.verb.removeprefix("cases.case."), _body(event)
    if verb == Move.PASS_STAGE:
        stage = body.get("passed_en") if get_language() == "en" else body.get("passed")
        return _("Finished: %(stage)s") % {"stage": stage} if stage else _("Step finished")
    if verb == Move.SUBMIT and body.get("counter"):
        return _("Filed at the counter")
    title = str(EVENTS.get(verb, ""))
    return f"{title}: {body['number']}" if title and body.get("number") else title


def _item(event, title: str) -> dict:
    parts = [f"{full_date(timezone.localtime(event.at))}.", _told(event)]
    return {"title": title, "text": " ".join(part for part in parts if part), "state": "done"}


def _told(event) -> str:
    """What the office wrote to the applicant with this act."""
    body = _body(event)
    return str(body.get("told") or body.get("text") or "")


def _body(event) -> dict:
    return event.body.data or {}


def objection(row, now: dt.datetime) -> dict:
    """An objection as its owner reads it: the words sent, and what the office says to them."""
    return {
        "pk": row.pk,
        "is_answered": not row.is_open,
        "text": row.text,
        "sent": full_date(row.at),
        "title": OBJECTION_TITLES[row.answer],
        "state": objection_state(row, now),
        "told": row.told,
        "documents": [
            {"label": f"{each.label}: {each.file.name}", "url": reverse("portal:document", args=[each.pk])}
            for each in row.documents
        ],
    }


def row_next(case, now: dt.datetime) -> str:
    """What the list of registrations says below one: the date of the answer, or until when one may object."""
    if case.state == CaseState.IN_REVIEW:
        return answer_by(case, now)
    until = objections.last_day(case)
    if until is None:
        return ""
    made = next((each for each in case.objections.all() if each.against_at == case.closed_at), None)
    if made:
        return objection_state(made, now)
    return "" if objections.is_over(case, now) else _("You can object by %(date)s.") % {"date": full_date(until)}


def objection_state(row, now: dt.datetime) -> str:
    """Until when the answer comes, or when it came; a date that has passed is said, not hidden."""
    if row.answered_at:
        return _("Your objection was answered on %(date)s.") % {"date": full_date(row.answered_at)}
    words = OBJECTION_LATE if row.due_at < now else OBJECTION_WAITS
    return str(words) % {"date": full_date(row.due_at)}
