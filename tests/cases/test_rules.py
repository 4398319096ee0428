"""The rules alone: every cell of the table of states and moves, and who may do what."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.enums import APPLICANT_MOVES, COUNTER_MOVES, MOVES, OBJECTION_ANSWERS, VERDICTS, CaseState, Move
from cases.rules import DESK_MOVES, Situation, refusals
from cases.table import table

STATES = [None, *CaseState]
NOTHING_OPEN = {"is_owner": False, "is_staff": False, "is_system": False}


def fitting(state, move) -> Situation:
    """A situation in which nothing but the table can refuse the move."""
    actor = "is_owner" if move in APPLICANT_MOVES else "is_staff"
    decides = move in (Move.ACCEPT, Move.RESERVE)
    answers = move in OBJECTION_ANSWERS
    return Situation(
        state=state,
        in_group=True,
        may_decide=True,
        is_decision=decides,
        correction_open=move == Move.RESUBMIT,
        objection_open=answers,
        objection_made=answers,
        **(NOTHING_OPEN | {actor: True}),
    )


@pytest.mark.parametrize("state", STATES, ids=str)
@pytest.mark.parametrize("move", list(Move), ids=str)
def test_every_cell_of_the_table(state, move):
    reasons = refusals(move, fitting(state, move))
    assert (reasons == []) == (move in MOVES[state])
    assert all(str(reason) for reason in reasons)


def test_the_documented_table_is_the_one_in_force():
    from pathlib import Path

    assert table() in (Path(__file__).parents[2] / "docs" / "cases.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("move", DESK_MOVES)
def test_nobody_handles_their_own_request(move):
    own = dataclasses.replace(fitting(CaseState.IN_REVIEW, move), is_owner=True)
    assert "own request" in str(refusals(move, own)[0])


@pytest.mark.parametrize("move", DESK_MOVES)
def test_a_stage_belongs_to_its_role(move):
    assert refusals(move, dataclasses.replace(fitting(CaseState.IN_REVIEW, move), in_group=False))


@pytest.mark.parametrize("move", DESK_MOVES)
def test_the_lease_of_another_person_is_respected(move):
    reasons = refusals(move, dataclasses.replace(fitting(CaseState.IN_REVIEW, move), held_by="Rina"))
    assert "Rina" in str(reasons[0])


@pytest.mark.parametrize("move", [Move.WITHDRAW, Move.RESUBMIT])
def test_staff_do_not_speak_for_the_applicant(move):
    staff = dataclasses.replace(fitting(CaseState.IN_REVIEW, move), is_owner=False, is_staff=True)
    assert refusals(move, staff)


@pytest.mark.parametrize("move", APPLICANT_MOVES, ids=str)
def test_the_counter_speaks_for_a_person_without_an_account(move):
    state = next(state for state, moves in MOVES.items() if move in moves)
    officer = dataclasses.replace(fitting(state, move), is_owner=False, is_staff=True, speaks=True)
    assert (refusals(move, officer) == []) == (move in COUNTER_MOVES)
    assert refusals(move, dataclasses.replace(officer, is_alike=True))


@pytest.mark.parametrize("move", DESK_MOVES, ids=str)
def test_who_filed_at_the_counter_checks_but_does_not_decide(move):
    filer = dataclasses.replace(fitting(CaseState.IN_REVIEW, move), is_filer=True)
    assert bool(refusals(move, filer)) == (move in VERDICTS)


@pytest.mark.parametrize("open_thing", ["decision_open", "correction_open"])
@pytest.mark.parametrize("move", DESK_MOVES)
def test_a_side_track_blocks_the_desk(move, open_thing):
    assert refusals(move, dataclasses.replace(fitting(CaseState.IN_REVIEW, move), **{open_thing: True}))


@pytest.mark.parametrize(
    "undone", [{"documents_open": 1}, {"documents_bad": 1}, {"checks_missing": 2}, {"scores_missing": 1}]
)
def test_a_stage_is_passed_only_when_its_work_is_done(undone):
    case = dataclasses.replace(fitting(CaseState.IN_REVIEW, Move.PASS_STAGE), checks_documents=True, **undone)
    assert refusals(Move.PASS_STAGE, case)
    assert refusals(Move.REJECT, case) == []


@given(
    st.sampled_from(STATES),
    st.sampled_from(list(Move)),
    st.builds(
        Situation,
        state=st.none(),
        is_staff=st.booleans(),
        in_group=st.booleans(),
        may_decide=st.booleans(),
        decision_open=st.booleans(),
        correction_open=st.booleans(),
        documents_open=st.integers(0, 3),
    ),
)
def test_no_situation_opens_a_cell_that_the_table_closes(state, move, situation):
    """Whoever acts and whatever is open: a move outside its row is refused, with a sentence."""
    now = dataclasses.replace(situation, state=state)
    reasons = refusals(move, now)
    if move not in MOVES[state]:
        assert len(reasons) == 1
        assert str(reasons[0])


@given(st.lists(st.sampled_from(list(Move)), max_size=12))
def test_closed_cases_stay_closed(moves):
    """Any walk along the table ends in a closed state or goes on; no walk leaves one."""
    state = None
    for move in moves:
        if move in MOVES[state]:
            assert state is None or state in [s for s in CaseState if MOVES[s]]
            state = MOVES[state][move]


@pytest.mark.parametrize("state", [CaseState.REJECTED, CaseState.FAILED], ids=str)
@pytest.mark.parametrize("move", OBJECTION_ANSWERS, ids=str)
@pytest.mark.parametrize("wrong", [{"decided_first": True}, {"may_decide": False}, {"objection_open": False}])
def test_an_objection_is_answered_by_another_who_may_decide(state, move, wrong):
    assert refusals(move, dataclasses.replace(fitting(state, move), **wrong))


@pytest.mark.parametrize("wrong", [{"objection_made": True}, {"objection_until": "Senin, 7 Desember 2026"}])
def test_a_person_objects_once_and_in_time(wrong):
    assert refusals(Move.OBJECT, dataclasses.replace(fitting(CaseState.REJECTED, Move.OBJECT), **wrong))
