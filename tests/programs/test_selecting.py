"""The acceptance list: proposed by the rules, changed with a reason, fixed once, decided and told by the engine."""

from decimal import Decimal

import pytest

from audit import log
from cases import workflow as engine
from cases.enums import CaseState, Move
from cases.models import Decision
from cases.rules import Refused
from cases.workflow import jobs
from programs import explaining, proposal, published, workflow
from programs.enums import EnrolmentState, Verdict
from programs.models import Adjustment, Enrolment, Ranking
from programs.queries import position
from tests.factories import programs as make
from tests.factories import selection

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = make.NOW


@pytest.fixture
def head():
    return make.head()


def proposed(batch):
    found = proposal.propose(batch, at=NOW)
    return found, [(each.candidate.pk, each.verdict) for each in found.placed]


def fixed(batch, head, told=""):
    found = proposal.propose(batch, at=NOW)
    for job in workflow.fix_list(batch, by=head, seen=found.digest, told=told, at=NOW):
        while jobs.work(job, at=NOW):
            pass


def released(batch, head):
    job = jobs.start(workflow.plan_release(batch), by=head, at=NOW)
    while jobs.work(job, at=NOW):
        pass


def states(*people):
    return [selection.case_of(each).state for each in people]


def three(**fields):
    """Two seats and one place on the reserve list for four people."""
    batch = selection.batch(capacity=2, reserve_size=1, **fields)
    people = [selection.scored(batch, test) for test in (90, 60, 80, 70)]
    return selection.close(batch), people


def test_the_list_is_proposed_up_to_the_seats_and_the_reserve_list():
    batch, (first, last, second, third) = three()

    _found, line = proposed(batch)

    assert line == [
        (first.pk, Verdict.ACCEPT),
        (second.pk, Verdict.ACCEPT),
        (third.pk, Verdict.RESERVE),
        (last.pk, Verdict.OUT),
    ]


def test_who_is_not_at_the_decision_yet_is_counted_and_not_ranked():
    from programs import candidates

    batch, _people = three()
    selection.Batch.objects.filter(pk=batch.pk).update(closes_at=NOW + make.DAY)
    make.register(batch)

    assert len(proposed(batch)[1]) == 4
    assert candidates.not_ready(batch) == 1


def test_statements_do_not_grow_with_people(django_assert_num_queries):
    version = selection.rules(residents_first=True, ties=[selection.TALK], shares=[selection.DISABLED])
    for people in (2, 12):
        batch = selection.batch(capacity=4, version=version)
        for number in range(people):
            selection.scored(batch, 50 + number, disabled=number % 3 == 0)
        batch = selection.Batch.objects.select_related("seat_rules").get(pk=batch.pk)
        with django_assert_num_queries(5):  # people, scores, stages, who has a seat, the line
            assert proposal.propose(batch, at=NOW).effects


def test_fixing_decides_everybody_and_tells_nobody(head):
    batch, people = three()

    fixed(batch, head, told="Nilai belum cukup")

    first, last, second, third = people
    verdicts = dict(Decision.objects.values_list("case", "verdict"))
    assert [verdicts[each.registration_id] for each in (first, second, third, last)] == [
        "accept",
        "accept",
        "reserve",
        "reject",
    ]
    assert set(states(*people)) == {CaseState.IN_REVIEW}
    assert published.ranking_of(batch) == {}
    assert [explaining.told_ranking(each) for each in people] == [None] * 4
    batch.refresh_from_db()
    assert (batch.held, batch.seated) == (2, 0)


def test_without_words_nobody_is_rejected(head):
    batch, people = three()

    fixed(batch, head)

    assert Decision.objects.count() == 3
    batch.refresh_from_db()
    assert proposed(batch)[1] == [(people[1].pk, Verdict.OUT)]


def test_a_list_that_changed_since_it_was_seen_is_refused(head):
    batch, people = three()
    seen = proposal.propose(batch, at=NOW).digest
    engine.withdraw(selection.case_of(people[0]), by=people[0].applicant.user, at=NOW)

    with pytest.raises(Refused, match="changed meanwhile"):
        workflow.fix_list(batch, by=head, seen=seen, at=NOW)
    assert (Ranking.objects.count(), Decision.objects.count()) == (0, 0)


def test_released_together_everybody_reads_place_score_and_what_decided(head):
    version = selection.rules(residents_first=True, ties=[selection.TALK])
    batch = selection.batch(capacity=2, reserve_size=1, version=version)
    stranger = selection.scored(batch, 90, resident=False)
    better = selection.scored(batch, 70, 85)  # 76
    worse = selection.scored(batch, 75, 77.5)  # 76 as well
    selection.close(batch)
    fixed(batch, head)

    released(batch, head)

    assert states(better, worse, stranger) == ["accepted", "accepted", "reserve"]
    assert explaining.lines(better.ranking) == [
        "Rank 1 of 3: score 76.",
        "Residents of the city come first; without this rule it would be rank 2.",
        "1 other person has the same score; what decides: a higher score in Interview.",
    ]
    assert explaining.lines(stranger.ranking)[1:] == [
        "Residents of the city come first; without this rule it would be rank 1."
    ]
    assert explaining.public_lines(better.ranking)[0] == "Rank 1 of 3."
    assert not any("76" in line for line in explaining.public_lines(better.ranking))


def test_the_share_is_told_to_its_member_and_stays_out_of_the_public_lines(head):
    batch = selection.batch(capacity=2, reserve_size=2, version=selection.rules(shares=[selection.DISABLED]))
    _first, second = selection.scored(batch, 90), selection.scored(batch, 80)
    member = selection.scored(batch, 60, disabled=True)
    selection.close(batch)

    fixed(batch, head)
    released(batch, head)

    assert states(member, second) == ["accepted", "reserve"]
    assert "The seat comes from the share for: People with disabilities." in explaining.lines(member.ranking)
    assert any("reserved share" in line for line in explaining.lines(second.ranking))
    assert explaining.public_lines(member.ranking) == ["Rank 3 of 3."]
    stored = Ranking.objects.filter(pk=member.ranking.pk).extra(select={"raw": "effects"}).values_list("raw", flat=True)
    assert "disab" not in str(list(stored)).lower(), "encrypted at rest"


def test_the_ranking_is_published_by_number_when_the_last_decision_is_released(head):
    batch, (first, last, second, third) = three()
    fixed(batch, head, told="Nilai belum cukup")

    for each in (first, second, third):
        engine.release(selection.case_of(each), by=head, at=NOW)
        assert published.ranking_of(batch) == {}
    engine.release(selection.case_of(last), by=head, at=NOW)

    table = published.ranking_of(batch)
    numbers = [selection.case_of(each).number for each in (first, second, third, last)]
    rows = [[cell["text"] for cell in row] for row in table["rows"]]
    assert rows == [
        [1, numbers[0], "Accepted"],
        [2, numbers[1], "Accepted"],
        [3, numbers[2], "Reserve"],
        [4, numbers[3], "Not accepted yet"],
    ]


def test_the_reserve_list_stands_in_the_order_of_the_ranking_however_it_is_released(head):
    batch = selection.batch(capacity=1, reserve_size=3)
    people = [selection.scored(batch, test) for test in (90, 60, 80, 70)]
    selection.close(batch)
    fixed(batch, head)

    for each in people:  # by the number of the case, not by the place
        engine.release(selection.case_of(each), by=head, at=NOW)

    first, last, second, third = (Enrolment.objects.get(pk=each.pk) for each in people)
    assert [position(each) for each in (second, third, last)] == [1, 2, 3]
    engine.withdraw(selection.case_of(first), by=first.applicant.user, at=NOW)
    workflow.fill_all(NOW)
    assert states(second, third) == ["offered", "reserve"]


# The head's changes


def test_a_change_needs_a_reason_and_is_logged(head):
    batch, (_first, last, second, _third) = three()
    with pytest.raises(Refused, match="Write the reason"):
        workflow.adjust(last, verdict=Verdict.ACCEPT, reason="  ", by=head, at=NOW)

    workflow.adjust(last, verdict=Verdict.ACCEPT, reason="Sudah lulus seleksi lama", by=head, at=NOW)

    _found, line = proposed(batch)
    assert dict(line)[last.pk] == Verdict.ACCEPT
    assert dict(line)[second.pk] == Verdict.RESERVE
    event = next(event for event in log.about(batch) if event.verb == "programs.batch.list_changed")
    assert event.body.data["reason"] == "Sudah lulus seleksi lama"
    assert event.body.data["number"] == selection.case_of(last).number


def test_a_change_is_told_to_the_person_and_to_who_lost_by_it(head):
    batch, (_first, last, second, _third) = three()
    workflow.adjust(last, verdict=Verdict.ACCEPT, reason="Sudah lulus seleksi lama", by=head, at=NOW)

    fixed(batch, head)
    released(batch, head)

    assert explaining.lines(last.ranking)[-1].endswith("Reason: Sudah lulus seleksi lama")
    assert "for somebody else" in explaining.lines(second.ranking)[-1]
    assert states(last, second) == ["accepted", "reserve"]


def test_a_change_is_taken_back(head):
    batch, (_first, last, _second, _third) = three()
    workflow.adjust(last, verdict=Verdict.ACCEPT, reason="Contoh", by=head, at=NOW)

    workflow.adjust(last, verdict=None, by=head, at=NOW)

    assert not Adjustment.objects.exists()
    assert dict(proposed(batch)[1])[last.pk] == Verdict.OUT


def test_the_head_cannot_give_more_seats_than_there_are(head):
    _batch, people = three()
    for each in people[:2]:
        workflow.adjust(each, verdict=Verdict.ACCEPT, reason="Contoh", by=head, at=NOW)

    with pytest.raises(Refused, match="only 2 free seats"):
        workflow.adjust(people[2], verdict=Verdict.ACCEPT, reason="Contoh", by=head, at=NOW)
    assert Adjustment.objects.count() == 2


def test_nobody_is_changed_once_decided(head):
    batch, people = three()
    fixed(batch, head)

    with pytest.raises(Refused, match="not waiting"):
        workflow.adjust(people[0], verdict=Verdict.OUT, reason="Contoh", by=head, at=NOW)


# One way to decide


def test_a_case_is_not_decided_against_the_list(head):
    batch, people = three()
    fixed(batch, head)
    second = people[2]
    engine.undo(selection.case_of(second), by=head, at=NOW)

    with pytest.raises(Refused, match="says otherwise"):
        engine.decide(selection.case_of(second), verdict=Move.RESERVE, by=head, at=NOW)
    assert engine.decide(selection.case_of(second), verdict=Move.ACCEPT, by=head, at=NOW)


def test_a_batch_with_rules_is_decided_by_its_list(head):
    batch = selection.batch(version=selection.rules())
    person = selection.scored(batch)

    with pytest.raises(Refused, match="its list is made"):
        engine.decide(selection.case_of(person), verdict=Move.ACCEPT, by=head, at=NOW)


def test_undone_decisions_are_ranked_anew_and_later_people_get_a_second_list(head):
    batch, people = three()
    fixed(batch, head)
    released(batch, head)
    selection.Batch.objects.filter(pk=batch.pk).update(closes_at=NOW + make.DAY, capacity=3)
    late = selection.scored(batch, 95)
    batch = selection.close(batch)

    fixed(batch, head)

    rows = dict(Ranking.objects.values_list("enrolment", "round"))
    assert (rows[people[0].pk], rows[late.pk], rows[people[1].pk]) == (1, 2, 2)
    assert people[0].ranking.total == Decimal("86.00")
    released(batch, head)
    assert states(late) == ["accepted"]
    assert Enrolment.objects.get(pk=late.pk).state == EnrolmentState.SEATED
