"""The counters of a batch. Each change is one conditional UPDATE, so no seat is ever promised twice on any database."""

from django.db.models import F

from core import searchable
from programs.models import Batch


def lock(batch: Batch | int) -> Batch:
    """Lock a batch: always before the cases and enrolments that hang on it, any other order deadlocks."""
    pk = batch if isinstance(batch, int) else batch.pk
    return Batch.objects.select_for_update(of=("self",)).get(pk=pk)


def hold(batch: Batch) -> bool:
    """Promise one seat to somebody; False when every seat is promised or taken."""
    free = Batch.objects.filter(pk=batch.pk, capacity__gt=F("held") + F("seated"))
    return _count(batch, free, held=1)


def hold_many(batch: Batch, count: int) -> bool:
    """Promise several seats at once; False, and none is promised, when there are not that many."""
    free = Batch.objects.filter(pk=batch.pk, capacity__gte=F("held") + F("seated") + count)
    return _count(batch, free, held=count)


def seat_many(batch: Batch, count: int) -> bool:
    """Turn several promised seats into taken ones."""
    return _count(batch, Batch.objects.filter(pk=batch.pk, held__gte=count), held=-count, seated=count)


def give_back_many(batch: Batch, *, held: int = 0, seated: int = 0) -> bool:
    """Free several promised or taken seats."""
    full = Batch.objects.filter(pk=batch.pk, held__gte=held, seated__gte=seated)
    return _count(batch, full, held=-held, seated=-seated)


def next_ranks(batch: Batch, count: int) -> int:
    """The first of several ranks that follow each other."""
    _count(batch, Batch.objects.filter(pk=batch.pk), last_rank=count)
    return Batch.objects.values_list("last_rank", flat=True).get(pk=batch.pk) - count + 1


def seat(batch: Batch) -> bool:
    """Turn one promised seat into a taken one."""
    return _count(batch, Batch.objects.filter(pk=batch.pk, held__gt=0), held=-1, seated=1)


def give_back_held(batch: Batch) -> bool:
    """Free one promised seat."""
    return _count(batch, Batch.objects.filter(pk=batch.pk, held__gt=0), held=-1)


def give_back_seated(batch: Batch) -> bool:
    """Free one taken seat."""
    return _count(batch, Batch.objects.filter(pk=batch.pk, seated__gt=0), seated=-1)


def next_rank(batch: Batch) -> int:
    """The next rank of the reserve list; each is given once, so the numbers have no gap."""
    _count(batch, Batch.objects.filter(pk=batch.pk), last_rank=1)
    return Batch.objects.values_list("last_rank", flat=True).get(pk=batch.pk)


def count_applicant(batch: Batch, step: int) -> None:
    """Count a registration that came in (1) or was withdrawn (-1), for the public figure."""
    _count(batch, Batch.objects.filter(pk=batch.pk, applicants__gte=max(-step, 0)), applicants=step)


def _count(batch: Batch, guarded, **steps: int) -> bool:
    """Add `steps` where the guard holds; the locked row in memory follows, and the search hears of full and free."""
    if not guarded.update(**{name: F(name) + step for name, step in steps.items()}):
        return False
    was_full = batch.free <= 0
    for name, step in steps.items():
        setattr(batch, name, getattr(batch, name) + step)
    if was_full != (batch.free <= 0):
        searchable.changed(Batch, batch.pk)
    return True
