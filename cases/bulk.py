"""Many cases at once: first a plan that changes nothing, then the run, each case through the engine by itself.

The plan asks the same rules as the engine and gives out places in the order of the service (rank or score), so it names
who stays when 20 are chosen for 16 seats. The run follows the plan; a plan that differs meanwhile is shown again.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import permissions, queries, rules, services, workflow
from cases.enums import Bucket, BulkAction, Move, Tab
from cases.models import BulkRun, Case, Decision

LIMIT = 500  # cases in one run: it stays well under the time a browser waits
CHUNK = 100
TAB_ACTIONS = {Tab.RELEASE: (BulkAction.RELEASE,), Tab.APPLICANT: ()}
NO_PLACE = {
    Move.ACCEPT: gettext_lazy("No seat is left; others come first in the order."),
    Move.RESERVE: gettext_lazy("The reserve list has no place left; others come first in the order."),
    Move.REJECT: "",
}
OFFICE_ACTIONS = (BulkAction.PASS, BulkAction.ACCEPT, BulkAction.RESERVE, BulkAction.REJECT)


def actions_for(user, tab: Tab) -> list[BulkAction]:
    """What somebody may do to many cases of a tab."""
    offered = TAB_ACTIONS.get(tab, (*OFFICE_ACTIONS, BulkAction.RELEASE) if tab == Tab.ALL else OFFICE_ACTIONS)
    return [action for action in offered if may(user, action)]


def may(user, action: BulkAction) -> bool:
    if action == BulkAction.RELEASE:
        return permissions.may_release(user)
    if action in (BulkAction.ACCEPT, BulkAction.RESERVE):
        return permissions.may_work(user) and user.has_perm("cases.decide_case")
    return permissions.may_work(user)


@dataclass
class Item:
    """One case of the plan: it will be done, or stays for these reasons."""

    case: Case
    reasons: list[str] = field(default_factory=list)


@dataclass
class Plan:
    action: BulkAction
    items: list[Item]

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
    def digest(self) -> str:
        """Stands for exactly these cases; another outcome has another digest."""
        text = ",".join(str(pk) for pk in sorted(case.pk for case in self.ready))
        return hashlib.sha256(f"{self.action}:{text}".encode()).hexdigest()[:16]


def plan(action: BulkAction, cases, *, by, at: dt.datetime) -> Plan:
    """What the action would do to these cases now; reads only."""
    chosen = list(cases.select_related("stage", "applicant", "lease_by").order_by("id")[:LIMIT])
    items = _release_items(chosen) if action == BulkAction.RELEASE else _move_items(action.move, chosen, by, at)
    return Plan(action, items)


def _release_items(cases: list[Case]) -> list[Item]:
    decisions = {
        decision.case_id: decision
        for decision in Decision.objects.filter(case__in=cases, released_at=None).select_related("stage")
    }
    return [Item(case, _not_to_release(case, decisions.get(case.pk))) for case in cases]


def _not_to_release(case: Case, decision: Decision | None) -> list[str]:
    if case.bucket != Bucket.HELD or decision is None:
        return [_("No decision waits here.")]
    return [_("A second officer must agree first.")] if decision.needs_second else []


def _move_items(move: Move, cases: list[Case], by, at: dt.datetime) -> list[Item]:
    """The rules first, then the order of the service, then its places."""
    situations = {}
    for start in range(0, len(cases), CHUNK):
        situations |= queries.situations(cases[start : start + CHUNK], by, at)
    items = {case.pk: Item(case, _words(rules.refusals(move, situations[case.pk]))) for case in cases}
    if move == Move.PASS_STAGE:
        return list(items.values())
    return [item for group in _by_subject(cases) for item in _in_order(move, group, items)]


def _words(reasons: list) -> list[str]:
    return [str(reason) for reason in reasons]


def _by_subject(cases: list[Case]) -> list[list[Case]]:
    groups = defaultdict(list)
    for case in cases:
        groups[case.service, case.subject_id].append(case)
    return list(groups.values())


def _in_order(move: Move, group: list[Case], items: dict[int, Item]) -> list[Item]:
    """The cases of one subject, best first; who finds no place any more stays. Refused ones take nobody's place."""
    service, subject = services.get(group[0].service), group[0].subject_id
    able = [case.pk for case in group if not items[case.pk].reasons]
    seating = service.seating(move, subject, able)
    for pk, has_place in seating:
        if not has_place:
            items[pk].reasons.append(str(NO_PLACE[move]))
    order = dict.fromkeys([*(pk for pk, _has_place in seating), *(case.pk for case in group)])
    return [items[pk] for pk in order]


def run(planned: Plan, *, by, reasons: list[str] = (), note: str = "", at: dt.datetime | None = None) -> BulkRun:
    """Carry out a plan, each case in a transaction of its own, and keep a result for each.

    A case that changed meanwhile, or a seat that went, is refused by the engine and told in its row.
    """
    done = {case.pk: _carry_out(planned.action, case, by, reasons, note, at) for case in planned.ready}
    results = [_result(item, done.get(item.case.pk, item.reasons)) for item in planned.items]
    return BulkRun.objects.create(action=planned.action.value, by=by, results=results)


def _carry_out(action: BulkAction, case: Case, by, reasons, note: str, at) -> list[str]:
    """Do it to one case; returns why not, nothing when it is done."""
    try:
        if action == BulkAction.RELEASE:
            workflow.release(case, by=by, at=at)
        elif action == BulkAction.PASS:
            workflow.pass_stage(case, by=by, revision=case.revision, at=at)
        else:
            workflow.decide(case, verdict=action.move, by=by, reasons=reasons, told=note, revision=case.revision, at=at)
    except rules.Refused as refusal:
        return _words(refusal.reasons)
    return []


def _result(item: Item, reasons: list[str]) -> dict:
    return {"case": item.case.pk, "number": item.case.number, "done": not reasons, "reasons": reasons}
