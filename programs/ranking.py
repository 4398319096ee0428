"""Who comes before whom, who gets a seat, and why: candidates and rules in, places out. Pure: it reads no rows.

Order: residents where the rules say so, then the total in hundredths, then the ties in their order, then the time of
registering. Shares are a minimum: their seats go to the best of the group first, the rest falls back.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from programs.enums import Tie, Verdict


@dataclass(frozen=True)
class Share:
    """Seats for a group: who gave this answer to this question; `percent` of the seats, rounded up."""

    key: str
    percent: int
    question: str = ""
    answer: str = ""
    label_id: str = ""
    label_en: str = ""

    def seats(self, capacity: int) -> int:
        return -(-capacity * self.percent // 100)


@dataclass(frozen=True)
class TieRule:
    """What decides between equals: a higher score of one criterion, being a resident, or having registered earlier."""

    kind: Tie
    criterion: str = ""
    label_id: str = ""
    label_en: str = ""


@dataclass(frozen=True)
class Rules:
    residents_first: bool = False
    ties: tuple[TieRule, ...] = ()
    shares: tuple[Share, ...] = ()

    def sizes(self, capacity: int) -> dict[str, int]:
        """The seats of each share in their order; together never more than there are."""
        left, sizes = capacity, {}
        for share in self.shares:
            sizes[share.key] = min(share.seats(capacity), left)
            left -= sizes[share.key]
        return sizes


PLAIN = Rules()


@dataclass(frozen=True)
class Candidate:
    """One person as the rules see them; `wish` is the head's change of the list."""

    pk: int
    queued_at: dt.datetime
    total: Decimal = Decimal(0)
    criteria: dict[str, Decimal] = field(default_factory=dict)  # criterion -> percent of its highest score
    is_resident: bool = True
    groups: frozenset[str] = frozenset()  # keys of shares
    wish: Verdict | None = None


@dataclass(frozen=True)
class Placed:
    """A place of the ranking, what is proposed, and the share whose seat it is."""

    candidate: Candidate
    place: int
    verdict: Verdict
    share: str = ""


def _higher(criterion: str) -> Callable[[Candidate], Decimal]:
    return lambda one: -one.criteria.get(criterion, Decimal(0))


def tie_key(rule: TieRule) -> Callable[[Candidate], object]:
    """What is compared, the smaller first."""
    return {
        Tie.CRITERION: _higher(rule.criterion),
        Tie.RESIDENT: lambda one: not one.is_resident,
        Tie.EARLIER: lambda one: one.queued_at,
    }[rule.kind]


def in_order(candidates: Iterable[Candidate], rules: Rules) -> list[Candidate]:
    """The ranking, best first; no two are ever equal, because the last tie is the time, then the row."""
    ties = [tie_key(rule) for rule in rules.ties]

    def key(one: Candidate) -> tuple:
        return (*level(one, rules), *(tie(one) for tie in ties), one.queued_at, one.pk)

    return sorted(candidates, key=key)


def level(one: Candidate, rules: Rules) -> tuple:
    """What comes before every tie: whoever has the same level is equal without them."""
    return rules.residents_first and not one.is_resident, -one.total


# Seats


@dataclass
class Pool:
    """Free seats and what is kept of them. `left` has the seats each share has still to give, in their order."""

    free: int
    left: dict[str, int] = field(default_factory=dict)
    falls_back: bool = True  # once registration has closed: nothing is kept for a group of which nobody waits

    def kept(self, waiting: Iterable[frozenset[str]]) -> int:
        """How many free seats are kept for members among those who wait; each of them counts once."""
        if not self.falls_back:
            return sum(self.left.values())
        taken = dict.fromkeys(self.left, 0)
        for groups in waiting:
            share = next((key for key in self.left if key in groups and taken[key] < self.left[key]), None)
            if share:
                taken[share] += 1
        return sum(taken.values())

    def share_for(self, groups: frozenset[str]) -> str:
        """The first share with room that this person belongs to."""
        return next((key for key, seats in self.left.items() if seats > 0 and key in groups), "")

    def has_seat(self, groups: frozenset[str], waiting: Iterable[frozenset[str]] = ()) -> bool:
        """Whether there is a seat for this person that is not kept for somebody else."""
        return self.free > 0 and (bool(self.share_for(groups)) or self.free > self.kept(waiting))

    def take(self, groups: frozenset[str]) -> str:
        share = self.share_for(groups)
        self.free -= 1
        if share:
            self.left[share] -= 1
        return share


def pool(capacity: int, free: int, rules: Rules, seated: Iterable[frozenset[str]], *, falls_back: bool = True) -> Pool:
    """The free seats beside people who have one already; each of these counts for the first share with room."""
    found = Pool(free, rules.sizes(capacity), falls_back)
    for groups in seated:
        share = found.share_for(groups)
        if share:
            found.left[share] -= 1
    return found


def takers(line: list[Candidate], seats: Pool) -> list[Candidate]:
    """Who of a line gets the free seats, first first; who would need a seat kept for others goes on waiting."""
    chosen = []
    for number, one in enumerate(line):
        if seats.has_seat(one.groups, (other.groups for other in line[number + 1 :])):
            seats.take(one.groups)
            chosen.append(one)
    return chosen


# The list


def allocate(candidates: Iterable[Candidate], rules: Rules, seats: Pool, *, reserve: int) -> list[Placed]:
    """The proposed list in the order of the ranking: seats, then the reserve list, then nothing.

    The head's changes come first; then each share takes the best of its group; then the best of all.
    """
    order = in_order(candidates, rules)
    seats = replace(seats, left=dict(seats.left))
    given = _wished(order, seats)
    free = [one for one in order if one.wish is None]
    _from_shares(free, seats, given)
    _from_all(free, seats, given)
    on_reserve = _reserve(order, given, reserve)
    return [
        Placed(one, place, _verdict(one, given, on_reserve), given.get(one.pk, ""))
        for place, one in enumerate(order, 1)
    ]


def _wished(order: list[Candidate], seats: Pool) -> dict[int, str]:
    """Seats by the head's word, as far as there are any."""
    given = {}
    for one in order:
        if one.wish == Verdict.ACCEPT and seats.free > 0:
            given[one.pk] = seats.take(one.groups)
    return given


def _from_shares(free: list[Candidate], seats: Pool, given: dict[int, str]) -> None:
    for share in seats.left:
        members = [one for one in free if share in one.groups and one.pk not in given]
        for one in members[: min(seats.left[share], seats.free)]:
            seats.left[share] -= 1
            seats.free -= 1
            given[one.pk] = share


def _from_all(free: list[Candidate], seats: Pool, given: dict[int, str]) -> None:
    others = [one for one in free if one.pk not in given]
    open_seats = seats.free if seats.falls_back else seats.free - sum(seats.left.values())
    given |= {one.pk: "" for one in others[: max(open_seats, 0)]}


def _reserve(order: list[Candidate], given: dict[int, str], size: int) -> set[int]:
    """The reserve list: whom the head put there, then the best of the rest."""
    rest = [one for one in order if one.pk not in given and one.wish != Verdict.OUT]
    rest.sort(key=lambda one: one.wish != Verdict.RESERVE)  # stable: among themselves they keep their places
    return {one.pk for one in rest[: max(size, 0)]}


def _verdict(one: Candidate, given: dict[int, str], on_reserve: set[int]) -> Verdict:
    if one.pk in given:
        return Verdict.ACCEPT
    return Verdict.RESERVE if one.pk in on_reserve else Verdict.OUT


# Why


def effects(placed: list[Placed], rules: Rules, seats: Pool, *, reserve: int) -> dict[int, list[dict]]:
    """What each rule did to each place, found by leaving the rule out: only what made a difference is told."""
    candidates = [each.candidate for each in placed]
    told = {each.candidate.pk: [] for each in placed}
    _residents(candidates, rules, told)
    _ties(candidates, rules, told)
    _shares(placed, rules, seats, reserve, told)
    _changes(placed, rules, seats, reserve, told)
    return told


def _places(candidates: list[Candidate], rules: Rules) -> dict[int, int]:
    return {one.pk: place for place, one in enumerate(in_order(candidates, rules), 1)}


def _residents(candidates: list[Candidate], rules: Rules, told: dict) -> None:
    if not rules.residents_first:
        return
    now, otherwise = _places(candidates, rules), _places(candidates, replace(rules, residents_first=False))
    for one in candidates:
        if now[one.pk] != otherwise[one.pk]:
            told[one.pk].append({"key": "residents", "otherwise": otherwise[one.pk]})


def _ties(candidates: list[Candidate], rules: Rules, told: dict) -> None:
    """Among equals: how many there are, and which ties told them apart, in the order of the rules."""
    groups: dict[tuple, list[Candidate]] = {}
    for one in candidates:
        groups.setdefault(level(one, rules), []).append(one)
    for equals in groups.values():
        for one in equals if len(equals) > 1 else []:
            told[one.pk].append({"key": "tie", "equals": len(equals) - 1, "by": _deciding(one, equals, rules)})


LAST = TieRule(Tie.EARLIER)


def _deciding(one: Candidate, equals: list[Candidate], rules: Rules) -> list[dict]:
    """The ties by which this person stands apart from each of the equals."""
    ties = [*rules.ties, LAST]
    first = {_first_apart(one, other, ties) for other in equals if other.pk != one.pk}
    return [
        {"kind": tie.kind.value, "label_id": tie.label_id, "label_en": tie.label_en}
        for number, tie in enumerate(ties)
        if number in first
    ]


def _first_apart(one: Candidate, other: Candidate, ties: list[TieRule]) -> int:
    apart = (number for number, tie in enumerate(ties) if tie_key(tie)(one) != tie_key(tie)(other))
    return next(apart, len(ties) - 1)


def _shares(placed: list[Placed], rules: Rules, seats: Pool, reserve: int, told: dict) -> None:
    labels = {share.key: share for share in rules.shares}
    without = replace(seats, left={})
    otherwise = _verdicts([each.candidate for each in placed], rules, without, reserve)
    for each in placed:
        pk, before = each.candidate.pk, otherwise[each.candidate.pk]
        if each.verdict == Verdict.ACCEPT and before != Verdict.ACCEPT and each.share:
            share = labels[each.share]
            told[pk].append({"key": "share", "label_id": share.label_id, "label_en": share.label_en})
        elif each.verdict != Verdict.ACCEPT and before == Verdict.ACCEPT:
            told[pk].append({"key": "kept", "seats": _share_seats(placed, otherwise)})


def _share_seats(placed: list[Placed], otherwise: dict[int, Verdict]) -> int:
    """How many seats went to members of groups who would not have got one by the ranking alone."""
    return sum(bool(each.share) and otherwise[each.candidate.pk] != Verdict.ACCEPT for each in placed)


def _changes(placed: list[Placed], rules: Rules, seats: Pool, reserve: int, told: dict) -> None:
    if not any(each.candidate.wish for each in placed):
        return
    free = [replace(each.candidate, wish=None) for each in placed]
    otherwise = _verdicts(free, rules, seats, reserve)
    for each in placed:
        pk = each.candidate.pk
        if each.candidate.wish and each.verdict != otherwise[pk]:
            told[pk].append({"key": "changed", "before": otherwise[pk].value})
        elif each.verdict != otherwise[pk]:
            told[pk].append({"key": "others_changed"})


def _verdicts(candidates: list[Candidate], rules: Rules, seats: Pool, reserve: int) -> dict[int, Verdict]:
    return {each.candidate.pk: each.verdict for each in allocate(candidates, rules, seats, reserve=reserve)}
