"""How deep the tests of bad days go: CI asks the short questions, BADDAY_LONG=1 all of them (docs/bad-days.md)."""

import os

LONG = bool(os.environ.get("BADDAY_LONG"))


def times(short: int, long: int) -> int:
    return long if LONG else short
