"""Sharing the work: who a case is assigned to, who is in charge of a programme, notes among colleagues.

None of it touches what the applicant asked for: the revision of a case stays, so that an open form stays valid.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from audit import log
from cases import permissions, rules
from cases.models import Case, Charge, Note
from cases.workflow import base


def topic(label: str) -> str:
    """The programme in the label of what is asked for: “Menjahit, Angkatan 3” is about “Menjahit”."""
    return label.partition(", ")[0]


@transaction.atomic
def assign(case: Case, *, to, by, at: dt.datetime | None = None) -> Case:
    """Give a case to one officer of its stage, or (None) to nobody; others are then not led to it.

    Refused for a closed case, for an officer of another stage, and for the applicant.
    """
    at = base.moment(at)
    case = base.lock_case(case)
    if case.is_closed:
        raise rules.Refused([_("The case is closed.")])
    if to is not None:
        _require_colleague(case, to)
    if case.assigned_to_id == (to.pk if to else None):
        return case
    Case.objects.filter(pk=case.pk).update(assigned_to=to)
    case.assigned_to = to
    base.record("assigned", case, by=by, at=at, public=False, to=to.pk if to else None)
    return case


def _require_colleague(case: Case, to) -> None:
    if to.pk == case.applicant.user_id:
        raise rules.Refused([_("This is their own request. Another officer must handle it.")])
    if not permissions.may_work(to) or case.stage_id not in permissions.my_stage_ids(to):
        raise rules.Refused([_("%(person)s does not work at this stage.") % {"person": to.label}])


@transaction.atomic
def put_in_charge(service: str, subject: str, *, group, to, by, at: dt.datetime | None = None) -> None:
    """Let new cases of a programme go to one officer at the stages of a role; None: to whoever is free."""
    found = Charge.objects.filter(service=service, topic=subject, group=group)
    before = found.values_list("user", flat=True).first()
    if before == (to.pk if to else None):
        return
    if to is None:
        found.delete()
    else:
        Charge.objects.update_or_create(service=service, topic=subject, group=group, defaults={"user": to})
    body = {"service": service, "topic": subject, "to": to.pk if to else None}
    log.record("cases.charge.set", group, by=by, at=base.moment(at), body=body)


def in_charge(service: str, label: str, stage) -> int | None:
    """Whom a case that comes to a stage is assigned to by the programme."""
    found = Charge.objects.filter(service=service, topic=topic(label), group=stage.group_id, user__is_active=True)
    return found.values_list("user", flat=True).first()


@transaction.atomic
def note(case: Case, *, text: str, by, at: dt.datetime | None = None) -> Note:
    """Leave a note for colleagues. Refused on one's own request and without a word."""
    at, text = base.moment(at), text.strip()
    case = base.lock_case(case)
    if by.pk == case.applicant.user_id:
        raise rules.Refused([_("This is your own request. Another officer must handle it.")])
    if not text:
        raise rules.Refused([_("Write something first.")])
    written = Note.objects.create(case_id=case.pk, by=by, at=at, text=text)
    base.record("noted", case, by=by, at=at, public=False)
    return written
