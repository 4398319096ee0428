"""What must hold after a storm on a batch (tests/storm.py), whatever the order in which things happened."""

from django.utils import timezone

from cases.enums import CaseState, Move
from cases.models import Case
from core.models import OutboxMessage
from programs import workflow
from programs.enums import EnrolmentState, OfferAnswer
from programs.models import Batch, Enrolment, Offer
from tests import storm
from tests.factories import programs as make


def no_fault(happened: storm.Storm) -> None:
    """Every request was answered, none of them with a fault of ours."""
    assert happened.faults == {}, happened.faults
    assert {status for _kind, status in happened.statuses} <= {302, 409}, happened.statuses


def seats_and_ranks(of: Batch, happened: storm.Storm) -> None:
    """Never one too many, at no moment; ranks 1, 2, 3 ... without a gap; a receipt for each case and no other."""
    workflow.fill_all(timezone.now())
    of.refresh_from_db()
    places = Enrolment.objects.filter(batch=of)
    assert happened.looks > 0
    assert happened.too_many == []
    assert (of.held, of.seated) == (places.filter(state="held").count(), places.filter(state="seated").count())
    assert of.held + of.seated <= of.capacity
    assert of.free == 0 or not places.filter(state="reserve").exists(), "somebody waits beside a free seat"
    ranks = list(places.exclude(rank=None).order_by("rank").values_list("rank", flat=True))
    assert ranks == list(range(1, of.last_rank + 1))
    cases = Case.objects.filter(service="pelatihan", subject_id=of.pk)
    assert set(cases.values_list("token", flat=True)) == happened.receipts
    assert set(cases.filter(state=CaseState.WITHDRAWN).values_list("token", flat=True)) == happened.left
    assert of.applicants == len(happened.receipts) - len(happened.left)


def freed_seats_went_to_the_first(of: Batch) -> None:
    """Each person was moved up at most once, in the order of ranks, and nobody who waits was passed over."""
    told = OutboxMessage.objects.filter(kind="seat_held", key__contains=f":{of.pk}.").order_by("pk")
    ranks = [int(key.rpartition(".")[2]) for key in told.values_list("key", flat=True)]
    assert ranks, "no seat was freed for anybody in line"
    assert ranks == sorted(set(ranks))
    holding = Enrolment.objects.filter(batch=of, state=EnrolmentState.HELD).exclude(rank=None)
    assert set(holding.values_list("rank", flat=True)) <= set(ranks)
    waiting = Enrolment.objects.filter(batch=of, state=EnrolmentState.RESERVE).order_by("rank").first()
    assert waiting is None or waiting.rank > ranks[-1]


def decide_everybody(of: Batch) -> None:
    """The office accepts who holds a seat and puts the others on the reserve list."""
    head = make.head()
    for place in Enrolment.objects.filter(batch=of, state__in=("held", "reserve")).order_by("pk"):
        move = Move.ACCEPT if place.state == EnrolmentState.HELD else Move.RESERVE
        make.released(Case.objects.get(pk=place.registration_id), move, by=head, at=timezone.now())


def everybody_with_a_seat_leaves(port: int, of: Batch, people: list[storm.Person], *, share: int) -> int:
    """Every `share`-th participant withdraws, all at once; returns how many seats they freed."""
    sessions = {person.token: person.session for person in people}
    seated = Case.objects.filter(subject_id=of.pk, state=CaseState.ACCEPTED).order_by("pk")[::share]
    happened = storm.moves(port, [("batal", case.number, sessions[case.token]) for case in seated])
    no_fault(happened)
    assert happened.statuses["batal", 302] == len(seated)
    return len(seated)


def each_freed_seat_was_offered_once(of: Batch, freed: int) -> None:
    """As many open offers as freed seats, to the first in line, in their order, one for each person."""
    workflow.fill_all(timezone.now())
    offers = Offer.objects.filter(enrolment__batch=of).order_by("pk")
    ranks = list(offers.values_list("enrolment__rank", flat=True))
    line = Enrolment.objects.filter(batch=of, registration__state__in=(CaseState.OFFERED, CaseState.RESERVE))
    first = list(line.order_by("rank").values_list("rank", flat=True)[:freed])
    assert ranks == first
    of.refresh_from_db()
    assert of.held == len(first)
    assert of.held + of.seated <= of.capacity


def answer_offers(port: int, of: Batch, people: list[storm.Person]) -> int:
    """Who was offered a seat takes it or gives it up, all at once, until nobody is asked any more; how many rounds."""
    sessions, rounds = {person.token: person.session for person in people}, 0
    while asked := list(Case.objects.filter(subject_id=of.pk, state=CaseState.OFFERED).order_by("pk")):
        rounds += 1
        moves = [("lepas" if case.pk % 2 else "ambil", case.number, sessions[case.token]) for case in asked]
        no_fault(storm.moves(port, moves))
        workflow.fill_all(timezone.now())
    offers = Offer.objects.filter(enrolment__batch=of).order_by("pk")
    ranks = list(offers.values_list("enrolment__rank", flat=True))
    assert ranks == sorted(set(ranks)), "a seat was offered twice, or not to the first in line"
    of.refresh_from_db()
    taken = Enrolment.objects.filter(batch=of, state=EnrolmentState.SEATED).count()
    assert (of.seated, of.held) == (taken, 0)
    assert of.seated <= of.capacity
    assert not offers.filter(answer=OfferAnswer.OPEN).exists()
    return rounds
