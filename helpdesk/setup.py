"""The questions and answers that every office starts with; what it changes or hides afterwards stays so."""

import json
import re
from html import escape
from pathlib import Path

from helpdesk.models import Question, Topic

DATA = Path(__file__).parent / "data" / "faq.json"
LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


def load_helpdesk() -> None:
    if Topic.objects.exists():
        return
    words = json.loads(DATA.read_text(encoding="utf-8"))
    topics = {item["slug"]: _topic(item, number) for number, item in enumerate(words["topics"])}
    for number, item in enumerate(words["questions"]):
        _question(item, topics[item["topic"]], number)


def _topic(item: dict, number: int) -> Topic:
    names = {f"name_{language}": text for language, text in item["name"].items()}
    return Topic.objects.create(slug=item["slug"], sort_order=number, **names)


def _question(item: dict, topic: Topic, number: int) -> Question:
    """Questions about services that cannot be asked for here yet wait unseen until the office shows them."""
    related = item.get("related", {"to": "", "label": {"id": "", "en": ""}})
    fields = {f"question_{language}": text for language, text in item["question"].items()}
    fields |= {f"answer_{language}": _html(text) for language, text in item["answer"].items()}
    fields |= {f"related_label_{language}": text for language, text in related["label"].items()}
    return Question.objects.create(
        topic=topic,
        key=item["key"],
        sort_order=number,
        search_words=", ".join(item["search_words"]),
        related=related["to"],
        is_shown=item["is_shown"],
        **fields,
    )


def _html(text: str) -> str:
    return "<p>" + LINK.sub(r'<a href="\2">\1</a>', escape(text, quote=False)) + "</p>"
