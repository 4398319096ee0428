"""Questions that editors compose for a programme: steps of fields, in both languages, frozen into each draft.

The blocks are what the CMS edits; everything else here works on plain data (`definition`), because a draft and a case
keep the questions as they were when the person began. Shape of a definition, a list of steps:

    {"key": "pertanyaan-1", "title_id", "title_en", "questions": [
        {"key", "kind", "label_id", "label_en", "help_id", "help_en", "required",
         "options": [{"value", "label_id", "label_en"}], "show_if", "show_if_value"}]}
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, ChoiceBlock, ListBlock, StreamBlock, StructBlock
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

KINDS = [
    ("text", _("Short text")),
    ("textarea", _("Long text")),
    ("number", _("Number")),
    ("date", _("Date")),
    ("choice", _("One choice")),
    ("choices", _("Several choices")),
    ("yes_no", _("Yes or no")),
    ("file", _("File")),
]
WITH_OPTIONS = ("choice", "choices")
YES_NO = [
    {"value": "yes", "label_id": "Ya", "label_en": "Yes"},
    {"value": "no", "label_id": "Tidak", "label_en": "No"},
]
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
STEP_KEY = "pertanyaan-{}"
# Names the wizard gives to its own answers and documents; a question of this name would hide one.
RESERVED = frozenset(
    {"nik", "name", "full_name", "birth_place", "birth_date", "sex", "address", "village", "ktp_is_local", "phone"}
    | {"education", "school", "major", "graduation_year", "employment", "ktp", "diploma", "ijazah", "photo", "domicile"}
    | {"domicile_letter", "whatsapp", "declaration", "promise", "consents"}
    | {"token", "revision", "shown", "back", "save", "remove", "reuse", "as_reserve"}
)


class OptionBlock(StructBlock):
    label_id = CharBlock(label=_("Choice (Indonesian)"), max_length=120)
    label_en = CharBlock(label=_("Choice (English)"), max_length=120)


class QuestionBlock(StructBlock):
    """One question; shown only if an earlier answer equals `show_if_value` when `show_if` names one."""

    key = CharBlock(
        label=_("Key"),
        max_length=40,
        help_text=_("A short word of small letters, digits and _. It stays when the question is reworded."),
    )
    kind = ChoiceBlock(label=_("Kind of answer"), choices=KINDS, default="text")
    label_id = CharBlock(label=_("Question (Indonesian)"), max_length=200)
    label_en = CharBlock(label=_("Question (English)"), max_length=200)
    help_id = CharBlock(label=_("Help (Indonesian)"), required=False, max_length=300)
    help_en = CharBlock(label=_("Help (English)"), required=False, max_length=300)
    required = BooleanBlock(label=_("An answer is needed"), required=False, default=True)
    options = ListBlock(OptionBlock(), label=_("Choices"), default=[])
    show_if = CharBlock(
        label=_("Only if the answer to (key)"),
        required=False,
        max_length=40,
        help_text=_("The key of an earlier question. Empty: always asked."),
    )
    show_if_value = CharBlock(
        label=_("equals"),
        required=False,
        max_length=120,
        help_text=_("The choice as written there; Ya or Tidak for a question with yes or no."),
    )

    class Meta:
        icon = "help"
        label = _("Question")


class QuestionStepBlock(StructBlock):
    """A step of the wizard."""

    title_id = CharBlock(label=_("Title (Indonesian)"), max_length=80)
    title_en = CharBlock(label=_("Title (English)"), max_length=80)
    questions = ListBlock(QuestionBlock(), label=_("Questions"))

    class Meta:
        icon = "form"
        label = _("Step")


class QuestionStreamBlock(StreamBlock):
    """All steps; what spans several questions is checked here and told at the field it is about."""

    step = QuestionStepBlock()

    def clean(self, value):
        cleaned = super().clean(value)
        found = problems(_plain(cleaned))
        if found:
            raise _as_block_errors(found)
        return cleaned


@dataclass(frozen=True)
class Problem:
    """What an editor must change: which step, which question, which of its fields, in words."""

    step: int
    question: int
    field: str
    text: Any


def problems(steps: list[dict]) -> list[Problem]:
    """Everything that would break the form these steps become; pure, so that it can be tested without a CMS."""
    found, earlier = [], {}
    for i, step in enumerate(steps):
        for j, question in enumerate(step["questions"]):
            found += [Problem(i, j, field, text) for field, text in _question_problems(question, earlier)]
            earlier.setdefault(question["key"], question)
    return found


def _question_problems(question: dict, earlier: dict[str, dict]) -> Iterator[tuple[str, Any]]:
    yield from _key_problems(question["key"], earlier)
    yield from _option_problems(question)
    yield from _show_if_problems(question, earlier)


def _key_problems(key: str, earlier: dict[str, dict]) -> Iterator[tuple[str, Any]]:
    if not KEY.match(key):
        yield "key", _("Use small letters, digits and _ only, beginning with a letter.")
    elif key in RESERVED:
        yield "key", _("The form already uses this key. Choose another word.")
    elif key in earlier:
        yield "key", _("Another question has this key. Each key may be used once.")


def _option_problems(question: dict) -> Iterator[tuple[str, Any]]:
    options = question["options"]
    if question["kind"] in WITH_OPTIONS:
        if len(options) < 2:
            yield "options", _("Add at least two choices.")
        elif any(_repeated(options, name) for name in ("label_id", "label_en")):
            yield "options", _("Two choices are the same.")
    elif options:
        yield "options", _("Only questions with one or several choices have choices. Remove them.")


def _repeated(options: list[dict], name: str) -> bool:
    return len({_fold(option[name]) for option in options}) < len(options)


def _show_if_problems(question: dict, earlier: dict[str, dict]) -> Iterator[tuple[str, Any]]:
    key, value = question["show_if"], question["show_if_value"]
    if not key:
        if value:
            yield "show_if", _("Name the question whose answer decides.")
        return
    if key not in earlier:
        yield "show_if", _("No earlier question has this key.")
    elif earlier[key]["kind"] == "file":
        yield "show_if", _("A file cannot decide about another question.")
    elif not value:
        yield "show_if_value", _("Write the answer at which this question is asked.")
    elif _answers_of(earlier[key]) and _as_value(earlier[key], value) is None:
        yield "show_if_value", _("This is none of the choices of that question.")


def _answers_of(question: dict) -> list[dict]:
    """What can be chosen; empty where anything may be typed."""
    return YES_NO if question["kind"] == "yes_no" else _with_values(question["options"])


def _as_value(question: dict, text: str) -> str | None:
    """The stored value an editor means by a label in either language; None when there is no such choice."""
    choices = _answers_of(question)
    if not choices:
        return text
    wanted = _fold(text)
    return next((each["value"] for each in choices if wanted in {_fold(word) for word in each.values()}), None)


def _fold(text: str) -> str:
    return " ".join(str(text).split()).casefold()


def _as_block_errors(found: list[Problem]) -> StreamBlockValidationError:
    tree: dict[int, dict[int, dict[str, ValidationError]]] = {}
    for each in found:
        tree.setdefault(each.step, {}).setdefault(each.question, {})[each.field] = ValidationError(each.text)
    return StreamBlockValidationError(
        block_errors={
            step: StructBlockValidationError(
                {"questions": ListBlockValidationError({at: StructBlockValidationError(e) for at, e in errors.items()})}
            )
            for step, errors in tree.items()
        }
    )


def definition(stream) -> list[dict]:
    """The steps of a StreamField as plain JSON with stable step keys and values of choices."""
    steps = _plain(stream)
    earlier: dict[str, dict] = {}
    for number, step in enumerate(steps, start=1):
        step["key"] = STEP_KEY.format(number)
        for question in step["questions"]:
            question["options"] = _with_values(question["options"])
            parent = earlier.get(question["show_if"])
            if parent:
                question["show_if_value"] = _as_value(parent, question["show_if_value"]) or ""
            earlier[question["key"]] = question
    return steps


def _plain(stream) -> list[dict]:
    return [
        {
            "title_id": child.value["title_id"],
            "title_en": child.value["title_en"],
            "questions": [_plain_question(question) for question in child.value["questions"]],
        }
        for child in stream
    ]


def _plain_question(value) -> dict:
    plain = {name: value.get(name) or "" for name in QuestionBlock.base_blocks if name not in ("options", "required")}
    options = [{"label_id": each["label_id"], "label_en": each["label_en"]} for each in value.get("options") or []]
    return plain | {"required": bool(value.get("required")), "options": options}


def _with_values(options: list[dict]) -> list[dict]:
    """Choices with a value each that does not change when a label in one language is corrected in the other."""
    known: dict[str, int] = {}
    return [option if "value" in option else {"value": _value(option, known)} | option for option in options]


def _value(option: dict, known: dict[str, int]) -> str:
    base = slugify(option["label_en"])[:36] or "pilihan"
    known[base] = known.get(base, 0) + 1
    return base if known[base] == 1 else f"{base}-{known[base]}"


def every(steps: list[dict]) -> list[dict]:
    """All questions in order."""
    return [question for step in steps for question in step["questions"]]


def visible(question: dict, answers: dict) -> bool:
    """Whether this question is asked, given the answers before it (a list where several may be chosen)."""
    if not question["show_if"]:
        return True
    given = answers.get(question["show_if"])
    given = given if isinstance(given, list) else [given]
    return _fold(question["show_if_value"]) in {_fold(each) for each in given if each not in (None, "")}


def shown(steps: list[dict], answers: dict) -> list[dict]:
    """The questions asked with these answers: one whose own condition is hidden is hidden too."""
    asked, given = [], {}
    for question in every(steps):
        if visible(question, given):
            asked.append(question)
            given[question["key"]] = answers.get(question["key"])
    return asked


def words(node: dict, name: str, language: str = "") -> str:
    """The label, title or help of a step, question, option or document in the reader's language."""
    language = language or get_language() or "id"
    own, other = ("en", "id") if language.startswith("en") else ("id", "en")
    return node.get(f"{name}_{own}") or node.get(f"{name}_{other}") or ""


def spoken(question: dict, answer, language: str = "") -> str:
    """An answer as people read it: labels instead of values, a date in words; empty when nothing was answered."""
    if answer in (None, "", []):
        return ""
    choices = YES_NO if question["kind"] == "yes_no" else question["options"]
    labels = {each["value"]: words(each, "label", language) for each in choices}
    if labels:
        given = answer if isinstance(answer, list) else [answer]
        return ", ".join(labels.get(str(each), str(each)) for each in given)
    return _spoken_date(answer) if question["kind"] == "date" else str(answer)


def _spoken_date(answer) -> str:
    import datetime as dt

    from core.formats import plain_date

    try:
        return plain_date(answer if isinstance(answer, dt.date) else dt.date.fromisoformat(answer))
    except ValueError:
        return str(answer)
