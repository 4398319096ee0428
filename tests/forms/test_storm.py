"""120 people for 12 seats, 30 leave again: 64 at once against two processes of eight threads.

The full storm (1,000 for 100 seats) is scripts/bench_seats.py; what must hold is the same: tests/verdict.py.
"""

import pytest

from tests import processes, storm, verdict

pytestmark = [pytest.mark.endurance, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def port():
    with processes.web(WEB_THREADS="8") as port, processes.worker():
        yield port


def test_a_storm_of_registrations_and_what_becomes_of_the_line(port):
    batch = storm.batch(seats=12, reserve=36)
    people = storm.people(batch, 120)

    happened = storm.registrations(port, batch, people, leaving=30)
    verdict.no_fault(happened)
    verdict.seats_and_ranks(batch, happened)
    verdict.freed_seats_went_to_the_first(batch)

    verdict.decide_everybody(batch)
    freed = verdict.everybody_with_a_seat_leaves(port, batch, people, share=2)
    verdict.each_freed_seat_was_offered_once(batch, freed)
    verdict.answer_offers(port, batch, people)
