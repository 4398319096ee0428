"""Write facts: with each move, folded by the worker, recounted from the log; and count how the promise was kept."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from audit.models import Event
from cases.enums import Move
from core import workdays
from stats import counting
from stats.counting import CASE, Cell
from stats.models import Fact, KeepRate, StatsSettings

KEY = ("month", "measure", "service", "program_id", "district_id", "sex")
CHUNK = 1000
FOLDED_AT_ONCE = 200
BETWEEN_COUNTS = dt.timedelta(hours=1)
ANSWERS = {f"{CASE}.{m}" for m in (Move.PASS_STAGE, Move.ASK_CORRECTION, Move.ACCEPT, Move.RESERVE, Move.REJECT)}
GONE = f"{CASE}.{Move.WITHDRAW}"


def count(events: Iterable[tuple[Event, dict]]) -> None:
    """Insert a fact for each event that counts, in the transaction of the event."""
    facts = [_fact(cell) for _event, cell in counting.cells(events)]
    if facts:
        Fact.objects.bulk_create(facts)


def _fact(cell: Cell, number: int = 1) -> Fact:
    return Fact(**dict(zip(KEY, cell, strict=True)), count=number)


def fold(at: dt.datetime | None = None) -> int:
    """Make one row of the rows of a cell; returns how many rows went. The sums stay what they were.

    Looks at this month and the one before, where moves write: a round of the worker never reads the whole table. A row
    that another worker holds is left for the next round.
    """
    this_month = timezone.localdate(at or timezone.now()).replace(day=1)
    recent = Fact.objects.filter(month__gte=(this_month - dt.timedelta(days=1)).replace(day=1))
    gone, seen = 0, recent.values_list(*KEY).annotate(rows=Count("pk")).filter(rows__gt=1).order_by()
    for *key, _rows in list(seen[:FOLDED_AT_ONCE]):
        gone += _fold_cell(Cell(*key))
    return gone


@transaction.atomic
def _fold_cell(cell: Cell) -> int:
    same = {f"{name}__isnull" if value is None else name: True if value is None else value
            for name, value in zip(KEY, cell, strict=True)}  # fmt: skip
    rows = dict(Fact.objects.select_for_update(skip_locked=True).filter(**same).values_list("pk", "count"))
    if len(rows) < 2:
        return 0
    Fact.objects.filter(pk__in=rows).delete()
    _fact(cell, sum(rows.values())).save(force_insert=True)
    return len(rows) - 1


def recount() -> tuple[Counter, Counter]:
    """Count the log from its beginning: the number of each cell, and how many of them an erased body left unknown."""
    found, unknown = Counter(), Counter()
    for chunk in _chunks(_counted_events()):
        for event, cell in counting.cells((event, event.body.data) for event in chunk):
            found[cell] += 1
            unknown[_rough(cell)] += event.body.erased_at is not None
    return found, unknown


def _counted_events() -> Iterator[Event]:
    events = Event.objects.filter(verb__in=counting.VERBS, body__isnull=False).select_related("body")
    return events.order_by("at", "id").iterator(chunk_size=CHUNK)


def _chunks(events: Iterator[Event]) -> Iterator[list[Event]]:
    while chunk := list(islice(events, CHUNK)):
        yield chunk


def _rough(cell: Cell) -> Cell:
    """The cell without what only the erasable body of an event tells about the person."""
    return cell._replace(district=None, sex="")


def stored() -> Counter:
    """What the facts say, by cell."""
    return Counter({Cell(*key): n for *key, n in Fact.objects.values_list(*KEY).annotate(n=Sum("count")).order_by()})


def differences() -> list[tuple[Cell, int, int]]:
    """Cells whose facts are not what the log says: (cell, in the facts, in the log).

    Where bodies were erased, kecamatan and sex cannot be recounted: the facts may know as many more as were erased.
    """
    (logged, unknown), facts = recount(), stored()
    found = [(cell, facts[cell], logged[cell]) for cell in facts.keys() | logged.keys() if facts[cell] != logged[cell]]
    return sorted((each for each in found if not _explained(each, found, unknown)), key=str)


def _explained(difference: tuple[Cell, int, int], found: list, unknown: Counter) -> bool:
    """Whether erased bodies account for all differences around this cell: nothing is missing, and few have moved."""
    rough = _rough(difference[0])
    around = [(facts, logged) for cell, facts, logged in found if _rough(cell) == rough]
    moved = sum(facts - logged for facts, logged in around if facts > logged)
    return sum(f for f, _l in around) == sum(log for _f, log in around) and moved <= unknown[rough]


@transaction.atomic
def rebuild() -> int:
    """Count the log again and put the result in place of all facts; moves wait until it is done. Returns the rows."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE stats_fact IN SHARE ROW EXCLUSIVE MODE")
    logged, _unknown = recount()
    Fact.objects.all().delete()
    Fact.objects.bulk_create([_fact(cell, number) for cell, number in logged.items()], batch_size=CHUNK)
    return len(logged)


def count_promise(at: dt.datetime | None = None) -> KeepRate | None:
    """Count once an hour how many requests of the last days had their first answer in time, from the log alone.

    A request that is still within its time is not counted yet; one that is late and unanswered counts as late; one
    that its applicant withdrew before the answer does not count.
    """
    at = at or timezone.now()
    newest = KeepRate.objects.first()
    if newest and newest.counted_at > at - BETWEEN_COUNTS:
        return None
    chosen = StatsSettings.load()
    within, total = _kept(at, chosen.keep_window, chosen.keep_days)
    fields = {"counted_at": at, "window_days": chosen.keep_window, "limit_days": chosen.keep_days}
    fields |= {"within": within, "total": total}
    return KeepRate.objects.update_or_create(on=timezone.localdate(at), defaults=fields)[0]


def _kept(at: dt.datetime, window: int, limit: int) -> tuple[int, int]:
    start, today = at - dt.timedelta(days=window), timezone.localdate(at)
    closed = workdays.holidays_between(timezone.localdate(start), today)
    sent, answered = _first_answers(start, at)
    within = total = 0
    for ref, sent_on in sent.items():
        answered_on = answered.get(ref, today)
        days = workdays.working_days_between(sent_on, answered_on, closed) if answered_on else 0
        if answered_on is None or (ref not in answered and days <= limit):
            continue
        total += 1
        within += ref in answered and days <= limit
    return within, total


def _first_answers(start: dt.datetime, end: dt.datetime) -> tuple[dict, dict]:
    """The day each request was sent and the day of its first answer; None where it was withdrawn before."""
    sent, answered = {}, {}
    events = Event.objects.filter(
        object_type=CASE, verb__in=[counting.SUBMIT, GONE, *ANSWERS], at__gt=start, at__lte=end
    )
    for ref, verb, at in events.order_by("at").values_list("object_ref", "verb", "at").iterator():
        if verb == counting.SUBMIT:
            sent[ref] = timezone.localdate(at)
        elif ref in sent:
            answered.setdefault(ref, None if verb == GONE else timezone.localdate(at))
    return sent, answered
