"""What an editor is told of a batch page."""

import pytest

from core.formats import full_date
from core.workdays import add_working_days
from programs.notices import notices
from tests.factories import programs as made
from tests.factories.programs import DAY, NOW

pytestmark = pytest.mark.django_db


def test_a_training_that_starts_before_its_last_decision_is_told():
    """The BLK road takes 3 + 7 + 3 working days from the close of registration."""
    early = made.batch_page(starts_on=(NOW + 10 * DAY).date(), closes_at=NOW)
    day = NOW.date()
    for limit in (3, 7, 3):
        day = add_working_days(day, limit)
    assert any(full_date(day) in notice for notice in notices(early))
    assert notices(made.batch_page(starts_on=day + DAY, ends_on=day + 2 * DAY, closes_at=NOW)) == []
