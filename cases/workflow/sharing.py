"""Sharing the work: who a case is assigned to, who is in charge of a programme, notes among colleagues.

None of it touches what the applicant asked for: the revision of a case stays, so that an open form stays valid.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from audit import log
from cases import conflicts, mentions, permissions, rules
from cases.models import Case, Charge, Note, NoteMention, Stage
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
    if conflicts.is_own(to, case.applicant):
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
    """Leave a note for colleagues; who is named with @ finds it on the home page and is told by mail.

    Refused on one's own request, without a word, and when nobody goes by a name that is called.
    """
    at, text = base.moment(at), text.strip()
    case = base.lock_case(case)
    if conflicts.is_own(by, case.applicant):
        raise rules.Refused([_("This is your own request. Another officer must handle it.")])
    if not text:
        raise rules.Refused([_("Write something first.")])
    called = mentions.called(text, case)
    written = Note.objects.create(case_id=case.pk, by=by, at=at, text=text)
    NoteMention.objects.bulk_create(NoteMention(note=written, user=user) for user in called if user != by)
    base.record("noted", case, by=by, at=at, public=False, mentioned=[user.pk for user in called])
    for user in called:
        if user != by:
            mentions.tell(written, case, user)
    return written


def see_notes(notes: list[Note], *, by, at: dt.datetime | None = None) -> None:
    """Whoever opens the case has read the notes that call them."""
    if notes:
        NoteMention.objects.filter(note__in=notes, user=by, seen_at=None).update(seen_at=base.moment(at))


@dataclass
class Share:
    """How many cases each officer has got, and how many nobody of them may work on."""

    given: dict[int, int]
    left: int


@transaction.atomic
def share(cases: list[int], *, among: list, by, at: dt.datetime | None = None) -> Share:
    """Spread cases evenly over officers: each goes to whoever of its stage has least to do, the oldest deadline first.

    Nobody gets their own request; closed cases stay as they are.
    """
    at = base.moment(at)
    rows = Case.objects.select_for_update(of=("self",)).select_related("applicant__user").filter(pk__in=cases)
    found = list(rows.at_the_office().order_by("pk"))
    stages = Stage.objects.in_bulk({case.stage_id for case in found})
    groups = {user.pk: set(user.groups.values_list("pk", flat=True)) for user in among}
    load = _load(among, found)
    parts, left = defaultdict(list), 0
    for case in sorted(found, key=lambda case: (case.due_at is None, case.due_at, case.pk)):
        able = [user for user in among if stages[case.stage_id].group_id in groups[user.pk]]
        able = [user for user in able if not conflicts.is_own(user, case.applicant)]
        if not able:
            left += 1
            continue
        to = min(able, key=lambda user: load[user.pk])
        load[to.pk] += 1
        parts[to.pk].append(case)
    for pk, own in parts.items():
        Case.objects.filter(pk__in=[case.pk for case in own]).update(assigned_to=pk)
        verb, body = "cases.case.assigned", {"to": pk}
        log.record_many([(verb, case, by, base.about(case) | body, at, False) for case in own])
    return Share({user.pk: len(parts[user.pk]) for user in among}, left + len(cases) - len(found))


def _load(among: list, without: list[Case]) -> Counter:
    """What each has to do already, without the cases that are shared now."""
    others = Case.objects.at_the_office().filter(assigned_to__in=among)
    counts = dict(others.order_by().values_list("assigned_to").annotate(Count("pk")))
    mine = Counter(case.assigned_to_id for case in without)
    return Counter({user.pk: counts.get(user.pk, 0) - mine[user.pk] for user in among})
