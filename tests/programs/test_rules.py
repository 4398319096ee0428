"""What visitors read of a batch and why they cannot register: every exit, and the same in the database."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs import catalogue, rules
from programs.enums import BatchState, BatchStatus, Mode
from programs.models import Batch
from tests.factories import programs as make

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, make.DAY
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, BatchStatus.OPEN),
        ({"opens_at": NOW + DAY, "closes_at": NOW + 2 * DAY}, BatchStatus.SOON),
        ({"held": 16}, BatchStatus.FULL),
        ({"held": 10, "seated": 6}, BatchStatus.FULL),
        ({"held": 16, "mode": Mode.SCORE}, BatchStatus.OPEN),
        ({"closes_at": NOW}, BatchStatus.SELECTION),
        ({"starts_on": TODAY}, BatchStatus.RUNNING),
        ({"starts_on": TODAY - 3 * DAY, "ends_on": TODAY}, BatchStatus.RUNNING),
        ({"starts_on": TODAY - 3 * DAY, "ends_on": TODAY - DAY}, BatchStatus.FINISHED),
        ({"state": BatchState.CLOSED}, BatchStatus.FINISHED),
        ({"state": BatchState.CANCELLED}, BatchStatus.CANCELLED),
    ],
)
def test_status(fields, expected):
    batch = make.batch(**fields)

    assert rules.status(batch, NOW) == expected
    assert [status for status in BatchStatus if Batch.objects.filter(catalogue.status_q(status, NOW)).exists()] == [
        expected
    ]


@pytest.mark.parametrize(
    ("fields", "waiting", "sentence"),
    [
        ({"is_listed": False}, 0, "This batch does not take registrations."),
        (
            {"state": BatchState.CANCELLED, "cancelled_reason": "Pelatih sakit."},
            0,
            "This batch will not take place: Pelatih sakit.",
        ),
        ({"opens_at": NOW + DAY}, 0, "Registration opens on Tuesday 24 November 2026 at 10:00 WIB."),
        ({"state": BatchState.PLANNED}, 0, "Registration opens on Friday 20 November 2026 at 10:00 WIB."),
        ({"closes_at": NOW}, 0, "Registration closed on Monday 23 November 2026."),
        ({"held": 16}, 8, "All seats and places on the reserve list are taken."),
    ],
)
def test_why_nobody_can_register(fields, waiting, sentence):
    assert rules.registration_refusals(make.batch(**fields), waiting, NOW) == [sentence]


@pytest.mark.parametrize(
    ("fields", "waiting"),
    [({}, 0), ({"held": 16}, 7), ({"held": 16, "mode": Mode.SCORE}, 0), ({"opens_at": NOW}, 0)],
)
def test_open_for_registration(fields, waiting):
    assert rules.registration_refusals(make.batch(**fields), waiting, NOW) == []


MOMENTS = st.integers(-4, 4).map(lambda days: NOW + days * DAY)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    opens_at=MOMENTS,
    closes_at=MOMENTS,
    start=st.integers(-4, 4),
    length=st.integers(0, 4),
    state=st.sampled_from(BatchState),
    mode=st.sampled_from(Mode),
    held=st.integers(0, 2),
)
def test_lists_filter_by_the_status_that_pages_show(opens_at, closes_at, start, length, state, mode, held):
    day = TODAY + dt.timedelta(days=start)
    fields = {"opens_at": opens_at, "closes_at": closes_at, "starts_on": day, "ends_on": day + length * DAY}
    batch = make.batch(capacity=2, held=held, state=state, mode=mode, **fields)

    found = [
        status for status in BatchStatus if Batch.objects.filter(catalogue.status_q(status, NOW), pk=batch.pk).exists()
    ]

    assert found == [rules.status(batch, NOW)]
