"""A page that changes by itself is made anew when the moment comes."""

import pytest
from django.utils import timezone

from core import generation
from programs import windows
from tests.factories import programs as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_round():
    windows._looked_at = None


@pytest.mark.parametrize("field", ["opens_at", "closes_at"])
def test_a_window_that_opens_or_closes_makes_pages_stale(field):
    now = timezone.now()
    make.batch(now=now, **{field: now + make.DAY / 24})
    mark = generation.current()

    assert [windows.tell(now), windows.tell(now + make.DAY / 12), windows.tell(now + make.DAY / 11)] == [
        False,
        True,
        False,
    ]
    assert generation.current() != mark


def test_batches_that_are_not_listed_wake_nobody():
    now = timezone.now()
    make.batch(now=now, is_listed=False, opens_at=now)

    assert not windows.tell(now)


def test_what_is_over_or_cancelled_has_ended():
    now = timezone.now()
    running, over, cancelled = (make.batch_page(now=now) for _ in range(3))
    type(over.batch).objects.filter(pk=over.batch.pk).update(ends_on=(now - make.DAY).date())
    type(over.batch).objects.filter(pk=cancelled.batch.pk).update(state="cancelled")

    assert set(windows.ended_pages(now)) >= {over.pk, cancelled.pk}
    assert running.pk not in windows.ended_pages(now)
