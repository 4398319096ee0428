"""Reused questions to the database about completions and credentials."""

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Prefetch, Q, QuerySet

from credentials.enums import CredentialKind, CredentialState
from credentials.models import Credential
from programs.models import Batch, Completion, Enrolment

PER_PAGE = 30

BATCH_DETAILS = ("program_page", "room")


def completions_with_details() -> QuerySet[Completion]:
    """Completions with everything a certificate says, in one query."""
    batch = [f"enrolment__batch__{name}" for name in BATCH_DETAILS]
    return Completion.objects.select_related("enrolment__applicant__user", *batch)


def completions_of(batch: Batch) -> list[Completion]:
    """The results of a batch by name, with everything a certificate says; all share one batch and one programme."""
    batch = Batch.objects.select_related(*BATCH_DETAILS).get(pk=batch.pk)
    people = Completion.objects.select_related("enrolment__applicant__user").filter(enrolment__batch=batch)
    found = list(people.order_by("enrolment__applicant__name", "pk"))
    for completion in found:
        completion.enrolment.batch = batch
    return found


def participants_of(batch: Batch) -> QuerySet[Enrolment]:
    """Everybody who had a seat, by name, with result and certificates: a fixed number of queries."""
    newest = Credential.objects.defer("subject", "reason").order_by("-issued_at", "-pk")
    issued = Prefetch("completion__credentials", queryset=newest, to_attr="issued")
    return (
        Enrolment.objects.participants()
        .filter(batch=batch)
        .select_related("applicant", "batch__program_page", "completion")
        .prefetch_related(issued)
        .order_by("applicant__name", "pk")
    )


def credentials_with_batch() -> QuerySet[Credential]:
    return Credential.objects.select_related("completion__enrolment__batch", "applicant")


def batches_page(number: str | None) -> Page:
    """Batches with somebody who passed: those with certificates still to issue first, then the latest."""
    passed = Q(enrolments__completion__passed=True)
    holds = Q(enrolments__completion__credentials__state__in=[CredentialState.VALID, CredentialState.REVOKED])
    batches = (
        Batch.objects.filter(program_page__certificate_kind__in=CredentialKind.values)
        .annotate(
            passed=Count("enrolments", filter=passed, distinct=True),
            issued=Count("enrolments", filter=passed & holds, distinct=True),
        )
        .filter(passed__gt=0)
        .annotate(missing=F("passed") - F("issued"))
        .order_by("-missing", "-ends_on", "-pk")
    )
    return Paginator(batches, PER_PAGE).get_page(number)
