"""Rules where the first come is served first: seats kept for groups and residents, one line, nobody loses a seat."""

import pytest

from cases import workflow as engine
from cases.enums import Move
from cases.models import Case
from cases.rules import Refused
from programs import explaining, rules, workflow
from programs.enums import Mode
from programs.models import Enrolment
from programs.queries import position
from tests.factories import programs as make
from tests.factories import selection
from tests.factories.accounts import ApplicantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = make.NOW
LATER = NOW + 5 * make.DAY  # after registration has closed


def batch(**content):
    fields = {name: content.pop(name) for name in ("capacity", "reserve_size") if name in content}
    return selection.batch(mode=Mode.ORDER, version=selection.rules(**content), **fields)


def register(of, *, resident=True, disabled=False):
    person = ApplicantFactory(ktp_is_local=resident)
    answers = {"disability": "yes" if disabled else "no"}
    return make.enrolment(make.register(of, person, answers=answers))


def states(*people):
    return [Enrolment.objects.get(pk=each.pk).state for each in people]


def test_residents_get_seats_at_once_and_others_wait_until_registration_closes():
    of = batch(residents_first=True, capacity=2)
    stranger, first, second = register(of, resident=False), register(of), register(of)

    assert states(stranger, first, second) == ["reserve", "held", "held"]


def test_what_residents_leave_goes_to_everybody_when_registration_has_closed():
    of = batch(residents_first=True, capacity=2)
    stranger, first = register(of, resident=False), register(of)
    workflow.fill_all(NOW)
    assert states(stranger) == ["reserve"]

    workflow.fill_all(LATER)

    assert states(stranger, first) == ["held", "held"]


def test_a_resident_who_comes_later_stands_before_others_in_line():
    of = batch(residents_first=True, capacity=1)
    register(of)
    stranger, resident = register(of, resident=False), register(of)

    assert [position(Enrolment.objects.get(pk=each.pk)) for each in (resident, stranger)] == [1, 2]
    assert (resident.told_rank, stranger.told_rank) == (1, 1)
    engine.withdraw(Case.objects.get(pk=of.enrolments.get(state="held").registration_id), by=None, at=NOW)
    workflow.fill_all(NOW)
    assert states(resident, stranger) == ["held", "reserve"]


def test_a_seat_of_a_share_waits_for_its_group_until_registration_closes():
    of = batch(shares=[selection.DISABLED], capacity=4)
    people = [register(of) for _ in range(4)]
    assert states(*people) == ["held", "held", "held", "reserve"]

    member = register(of, disabled=True)

    assert states(member, people[3]) == ["held", "reserve"], "the one before in line is not overtaken: it is not theirs"


def test_a_share_nobody_takes_falls_back():
    of = batch(shares=[selection.DISABLED], capacity=4)
    people = [register(of) for _ in range(4)]

    workflow.fill_all(NOW)
    assert states(people[3]) == ["reserve"]
    workflow.fill_all(LATER)
    assert states(people[3]) == ["held"]


def test_a_member_counts_for_the_share_and_the_rest_is_open():
    of = batch(shares=[selection.DISABLED], capacity=4)

    people = [register(of, disabled=True), *(register(of) for _ in range(3))]

    assert states(*people) == ["held"] * 4


def test_with_a_full_reserve_list_the_words_say_that_seats_are_kept():
    of = batch(shares=[selection.DISABLED], capacity=4, reserve_size=0)
    for _ in range(3):
        register(of)

    with pytest.raises(Refused) as refusal:
        register(of)
    assert refusal.value.reasons == [rules.KEPT_AND_FULL]
    assert states(register(of, disabled=True)) == ["held"]


def test_nobody_is_accepted_on_a_seat_kept_for_others():
    of = batch(shares=[selection.DISABLED], capacity=4)
    people = [register(of) for _ in range(4)]

    with pytest.raises(Refused, match="kept for others"):
        make.decided(Case.objects.get(pk=people[3].registration_id), Move.ACCEPT)
    of.refresh_from_db()
    assert of.held == 3


def test_without_rules_nothing_is_read_of_answers(django_assert_num_queries):
    from programs.workflow import shares

    of = make.batch(capacity=1)
    case = make.register(of)
    of.refresh_from_db()
    with django_assert_num_queries(0):
        assert shares.turn_of(of, case.applicant) == 0
        assert not shares.newcomer_has_seat(of, case, 0, 1, at=NOW)


def test_the_line_is_explained():
    of = batch(residents_first=True, shares=[selection.DISABLED], capacity=1)
    register(of, disabled=True)
    stranger, resident = register(of, resident=False), register(of)

    told = explaining.line_of(Enrolment.objects.get(pk=stranger.pk), NOW)

    assert told[0].startswith("Number 2 in line; registered on ")
    assert told[1].startswith("Residents of the city come first. Seats that are left on ")
    assert told[2].startswith("Seats of the reserved shares are kept until ")
    assert "before everybody" in explaining.line_of(Enrolment.objects.get(pk=resident.pk), NOW)[1]
    assert explaining.line_of(Enrolment.objects.get(pk=resident.pk), LATER)[1:] == [
        "Residents of the city come first: you stand before everybody who is not one."
    ]


def test_a_batch_without_rules_explains_nothing():
    of = make.batch(capacity=1)
    make.register(of)
    waiting = make.enrolment(make.register(of))

    assert explaining.line_of(waiting, NOW) == []
    assert explaining.rules_in_words(of) == []


def test_rules_stand_on_the_batch_page_in_words():
    of = batch(residents_first=True, shares=[selection.DISABLED], capacity=16)

    assert explaining.rules_in_words(of) == [
        "Residents of the city come first.",
        "Then who registered first.",
        "At least 4 seats for: People with disabilities.",
        "Seats of a share that nobody takes go to everybody.",
    ]
