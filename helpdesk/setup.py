"""The questions and answers that every office starts with; what it changes or hides afterwards stays so.

A text may hold a fact of the office: {city}, {office}, {site}.
"""

import json
import re
from html import escape
from pathlib import Path

from core.models import OfficeSettings
from helpdesk.models import Question, Topic

DATA = Path(__file__).parent / "data" / "faq.json"
LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


def load_helpdesk() -> None:
    if Topic.objects.exists():
        return
    words = _words()
    topics = {item["slug"]: _topic(item, number) for number, item in enumerate(words["topics"])}
    for number, item in enumerate(words["questions"]):
        _question(item, topics[item["topic"]], number)


def _topic(item: dict, number: int) -> Topic:
    names = {f"name_{language}": text for language, text in item["name"].items()}
    return Topic.objects.create(slug=item["slug"], sort_order=number, **names)


def _question(item: dict, topic: Topic, number: int) -> Question:
    """Questions about services that cannot be asked for here yet wait unseen until the office shows them."""
    related = item.get("related", {"to": "", "label": {"id": "", "en": ""}})
    return Question.objects.create(
        topic=topic,
        key=item["key"],
        sort_order=number,
        search_words=", ".join(item["search_words"]),
        related=related["to"],
        is_shown=item["is_shown"],
        **_said(item),
        **{f"related_label_{language}": text for language, text in related["label"].items()},
    )


def rewrite_texts() -> None:
    """Write questions and answers again once the office has said who it is; only before anybody edits them."""
    for item in _words()["questions"]:
        Question.objects.filter(key=item["key"]).update(**_said(item))


def _words() -> dict:
    return json.loads(DATA.read_text(encoding="utf-8"))


def _said(item: dict) -> dict[str, str]:
    office = OfficeSettings.load()
    facts = {"city": office.city, "office": office.office, "site": office.site_name}
    fields = {f"question_{language}": text.format_map(facts) for language, text in item["question"].items()}
    return fields | {f"answer_{language}": _html(text.format_map(facts)) for language, text in item["answer"].items()}


def _html(text: str) -> str:
    return "<p>" + LINK.sub(r'<a href="\2">\1</a>', escape(text, quote=False)) + "</p>"
