"""The answers of a case as lines to read, labelled by the questions as they were asked."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.models import Case


@dataclass(frozen=True)
class Answer:
    key: str
    label: str
    value: str


def answers(case: Case) -> list[Answer]:
    """The questions of the service itself, as they were asked; what every form asks stands among the facts.

    An empty answer is not shown, a code is told by its label.
    """
    questions = {question["key"]: question for question in _questions(case.definition)}
    found = [_answer(key, value, questions[key]) for key, value in case.answers.items() if key in questions]
    return [answer for answer in found if answer.value]


def _questions(part) -> list[dict]:
    """Every question of a frozen definition, however deep its steps are nested."""
    if isinstance(part, dict):
        own = [part] if "key" in part and ("label_id" in part or "label" in part) else []
        return own + [question for value in part.values() for question in _questions(value)]
    if isinstance(part, list):
        return [question for value in part for question in _questions(value)]
    return []


def _answer(key: str, value, question: dict) -> Answer:
    options = {str(option.get("value", option.get("key", ""))): option for option in question.get("options", [])}
    return Answer(key, _label(question), _words(value, options))


def _label(item: dict) -> str:
    language = "en" if get_language() == "en" else "id"
    return item.get(f"label_{language}") or item.get("label", "")


def _words(value, options: dict) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(_words(each, options) for each in value)
    if value is None or isinstance(value, dict):
        return ""
    return _label(options[str(value)]) if str(value) in options else str(value)
