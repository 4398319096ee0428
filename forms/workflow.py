"""Drafts and what becomes of them: the only writer of Draft and DraftFile.

Store first, then validate: `keep_step` and `keep_file` take what was sent, valid or not. `submit` and `answer` hand a
complete draft to the case engine, in one transaction, under the lock of the draft.
"""

import datetime as dt
import logging

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Applicant, User
from audit import log as audit
from cases import workflow as engine
from cases.models import Case, CorrectionRequest, Document
from cases.rules import Refused
from core import files, nik, ticks
from core.models import OfficeSettings, PrivateFile
from forms import doors, people, queries, steps
from forms.models import Draft, DraftFile
from forms.road import Road
from forms.wizards import Intake

log = logging.getLogger(__name__)
MAX_VALUE = 5_000  # letters of one value; the longest answer has 1,000
MAX_VALUES = 60
PURGE_BATCH = 200


class Unfinished(Exception):
    """A step is not complete; `step` is the first such one."""

    def __init__(self, step: str):
        self.step = step
        super().__init__(step)


def start(intake: Intake, subject, *, user: User, at: dt.datetime | None = None) -> Draft:
    """The open draft of this person for this subject; begun now, with the questions of today, if there is none."""
    draft, _created = Draft.objects.get_or_create(
        user=user,
        service=intake.service,
        subject_id=subject.pk,
        finished_at=None,
        correction=None,
        person_hash="",
        defaults={"code": subject.code, "definition": intake.definition(subject), "expires_at": _expiry(at)},
    )
    return draft


@transaction.atomic
def start_at_counter(intake: Intake, subject, number: str, *, by: User, at: dt.datetime | None = None) -> Draft:
    """The open draft of the person with this NIK for this subject, in the hands of this officer.

    A colleague may have begun it: whoever has the person before them goes on, and the log says so. Raises Refused when
    this officer may not register people.
    """
    door = doors.CounterDoor(by, nik.keyed_hash(number))
    door.must_be_open()
    draft, is_new = Draft.objects.select_for_update().get_or_create(
        person_hash=door.person_hash,
        service=intake.service,
        subject_id=subject.pk,
        finished_at=None,
        correction=None,
        defaults={
            "user": by,
            "code": subject.code,
            "definition": intake.definition(subject),
            "data": {steps.IDENTITY: {"nik": [number]}},
            "expires_at": _expiry(at),
        },
    )
    if draft.user_id != by.pk:
        draft.user = by
        draft.save(update_fields=["user"])
        is_new = True
    if is_new:
        audit.record("intake.counter.begun", draft, by=by, at=at, body={"subject": str(subject)})
    return draft


@transaction.atomic
def fill_from_record(draft: Draft, applicant: Applicant, *, by: User, at: dt.datetime | None = None) -> Draft:
    """Show what the office keeps of this person in the draft of the counter; the person sees who looked, and when.

    Nothing that was typed already is replaced.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if applicant.nik_hash != locked.person_hash or locked.finished_at:
        raise Refused([_("This record belongs to somebody else.")])
    for step, values in people.typed(applicant).items():
        known = values | {name: given for name, given in locked.data.get(step, {}).items() if any(given)}
        locked.data = locked.data | {step: known}
    audit.record("accounts.applicant.shown", applicant, by=by, at=at, public=True)
    return _touch(locked, locked.step, at or timezone.now(), "data")


@transaction.atomic
def start_correction(
    request: CorrectionRequest, *, user: User, person_hash: str = "", at: dt.datetime | None = None
) -> Draft:
    """The draft in which a correction request is answered: the frozen questions, cut to what was named.

    `person_hash` stands in it at the counter. Whoever answers, the owner or an officer, goes on with the same draft.
    """
    case = request.case
    draft, _created = Draft.objects.get_or_create(
        correction=request,
        defaults={
            "user": user,
            "person_hash": person_hash,
            "service": case.service,
            "subject_id": case.subject_id,
            "code": case.number,
            "definition": queries.cut_definition(case, request),
            "expires_at": max(request.due_at, _expiry(at)),
        },
    )
    if (draft.user_id, draft.person_hash) != (user.pk, person_hash):
        draft.user, draft.person_hash = user, person_hash
        draft.save(update_fields=["user", "person_hash"])
    return draft


def _expiry(at: dt.datetime | None = None) -> dt.datetime:
    """A draft is kept for some days (setting) after its last change."""
    return (at or timezone.now()) + dt.timedelta(days=OfficeSettings.load().days_draft)


@transaction.atomic
def keep_step(draft: Draft, step: str, values: dict[str, list[str]], *, at: dt.datetime | None = None) -> Draft:
    """Keep what was typed at a step. Two tabs that save different steps lose nothing of each other's."""
    at = at or timezone.now()
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.finished_at:
        return locked
    locked.data = locked.data | {step: _bounded(values)}
    return _touch(locked, step, at, "data")


def _bounded(values: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: [value[:MAX_VALUE] for value in given[:MAX_VALUES]] for name, given in values.items()}


def _touch(draft: Draft, step: str, at: dt.datetime, *fields: str) -> Draft:
    counts = step not in (steps.CHECK, steps.DECLARATION)  # pressing "send" twice changes no answer
    draft.step, draft.revision, draft.changed_at = step, draft.revision + counts, at
    draft.expires_at = max(draft.expires_at, _expiry(at))
    draft.save(update_fields=["step", "revision", "changed_at", "expires_at", *fields])
    return draft


def keep_file(draft: Draft, kind: str, checked: files.Checked, *, at: dt.datetime | None = None) -> DraftFile:
    """Keep a checked upload as the file of its kind; an earlier one is removed."""
    with transaction.atomic():
        Draft.objects.select_for_update().get(pk=draft.pk)
        _forget(draft, kind)
        row = DraftFile.objects.create(draft=draft, kind=kind, file=files.store(checked))
        _count(draft, at)
    return row


@transaction.atomic
def reuse_document(draft: Draft, document: Document, *, at: dt.datetime | None = None) -> DraftFile:
    """Take over a document that the office accepted in an earlier case of the same person."""
    if not _is_of_same_person(document.case.applicant, draft):
        raise Refused([_("This document belongs to somebody else.")])
    Draft.objects.select_for_update().get(pk=draft.pk)
    _forget(draft, document.kind)
    row = DraftFile.objects.create(draft=draft, kind=document.kind, file=document.file, is_reused=True)
    _count(draft, at)
    return row


def _is_of_same_person(applicant: Applicant, draft: Draft) -> bool:
    if draft.is_at_counter:
        return applicant.nik_hash == draft.person_hash
    return applicant.user_id == draft.user_id


@transaction.atomic
def remove_file(draft: Draft, kind: str, *, at: dt.datetime | None = None) -> None:
    Draft.objects.select_for_update().get(pk=draft.pk)
    _forget(draft, kind)
    _count(draft, at)


def _forget(draft: Draft, kind: str) -> None:
    for row in DraftFile.objects.filter(draft=draft, kind=kind):
        row.delete()


def _count(draft: Draft, at: dt.datetime | None) -> None:
    Draft.objects.filter(pk=draft.pk).update(revision=F("revision") + 1, changed_at=at or timezone.now())


def forget_file(sender, instance: DraftFile, **kwargs) -> None:
    """After a draft lets go of a file: it is deleted unless a case or another draft has it."""
    used = (Document.objects.filter(file=instance.file_id), DraftFile.objects.filter(file=instance.file_id))
    if any(rows.exists() for rows in used):
        return
    for file in PrivateFile.objects.filter(pk=instance.file_id):
        files.delete(file)


@transaction.atomic
def discard(draft: Draft) -> None:
    """Begin again: the draft and its files go."""
    for locked in Draft.objects.select_for_update().filter(pk=draft.pk, finished_at=None):
        locked.delete()


@transaction.atomic
def submit(
    draft: Draft,
    token: str,
    *,
    by: User,
    declared: dict[str, str] | None = None,
    road: Road | None = None,
    at: dt.datetime | None = None,
) -> Case:
    """Send a complete draft: applicant, case, consents and the end of the draft in one transaction.

    Both doors, the own account and the counter, send through here (forms.doors). The same token always answers with
    the same case: pressed twice, repeated after a crash, from eight tabs at once, and also when the draft itself is
    gone. `road` is what the caller walked already; it counts as long as the draft is the same under the lock. Raises
    Refused with reasons in words, Unfinished with the step that is not complete, people.NikTaken when the NIK belongs
    to another account.
    """
    at, door = at or timezone.now(), doors.of(draft, by)
    draft = Draft.objects.select_for_update().filter(pk=draft.pk, user=by).first()
    known = door.sent(token)
    if known:
        return known
    door.must_be_open()
    if draft is None or draft.token != token or draft.finished_at:
        raise Refused([_("These answers are no longer the latest. Check them and send again.")])
    road = road if _is_walked(road, draft, door) else _complete(draft, door)
    applicant = door.record(road.answers)
    case = engine.submit(
        draft.service,
        draft.subject_id,
        applicant=applicant,
        answers=_answers(road),
        token=token,
        by=by,
        documents=[(kind, label, row.file) for kind, label, row in road.asked_files()],
        definition=draft.definition,
        language=door.language(applicant),
        at=at,
    )
    people.agree(applicant, _agreed(declared or {}, road), at=at)
    _finish(draft, at, case=case)
    return case


def _is_walked(road: Road | None, draft: Draft, door: doors.Door) -> bool:
    """Whether this way was walked to its end with exactly these answers and files: each change counts the revision.

    Only whose NIK it is may have changed without it.
    """
    if road is None or road.incomplete or road.draft.revision != draft.revision:
        return False
    return door.nik_refusal(road.answers["nik"]) is None


def _complete(draft: Draft, door: doors.Door, known: dict | None = None) -> Road:
    road = Road(draft, known=known, nik_refusal=door.nik_refusal)
    if road.incomplete:
        raise Unfinished(road.incomplete[0])
    return road


def _answers(road: Road) -> dict:
    """What the case keeps: the NIK stands in the person's record, here only masked; hidden questions are left out."""
    answers = dict(road.answers)
    if "nik" in answers:
        answers["nik"] = people.masked(answers["nik"])
    return answers


def _agreed(declared: dict[str, str], road: Road) -> dict[str, str]:
    if road.answers.get("whatsapp"):
        declared = declared | {"whatsapp": _("I agree to get news by WhatsApp on the number I gave.")}
    return declared


def _finish(draft: Draft, at: dt.datetime, case: Case | None = None) -> None:
    """A finished draft keeps its token and its case, and nothing typed; the files belong to the case now."""
    draft.data, draft.case_id, draft.finished_at = {}, case and case.pk, at
    draft.save(update_fields=["data", "case", "finished_at"])
    for row in draft.files.all():
        row.delete()


@transaction.atomic
def answer(draft: Draft, token: str, *, by: User, at: dt.datetime | None = None) -> Case:
    """Send the answer to a correction request; a second call changes nothing and answers the same.

    Raises Refused, Unfinished and people.NikTaken as `submit` does.
    """
    at = at or timezone.now()
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    request = CorrectionRequest.objects.select_related("case__applicant").get(pk=draft.correction_id)
    case = request.case
    if draft.finished_at:
        return case
    if draft.token != token:
        raise Refused([_("These answers are no longer the latest. Check them and send again.")])
    door = doors.of(draft, by)
    door.must_be_open()
    road = _complete(draft, door, known=queries.known_answers(case))
    changed = {name: road.answers[name] for form in road.forms.values() for name in form.answers()}
    people.correct(case.applicant, changed)
    case = engine.answer_correction(
        case,
        by=by,
        answers=changed | ({"nik": people.masked(changed["nik"])} if "nik" in changed else {}),
        documents=[(kind, label, row.file) for kind, label, row in road.asked_files()],
        asked=draft.definition["only"],
        at=at,
    )
    _finish(draft, at)
    return case


def purge_expired(at: dt.datetime | None = None) -> int:
    """Delete drafts whose date has passed, with their files; what was sent lives on in its case."""
    due = Draft.objects.due(at or timezone.now()).order_by("expires_at").values_list("pk", flat=True)[:PURGE_BATCH]
    return ticks.each("drafts to purge", list(due), lambda pk: _purge(pk, at or timezone.now()))


@transaction.atomic
def _purge(pk: int, at: dt.datetime) -> bool:
    draft = Draft.objects.select_for_update().due(at).filter(pk=pk).first()
    if draft is None:
        return False
    draft.delete()
    return True
