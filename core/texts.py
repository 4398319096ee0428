"""Messages to people in both languages: the words live in data/messages.json, the facts come from the caller."""

import json
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("id", "en")


@lru_cache
def _messages() -> dict[str, dict]:
    path = Path(__file__).parent / "data" / "messages.json"
    return {item["key"]: item for item in json.loads(path.read_text(encoding="utf-8"))["items"]}


def message(kind: str, language: str, facts: dict[str, object]) -> tuple[str, str]:
    """Subject and text of a message; a missing fact raises KeyError, so that no `{date}` ever reaches a person."""
    item = _messages()[kind]
    language = language if language in LANGUAGES else "id"
    return item["subject"][language].format_map(facts), item["text"][language].format_map(facts)


def kinds() -> list[str]:
    return list(_messages())
