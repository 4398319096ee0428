"""Many cases at once: a plan that changes nothing and names who is done and who stays, by batch and in order.

The plan asks the same rules as the engine and gives out places in the order of the service (rank or score), so it names
who stays when 20 are chosen for 16 seats. cases.workflow.jobs follows it; a plan that
differs meanwhile is shown again.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import permissions, queries, rules, services
from cases.enums import Bucket, BulkAction, Move, Tab
from cases.models import Case, Decision

LIMIT = 5000  # cases in one job
CHUNK = 500
TAB_ACTIONS = {Tab.RELEASE: (BulkAction.RELEASE,), Tab.APPLICANT: ()}
NO_PLACE = {
    Move.ACCEPT: gettext_lazy("No seat is left; others come first in the order."),
    Move.RESERVE: gettext_lazy("The reserve list has no place left; others come first in the order."),
    Move.REJECT: "",
}
OFFICE_ACTIONS = (BulkAction.PASS, BulkAction.ACCEPT, BulkAction.RESERVE, BulkAction.REJECT)
DECIDING = (BulkAction.ACCEPT, BulkAction.RESERVE)
PERSON = tuple(f"applicant__{name}" for name in ("nik_hash", "phone", "user__email"))  # whether it is an officer
PLANNED = ("number", "service", "subject_id", "subject_label", "applicant_name", "state", "bucket", "revision")


def actions_for(user, tab: Tab) -> list[BulkAction]:
    """What somebody may do to many cases of a tab: only what the stages of their roles allow at all."""
    offered = TAB_ACTIONS.get(tab, (*OFFICE_ACTIONS, BulkAction.RELEASE) if tab == Tab.ALL else OFFICE_ACTIONS)
    kinds = permissions.my_kinds_of_stages(user)
    return [action for action in offered if may(user, action) and _fits(action, kinds)]


def _fits(action: BulkAction, kinds: set[bool]) -> bool:
    """Passing is for stages before the last one, accepting for the deciding one; `kinds` says which are theirs."""
    if action == BulkAction.RELEASE:
        return True
    return bool(kinds) if action == BulkAction.REJECT else (action in DECIDING) in kinds


def may(user, action: BulkAction) -> bool:
    if action == BulkAction.RELEASE:
        return permissions.may_release(user)
    if action in DECIDING:
        return permissions.may_work(user) and user.has_perm("cases.decide_case")
    return permissions.may_work(user)


@dataclass
class Item:
    """One case of the plan: it will be done, or stays for these reasons. Rank and note tell its place in the order."""

    case: Case
    reasons: list[str] = field(default_factory=list)
    rank: int = 0
    note: str = ""


@dataclass
class Group:
    """The cases of one batch, best first, with the places that are free (None: not limited)."""

    label: str
    items: list[Item]
    free: int | None = None

    @property
    def ready(self) -> list[Item]:
        return [item for item in self.items if not item.reasons]

    @property
    def staying(self) -> list[Item]:
        return [item for item in self.items if item.reasons]


@dataclass
class Plan:
    action: BulkAction
    groups: list[Group]

    @property
    def items(self) -> list[Item]:
        return [item for group in self.groups for item in group.items]

    @property
    def ready(self) -> list[Case]:
        """Who is done, in the order in which places are given."""
        return [item.case for item in self.items if not item.reasons]

    @property
    def staying(self) -> list[Item]:
        return [item for item in self.items if item.reasons]

    @property
    def why(self) -> list[tuple[str, list[Case]]]:
        """Reasons with the cases that stay for them, the most frequent first."""
        found = defaultdict(list)
        for item in self.staying:
            found[" ".join(item.reasons)].append(item.case)
        return sorted(found.items(), key=lambda pair: -len(pair[1]))

    @property
    def service(self) -> str:
        """The service of all cases; empty when they are of several."""
        found = {item.case.service for item in self.items}
        return found.pop() if len(found) == 1 else ""

    @property
    def digest(self) -> str:
        """Stands for exactly these cases; another outcome has another digest."""
        text = ",".join(str(pk) for pk in sorted(case.pk for case in self.ready))
        return hashlib.sha256(f"{self.action}:{text}".encode()).hexdigest()[:16]


def plan(action: BulkAction, cases, *, by, at: dt.datetime) -> Plan:
    """What the action would do to these cases now; reads only."""
    found = cases.select_related("stage", "applicant__user", "lease_by")
    columns = (*PLANNED, "lease_since", "lease_until", "stage", "lease_by", "version", "filed_by", *PERSON)
    chosen = list(found.only(*columns).order_by("id")[:LIMIT])
    if action == BulkAction.RELEASE:
        items = _release_items(chosen)
        return Plan(action, [Group(group[0].subject_label, _of(items, group)) for group in _by_subject(chosen)])
    return Plan(action, _move_groups(action.move, chosen, by, at))


def _of(items: dict[int, Item], group: list[Case]) -> list[Item]:
    return [items[case.pk] for case in group]


def _release_items(cases: list[Case]) -> dict[int, Item]:
    decisions = {
        decision.case_id: decision
        for chunk in _chunks(cases)
        for decision in Decision.objects.filter(case__in=chunk, released_at=None).select_related("stage")
    }
    return {case.pk: Item(case, _not_to_release(case, decisions.get(case.pk))) for case in cases}


def _chunks(cases: list[Case]):
    return (cases[start : start + CHUNK] for start in range(0, len(cases), CHUNK))


def _not_to_release(case: Case, decision: Decision | None) -> list[str]:
    if case.bucket != Bucket.HELD or decision is None:
        return [_("No decision waits here.")]
    return [_("A second officer must agree first.")] if decision.needs_second else []


def _move_groups(move: Move, cases: list[Case], by, at: dt.datetime) -> list[Group]:
    """The rules first, then the order of the service, then its places."""
    situations = {}
    for chunk in _chunks(cases):
        situations |= queries.situations(chunk, by, at)
    items = {case.pk: Item(case, _words(rules.refusals(move, situations[case.pk]))) for case in cases}
    seated = move in NO_PLACE
    return [
        _in_order(move, group, items) if seated else Group(group[0].subject_label, _of(items, group))
        for group in _by_subject(cases)
    ]


def _words(reasons: list) -> list[str]:
    return [str(reason) for reason in reasons]


def _by_subject(cases: list[Case]) -> list[list[Case]]:
    groups = defaultdict(list)
    for case in cases:
        groups[case.service, case.subject_id].append(case)
    return list(groups.values())


def _in_order(move: Move, group: list[Case], items: dict[int, Item]) -> Group:
    """The cases of one subject, best first; who finds no place any more stays. Refused ones take nobody's place."""
    service, subject = services.get(group[0].service), group[0].subject_id
    able = [case.pk for case in group if not items[case.pk].reasons]
    seating = service.seating(move, subject, able)
    for rank, place in enumerate(seating.line, start=1):
        item = items[place.case_id]
        item.rank, item.note = rank, place.note
        if not place.has_place:
            item.reasons.append(str(NO_PLACE[move]))
    order = dict.fromkeys([*(place.case_id for place in seating.line), *(case.pk for case in group)])
    return Group(group[0].subject_label, [items[pk] for pk in order], seating.free)
