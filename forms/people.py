"""From answers to the one record of a person, and back: a profile fills in the next registration."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Applicant, Consent, User
from core import nik, outbox
from core.formats import full_date, phone
from core.generation import settled_kept
from core.models import Village
from forms import forms, steps

# answer -> column, where the names differ
COLUMNS = {"full_name": "name"}
PROFILE = (
    "nik", "full_name", "birth_place", "birth_date", "sex", "address", "phone", "education", "school", "major",
    "graduation_year", "employment",
)  # fmt: skip
TYPED_AT = {
    steps.IDENTITY: (
        "nik", "full_name", "birth_place", "birth_date_day", "birth_date_month", "birth_date_year", "sex",
    ),
    steps.ADDRESS: ("address", "village", "ktp_is_local", "phone"),
    steps.EDUCATION: ("education", "school", "major", "graduation_year", "employment"),
}  # fmt: skip


class NikTaken(Exception):
    """The NIK belongs to another account; the person who tries learns no more than that."""


def nik_refusal(user: User):
    """A check for the identity step: is this NIK free for this account?"""

    def check(number: str) -> ValidationError | None:
        records = Applicant.objects.filter(Q(nik_hash=nik.keyed_hash(number)) | Q(user=user))
        of_account = {record.user_id: record for record in records}
        mine = of_account.pop(user.pk, None)
        if of_account:
            return ValidationError(taken(), code="taken")
        if mine and mine.nik != number and mine.cases.exists():
            words = {"nik": mine.masked_nik}
            return ValidationError(
                _("This account is for NIK %(nik)s. Ask an officer if that NIK is wrong.") % words, code="fixed"
            )
        return None

    return check


def taken() -> str:
    return _("There is already a registration with this NIK. Sign in with your account or ask an officer.")


def record(user: User, answers: dict) -> Applicant:
    """The applicant of this account with these answers; made on the first registration, brought up to date later.

    Raises NikTaken, also when another account takes the NIK at this very moment.
    """
    applicant = Applicant.objects.select_for_update().filter(user=user).first() or Applicant(user=user)
    return _saved(applicant, answers)


def record_of_nik(answers: dict) -> Applicant:
    """The record of the person with this NIK, whoever owns it: at the counter the KTP lies before the officer.

    Without a record the person gets one that belongs to no account. Raises NikTaken when somebody makes it meanwhile.
    """
    found = Applicant.objects.with_nik(answers["nik"]).select_for_update()
    return _saved(found.first() or Applicant(), answers)


def _saved(applicant: Applicant, answers: dict) -> Applicant:
    for name, value in columns(answers).items():
        setattr(applicant, name, value)
    try:
        with transaction.atomic():
            applicant.save()
    except IntegrityError:
        raise NikTaken
    return applicant


def correct(applicant: Applicant, answers: dict) -> None:
    """Take corrected answers over into the profile, so that a certificate bears the corrected name."""
    if columns(answers):
        _saved(applicant, answers)


def columns(answers: dict) -> dict:
    """The columns of Applicant that these answers fill."""
    found = {COLUMNS.get(name, name): answers[name] for name in PROFILE if name in answers}
    if "birth_date" in found:
        found["birth_date"] = dt.date.fromisoformat(found["birth_date"])
    if "village" in answers:
        found["village"] = _village(answers["village"])
    if "ktp_is_local" in answers:
        found["ktp_is_local"] = answers["ktp_is_local"] == "yes"
    return found


@settled_kept
def _village(code: str) -> Village | None:
    return Village.objects.filter(code=code).first()


def initial(user: User, step: str) -> dict:
    """What the profile knows of the answers of a step."""
    applicant = Applicant.objects.filter(user=user).select_related("village").first()
    if applicant is None or step not in (steps.IDENTITY, steps.ADDRESS, steps.EDUCATION):
        return {}
    return known_of(applicant)


def known_of(applicant: Applicant) -> dict:
    """The record as answers of the fixed steps; what is not known is left out."""
    known = {name: getattr(applicant, COLUMNS.get(name, name)) for name in PROFILE}
    known["phone"] = phone(str(applicant.phone))
    if applicant.address:
        known |= {"village": applicant.village.code if applicant.village_id else forms.OUTSIDE}
        known |= {"ktp_is_local": "yes" if applicant.ktp_is_local else "no"}
    return {name: value for name, value in known.items() if value not in (None, "")}


def typed(applicant: Applicant) -> dict[str, dict[str, list[str]]]:
    """The record as somebody would type it: step -> control -> values."""
    known = known_of(applicant)
    born = known.pop("birth_date")
    known |= {"birth_date_day": born.day, "birth_date_month": born.month, "birth_date_year": born.year}
    return {step: {name: [str(known[name])] for name in names if name in known} for step, names in TYPED_AT.items()}


def agree(applicant: Applicant, declared: dict[str, str], *, at: dt.datetime) -> None:
    """Record what was declared and agreed to, in the words that stood on the page (UU 27/2022)."""
    Consent.objects.bulk_create(
        Consent(applicant=applicant, purpose=purpose, text=text, given_at=at) for purpose, text in declared.items()
    )


def tell_owner(number: str, *, by: User, at: dt.datetime) -> None:
    """Tell the owner of a NIK that another account tried to use it: once a day, and nothing about who it was."""
    owner = Applicant.objects.with_nik(number).exclude(user=by).select_related("user").first()
    if owner is None or not owner.user_id:
        return
    language = owner.user.language
    with translation.override(language):
        facts = {"first_name": owner.first_name, "date": full_date(at)}
    day = timezone.localdate(at).isoformat()
    outbox.queue("nik_tried", key=f"nik-tried:{owner.pk}:{day}", to=owner.email, language=language, facts=facts)


def masked(number: str) -> str:
    return nik.mask(number)
