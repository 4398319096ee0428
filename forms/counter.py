"""What the counter knows of the person who stands there, and what stands in the way before anything is typed."""

import datetime as dt

from accounts.models import Applicant, User
from cases.models import Case
from core import nik
from core.formats import phone
from forms import forms, wizards
from forms.models import Draft
from forms.road import Road

PHONE_SHOWN = 3  # the last digits, as people name a number they know


def person_of(draft: Draft) -> Applicant | None:
    """The record of the person a draft of the counter is for."""
    return Applicant.objects.select_related("user", "village").filter(nik_hash=draft.person_hash).first()


def live_case(number: str, service: str, subject_id: int) -> Case | None:
    """The registration of the person with this NIK for this subject that is still under way."""
    of_person = Case.objects.live().filter(applicant__nik_hash=nik.keyed_hash(number))
    return of_person.filter(service=service, subject_id=subject_id).first()


def drafts_of(officer: User) -> list[Draft]:
    """What this officer has begun at the counter and not sent, the last one first: `title`, `name` (masked)."""
    found = list(Draft.objects.open().at_counter().filter(user=officer).order_by("-changed_at"))
    for draft in found:
        intake = wizards.get(draft.service)
        subject = intake.get(draft.subject_id) if intake else None
        draft.title = intake.card(subject).title if subject is not None else draft.code
        draft.name = name_in(draft)
    return found


def name_in(draft: Draft) -> str:
    """The name that was typed, or of the case that is corrected, masked; empty when there is none."""
    if draft.correction_id:
        return draft.correction.case.applicant.masked_name
    typed = draft.data.get("identitas", {}).get("full_name", [""])[0]
    return Applicant(name=typed[:60]).masked_name


def known_of(person: Applicant) -> dict:
    """Enough to tell whether it is the right person, nothing an officer could note down."""
    number = phone(str(person.phone)) if person.phone else ""
    return {
        "name": person.masked_name,
        "nik": person.masked_nik,
        "phone": f"••• {number[-PHONE_SHOWN:]}" if number else "",
        "has_account": bool(person.user_id),
    }


def not_met(intake: wizards.Intake, subject, person: Applicant | None, told: dict | None = None) -> list[str]:
    """The rules this person does not meet, in words; what is not known yet stands in nobody's way."""
    found = intake.check(subject, told or {}, person)
    return [f"{answer['label']}: {answer['text']}" for answer in found["answers"] if answer["outcome"] == "not_met"]


def told_in(road: Road) -> dict:
    """The answers that the rules look at, as the eligibility step hands them over."""
    told = {name: road.answers[name] for name in ("education", "employment") if name in road.answers}
    if "birth_date" in road.answers:
        told["birth_date"] = dt.date.fromisoformat(road.answers["birth_date"])
    if "village" in road.answers:
        told["lives_here"] = road.answers["village"] != forms.OUTSIDE
    if "ktp_is_local" in road.answers:
        told["ktp_is_local"] = road.answers["ktp_is_local"] == "yes"
    return told
