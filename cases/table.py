"""The table of states and moves as text: for the command, the documentation and the test that compares both."""

from cases.enums import MOVES, CaseState, Move


def table() -> str:
    """A Markdown table: a row for each move, a column for each state; a cell names the state that follows."""
    states = [None, *CaseState]
    head = ["move", *("(none)" if state is None else state.value for state in states)]
    rows = [[move.value, *(_cell(state, move) for state in states)] for move in Move]
    return "\n".join(_line(row) for row in [head, ["---"] * len(head), *rows])


def _cell(state: CaseState | None, move: Move) -> str:
    following = MOVES[state].get(move)
    return following.value if following else "·"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
