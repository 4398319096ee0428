"""A person's own things. Every question starts from the account that asks, so another person's rows do not exist."""

import datetime as dt

from django.db.models import Exists, OuterRef, Prefetch, Q

from accounts.enums import Role
from accounts.models import Applicant, User
from audit.models import Event
from cases.models import Case, CorrectionRequest, Document
from credentials.models import Credential
from forms.models import Draft
from forms.queries import sendable_until
from portal.words import LOOKS, RECORD_SHOWN
from programs.enums import OfferAnswer
from programs.models import Batch, Enrolment, Offer
from programs.service import SLUG

OPEN = {"answered_at": None, "lapsed_at": None}


def cases_of(user):
    """The person's cases, newest first, with what is asked of them: two statements for any number of cases."""
    asked = Prefetch("corrections", CorrectionRequest.objects.filter(**OPEN), to_attr="asked")
    own = Case.objects.filter(applicant__user=user).defer("answers", "definition").select_related("stage")
    return own.prefetch_related(asked, "objections").order_by("-submitted_at", "-pk")


def offers_of(user):
    """Seats that are offered to the person right now."""
    mine = Offer.objects.filter(answer=OfferAnswer.OPEN, enrolment__applicant__user=user)
    return mine.select_related("enrolment__registration", "enrolment__batch").order_by("expires_at")


def drafts_of(user) -> list[Draft]:
    """Registrations the person has begun and not sent, each with `label`: what it is for."""
    drafts = list(Draft.objects.registrations().open().filled().filter(user=user).defer("data", "definition"))
    batches = Batch.objects.in_bulk([draft.subject_id for draft in drafts if draft.service == SLUG])
    for draft in drafts:
        batch = batches.get(draft.subject_id) if draft.service == SLUG else None
        draft.label = batch.label if batch else draft.code
        draft.send_by = sendable_until(draft, batch)
    return drafts


def documents_of(user):
    """Every document the person has sent, with its verdict; old versions stay in the case."""
    own = Document.objects.filter(case__applicant__user=user, replaced=False)
    return own.select_related("case", "file").order_by("-created_at", "-pk")


def looks_at(user):
    """Who looked at the person's whole NIK, identity documents or record, newest first."""
    of_cases = Q(object_type="cases.case", verb__in=LOOKS, object_ref__in=_case_refs(user))
    record = Applicant.objects.filter(user=user).values_list("pk", flat=True).first()
    of_record = Q(object_type="accounts.applicant", verb=RECORD_SHOWN, object_ref=str(record))
    return Event.objects.filter(of_cases | of_record).select_related("body").order_by("-at", "-pk")


def _case_refs(user) -> list[str]:
    return [str(pk) for pk in Case.objects.filter(applicant__user=user).values_list("pk", flat=True)]


def positions(actor_refs) -> dict[str, str]:
    """Actor references -> the position of that person at the office, never a name."""
    ids = {ref.partition(":")[2] for ref in actor_refs if ref.startswith("user:")}
    people = User.objects.filter(pk__in=ids).prefetch_related("groups")
    return {f"user:{person.pk}": _position(person) for person in people}


def _position(person: User) -> str:
    names = {group.name for group in person.groups.all()}
    return ", ".join(str(role.label) for role in Role if role.value in names)


def by_number(number: str, birth_date: dt.date) -> Case | None:
    """The case of this number if its applicant was born on this day: one statement, whatever the answer."""
    asked = Exists(CorrectionRequest.objects.filter(case=OuterRef("pk"), **OPEN))
    found = Case.objects.filter(number=number, applicant__birth_date=birth_date).defer("answers", "definition")
    return found.select_related("stage").annotate(is_asked=asked).first()


def certificate_of(case: Case) -> Credential | None:
    """The valid certificate that came of a case."""
    mine = Credential.objects.valid().filter(completion__enrolment__registration_id=case.pk)
    return mine.defer("subject").order_by("-issued_at").first()


def enrolment_of(case: Case) -> Enrolment | None:
    """The place that belongs to a case, if its service gives places."""
    return Enrolment.objects.select_related("batch").filter(registration_id=case.pk).first()
