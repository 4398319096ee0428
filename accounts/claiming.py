"""A record that was made at the counter becomes the record of an account: once, with the code of the receipt."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Applicant, ClaimCode, User
from audit import log
from core import numbers
from core.models import OfficeSettings


class ClaimRefused(Exception):
    """The record cannot be taken over by this account; why is not told: it would tell about somebody else."""


@transaction.atomic
def issue_code(applicant: Applicant, *, by: User, at: dt.datetime | None = None) -> str:
    """A new code for the paper; an earlier one is worth nothing from now on. Empty when an account has the record.

    The code is answered here and nowhere again.
    """
    at = at or timezone.now()
    applicant = Applicant.objects.select_for_update().get(pk=applicant.pk)
    if applicant.user_id:
        return ""
    code, ends = numbers.short_code(), at + dt.timedelta(days=OfficeSettings.load().days_claim)
    applicant.claim_codes.all().delete()
    ClaimCode.objects.create(applicant=applicant, code_hash=_hash(code), issued_by=by, issued_at=at, expires_at=ends)
    log.record("accounts.applicant.claim_code_printed", applicant, by=by, at=at)
    return code


@transaction.atomic
def claim(code: str, birth_date: dt.date, *, by: User, at: dt.datetime | None = None) -> Applicant:
    """Tie the record to this account: of two accounts that try at once exactly one gets it.

    The same account asking again gets the same answer. Raises ClaimRefused: for a wrong or old code, another birth
    date, a record that an account has already, an account that has a record already, and the officer who printed the
    code.
    """
    at, code = at or timezone.now(), numbers.read_code(code) or ""
    found = ClaimCode.objects.filter(code_hash=_hash(code)).values_list("applicant", flat=True).first()
    applicant = Applicant.objects.select_for_update().filter(pk=found, birth_date=birth_date).first()
    if applicant is not None and applicant.user_id == by.pk:
        return applicant
    if applicant is None or not _may_claim(applicant, code, by, at):
        raise ClaimRefused
    applicant.user = by
    try:
        with transaction.atomic():
            applicant.save(update_fields=["user"])
    except IntegrityError:  # this account got another record at this very moment
        raise ClaimRefused
    applicant.claim_codes.update(expires_at=at)
    log.record("accounts.applicant.claimed", applicant, by=by, at=at)
    return applicant


def _may_claim(applicant: Applicant, code: str, by: User, at: dt.datetime) -> bool:
    """Asked under the lock of the record."""
    live = applicant.claim_codes.filter(code_hash=_hash(code), expires_at__gt=at).exclude(issued_by=by)
    return applicant.user_id is None and live.exists() and not Applicant.objects.filter(user=by).exists()


def _hash(code: str) -> str:
    return salted_hmac("accounts.claim", code, algorithm="sha256").hexdigest()
