"""Reused reads: open drafts, what may be reused, the frozen questions of a correction."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.enums import DocumentVerdict
from cases.models import Case, CorrectionRequest, Document
from core import questions
from forms import steps
from forms.models import Draft

# What a reason of the office's library may name, and the answers it means.
MEANS = {
    "identity": ["nik", "full_name", "birth_place", "birth_date", "sex"],
    "age": ["birth_date"],
    "domicile": ["address", "village", "ktp_is_local"],
    "address": ["address", "village"],
    "name": ["full_name"],
    "not_employed": ["employment"],
    "education": ["education", "school", "major", "graduation_year"],
}
CUSTOM = "custom"  # any of the programme's own questions


def open_drafts(user: User):
    """What this person began and did not send, newest first: `.resume_url`, `.expires_at`, `.correction`, `title`."""
    found = Draft.objects.open().filled().filter(user=user, person_hash="").select_related("correction")
    return [_with_title(draft) for draft in found]


def _with_title(draft: Draft) -> Draft:
    from forms import wizards

    intake = wizards.get(draft.service)
    subject = intake.get(draft.subject_id) if intake else None
    draft.title = intake.card(subject).title if subject is not None else draft.code
    draft.send_by = sendable_until(draft, subject)
    return draft


def sendable_until(draft: Draft, subject) -> dt.datetime:
    """Until when going on makes sense: the close of registration, or the end of the draft if that comes first."""
    closes = getattr(subject, "closes_at", None)
    return closes if closes and timezone.now() < closes < draft.expires_at else draft.expires_at


def open_draft(user: User, service: str, subject_id: int) -> Draft | None:
    return Draft.objects.open().registrations().filter(user=user, service=service, subject_id=subject_id).first()


def live_case(user: User, service: str, subject_id: int) -> Case | None:
    """The registration of this account for this subject that is still under way."""
    return (
        Case.objects.live()
        .filter(service=service, subject_id=subject_id, applicant__user=user)
        .select_related("applicant")
        .first()
    )


def drafts_of(service: str, subject_id: int):
    """Everybody who has an open draft for a subject, to be told when it is cancelled or moved."""
    return Draft.objects.open().registrations().filter(service=service, subject_id=subject_id).select_related("user")


def reusable(user: User, kinds: list[str]) -> dict[str, Document]:
    """The newest accepted document of each kind in earlier cases of this person."""
    return _newest_accepted(kinds, case__applicant__user=user)


def _newest_accepted(kinds: list[str], **whose) -> dict[str, Document]:
    found = Document.objects.filter(kind__in=kinds, verdict=DocumentVerdict.ACCEPTED, replaced=False, **whose)
    return {document.kind: document for document in found.select_related("file", "case__applicant").order_by("pk")}


def reusable_of(draft: Draft, kinds: list[str]) -> dict[str, Document]:
    """The same at the counter: documents of the person the draft is for."""
    return _newest_accepted(kinds, case__applicant__nik_hash=draft.person_hash)


def earlier_typing(draft: Draft, step: str) -> dict | None:
    """What the same person typed at the same fixed step of another draft: nobody fills in an address twice."""
    if step not in (steps.IDENTITY, steps.ADDRESS, steps.EDUCATION) or draft.is_at_counter:
        return None  # an officer writes for many people
    others = Draft.objects.registrations().filter(user=draft.user_id).exclude(pk=draft.pk).order_by("-changed_at")
    return next((other.data[step] for other in others[:5] if step in other.data), None)


# Corrections


def known_answers(case: Case) -> dict:
    """The answers of a case, with the NIK from the person's record."""
    return case.answers | {"nik": case.applicant.nik}


def cut_definition(case: Case, request: CorrectionRequest) -> dict:
    """The frozen questions of a case, and which of them are asked again."""
    whole = {"documents": [], "questions": [], "rules": [], "threshold": 0} | case.definition
    composed = [question["key"] for question in questions.every(whole["questions"])]
    only = [each for name in request.fields for each in (composed if name == CUSTOM else MEANS.get(name, [name]))]
    known = {document["key"]: document for document in whole["documents"]}
    extra = [_document(case, kind) for kind in request.documents if kind not in known and kind not in composed]
    return whole | {"documents": [*whole["documents"], *extra], "only": sorted({*only, *request.documents})}


def _document(case: Case, kind: str) -> dict:
    """A document that was not among those of the programme: a domicile letter, or one the office asks for now."""
    if kind == steps.DOMICILE:
        from forms.forms import domicile_letter

        return domicile_letter()
    known = case.documents.filter(kind=kind).first()
    label = known.label if known else kind.replace("_", " ").upper()
    return {"key": kind, "label_id": label, "label_en": label, "help_id": "", "help_en": ""}


def resume_text(draft: Draft) -> str:
    step = steps.find(draft.definition, draft.step)
    return str(step.title) if step else _("the first step")
