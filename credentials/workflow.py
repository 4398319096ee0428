"""Issue, revoke and replace certificates: the only writer of their numbers and states.

Lock order: completion, then credential, then the number sequence. Every verb may be repeated and answers the same.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit.log import record
from cases.messages import objection_until
from cases.models import Case
from cases.rules import Refused
from core import formats, outbox, workdays
from core.links import absolute
from core.numbers import short_code
from credentials import rules, subjects
from credentials.enums import CredentialMove, CredentialState
from credentials.models import Credential
from credentials.numbering import next_sequence, write_number
from credentials.queries import completions_of, completions_with_details
from credentials.subjects import Wording
from programs.models import Batch, Completion


@dataclass(frozen=True)
class Result:
    """What became of one participant when a whole batch was issued."""

    completion: Completion
    credential: Credential | None = None
    reasons: list[str] = field(default_factory=list)
    is_new: bool = False


def issue(completion: Completion, *, by, at: datetime | None = None, wording: Wording | None = None) -> Credential:
    """Number, freeze and sign the certificate of a confirmed completion; the person gets a mail.

    The second call answers with the first certificate. Raises Refused.
    """
    detailed = completions_with_details().get(pk=completion.pk)
    return _issue(detailed, by=by, at=at or timezone.now(), wording=wording or Wording.load())[0]


def issue_batch(batch: Batch, *, by, at: datetime | None = None) -> list[Result]:
    """Issue for everybody of a batch who is ready, in the order of names, each in a transaction of its own."""
    wording, at = Wording.load(), at or timezone.now()
    return [_try_to_issue(completion, by=by, at=at, wording=wording) for completion in completions_of(batch)]


def preview(completion: Completion, *, at: datetime | None = None) -> Credential:
    """The certificate as it would be issued now, unsaved and without a number: nothing is used up."""
    at = at or timezone.now()
    credential = _frozen(completion, wording=Wording.load(), by=None, at=at)
    credential.number, credential.short_code = _("PREVIEW"), "0000-0000-0"
    return credential


@transaction.atomic
def revoke(credential: Credential, *, by, reason: str, at: datetime | None = None) -> Credential:
    """End a certificate's validity from now on; the verification page says so at once and the holder is told why.

    Revoking a revoked one changes nothing. Raises Refused.
    """
    at, locked = at or timezone.now(), _lock(credential)
    if locked.state == CredentialState.REVOKED:
        return locked
    _require(rules.reasons_not_to_revoke(locked, by=by, reason=reason))
    locked.state, locked.revoked_at, locked.reason = CredentialState.REVOKED, at, reason.strip()
    locked.save(update_fields=["state", "revoked_at", "reason"])
    _note(CredentialMove.REVOKE, locked, by=by, at=at, reason=reason)
    _tell_revoked(locked)
    return locked


@transaction.atomic
def reissue(credential: Credential, *, by, reason: str, at: datetime | None = None) -> Credential:
    """Replace a certificate by a new one with today's data and a number of its own; each names the other.

    Reissuing what was replaced already answers with the replacement. Raises Refused.
    """
    at, old = at or timezone.now(), _lock(credential)
    if old.successor:
        return old.successor
    _require(rules.reasons_not_to_reissue(old, by=by, reason=reason))
    wording = Wording.load()
    new = _replacement(old, wording=wording, by=by, at=at)
    Credential.objects.filter(pk=old.pk).update(state=CredentialState.REPLACED, reason=reason.strip())
    _store(new, wording=wording)
    _note(CredentialMove.REPLACE, old, by=by, at=at, reason=reason, replacement=new.number, tells_case=False)
    _note(CredentialMove.REISSUE, new, by=by, at=at, reason=reason, replaces=old.number)
    _tell_issued(new, wording=wording)
    return new


@transaction.atomic
def _issue(completion: Completion, *, by, at: datetime, wording: Wording) -> tuple[Credential, bool]:
    """`completion` comes with its details; what decides is read again under the lock."""
    locked = Completion.objects.select_for_update().get(pk=completion.pk)
    locked.enrolment = completion.enrolment
    if existing := locked.credentials.exclude(state=CredentialState.REPLACED).first():
        return _still_valid(existing), False
    _require(rules.reasons_not_to_issue(locked, by=by))
    credential = _frozen(locked, wording=wording, by=by, at=at)
    _require(rules.reasons_not_to_print(credential.subject, wording))
    _store(credential, wording=wording)
    _note(CredentialMove.ISSUE, credential, by=by, at=at)
    _tell_issued(credential, wording=wording)
    return credential, True


def _try_to_issue(completion: Completion, *, by, at: datetime, wording: Wording) -> Result:
    try:
        credential, is_new = _issue(completion, by=by, at=at, wording=wording)
    except Refused as refused:
        return Result(completion, reasons=refused.reasons)
    return Result(completion, credential, is_new=is_new)


def _still_valid(credential: Credential) -> Credential:
    if not credential.is_valid:
        raise Refused([_("Certificate %(number)s was revoked. Issue a replacement instead.") % {"number": credential}])
    return credential


def _lock(credential: Credential) -> Credential:
    if credential.completion_id:
        Completion.objects.select_for_update().get(pk=credential.completion_id)
    locked = Credential.objects.select_for_update(of=("self",))
    return locked.select_related("applicant__user", "replacement").get(pk=credential.pk)


def _require(reasons: list[str]) -> None:
    if reasons:
        raise Refused(reasons)


def _frozen(completion: Completion, *, wording: Wording, by, at: datetime) -> Credential:
    """The credential of a completion, not yet numbered, signed or stored."""
    batch, applicant = completion.enrolment.batch, completion.enrolment.applicant
    return Credential(
        kind=subjects.kind_of(completion),
        applicant=applicant,
        completion=completion,
        masked_name=applicant.masked_name,
        program=batch.title,
        batch=subjects.batch_name(batch),
        jp=subjects.training_hours(completion),
        starts_on=batch.starts_on,
        ends_on=batch.ends_on,
        subject=subjects.freeze(completion, wording=wording, at=at),
        issued_at=at.replace(microsecond=0),
        issued_by=by,
    )


def _replacement(old: Credential, *, wording: Wording, by, at: datetime) -> Credential:
    if old.completion_id:
        completion = completions_with_details().get(pk=old.completion_id)
        new = _frozen(completion, wording=wording, by=by, at=at)
    else:
        new = _copied(old, by=by, at=at)
    new.replaces = old
    _require(rules.reasons_not_to_print(new.subject, wording))
    return new


def _copied(old: Credential, *, by, at: datetime) -> Credential:
    """An imported certificate has no completion: its words are kept, the person's data are today's."""
    person = {
        "name": old.applicant.name,
        "birth_place": old.applicant.birth_place,
        "birth_date": old.applicant.birth_date.isoformat(),
    }
    kept = {name: getattr(old, name) for name in ("kind", "program", "batch", "jp", "starts_on", "ends_on")}
    return Credential(
        **kept,
        applicant=old.applicant,
        masked_name=old.applicant.masked_name,
        subject={**old.subject, "person": person},
        issued_at=at.replace(microsecond=0),
        issued_by=by,
    )


def _store(credential: Credential, *, wording: Wording) -> None:
    """Give the next number, sign and insert; a rollback of the caller gives the number back."""
    on = timezone.localtime(credential.issued_at).date()
    credential.year, credential.sequence = on.year, next_sequence(credential.kind, on.year)
    credential.number = _number(credential, on, wording)
    credential.short_code = short_code()
    credential.sign()
    credential.save(force_insert=True)


def _number(credential: Credential, on, wording: Wording) -> str:
    number = write_number(
        wording.words.number_pattern,
        sequence=credential.sequence,
        on=on,
        program_code=_program_code(credential),
    )
    if Credential.objects.filter(number=number).exists():
        raise Refused([_("Number %(number)s exists already. Change the number pattern.") % {"number": number}])
    return number


def _program_code(credential: Credential) -> str:
    if credential.completion_id is None:
        return credential.kind.upper()
    return credential.completion.enrolment.batch.program_page.code.upper()


def _note(verb: CredentialMove, credential: Credential, *, by, at: datetime, tells_case=True, **body: str) -> None:
    """The event of the certificate and, for the applicant's timeline, the same of the case it came from."""
    body = {"number": credential.number, **body}
    record(verb, credential, by=by, at=at, body=body | {"counted": credential.applicant.counted})
    case_id = credential.completion and credential.completion.enrolment.registration_id
    if case_id and tells_case:
        record(verb, Case(pk=case_id), by=by, at=at, body={"text": credential.number}, public=True)


def _tell_issued(credential: Credential, *, wording: Wording) -> None:
    """Mail the holder; a wrong name is corrected free of charge when told within the office's limit."""
    day = timezone.localtime(credential.issued_at).date()
    _tell(
        "certificate_ready",
        credential,
        date=workdays.add_working_days(day, wording.office.days_correction),
        program=credential.program,
        link=absolute(credential.get_download_url()),
    )


def _tell_revoked(credential: Credential) -> None:
    """Mail the holder the reason and until when they may object."""
    _tell(
        "certificate_revoked",
        credential,
        date=timezone.localtime(objection_until(credential.revoked_at)).date(),
        revoked_date=timezone.localtime(credential.revoked_at).date(),
        days=Wording.load().office.days_correction,
        reason=credential.reason,
        link=absolute("/akun/"),
    )


def _tell(kind: str, credential: Credential, **facts) -> None:
    language = credential.applicant.user.language if credential.applicant.user_id else "id"
    with translation.override(language):
        written = {name: formats.full_date(value) if hasattr(value, "year") else value for name, value in facts.items()}
    outbox.queue(
        kind,
        key=f"{kind}:{credential.pk}",
        to=credential.applicant.email,
        language=language,
        about=credential.number,
        facts=written | {"first_name": credential.applicant.first_name, "certificate_number": credential.number},
    )
