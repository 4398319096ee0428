"""What an office starts with before it has said who it is: the city of data/office.json."""

import json
from functools import lru_cache
from pathlib import Path


@lru_cache
def _office() -> dict[str, str]:
    return json.loads((Path(__file__).parent / "data" / "office.json").read_text(encoding="utf-8"))


def city() -> str:
    return _office()["city"]


def city_code() -> str:
    return _office()["city_code"]


def place() -> str:
    """Where certificates are signed."""
    return _office()["place"]
