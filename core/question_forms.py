"""The form of one step of composed questions, and its answers as plain JSON."""

from decimal import Decimal

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from core import questions
from core.files import PrivateFileField
from core.forms import DateField, Form

MAX_TEXT, MAX_LONG_TEXT = 200, 1000
MISSING = _("Answer this question.")
TOO_LONG = _("Write at most %(limit_value)s letters. You wrote %(show_value)s.")


def form_class(step: dict, answers: dict | None = None, steps: list[dict] | None = None) -> type[Form]:
    """A form of the questions of `step` that are asked with `answers`, in the active language.

    `steps` are all steps of the definition, so that a condition may look at an answer of an earlier step.
    """
    asked = {question["key"] for question in questions.shown(steps or [step], answers or {})}
    fields = {each["key"]: field(each) for each in step["questions"] if each["key"] in asked}
    return type("QuestionForm", (QuestionForm,), fields)


class UploadErrors:
    """A form whose files were checked and kept before it was validated: `upload_errors` are told at their fields."""

    upload_errors: dict[str, ValidationError] = {}

    def clean(self):
        cleaned = super().clean()
        for name, error in self.upload_errors.items():
            if name in self.fields:
                self.errors.pop(name, None)
                self.add_error(name, error)
        return cleaned


class QuestionForm(UploadErrors, Form):
    """Answers leave as JSON: dates as ISO text, numbers without trailing zeros."""

    def answers(self) -> dict:
        """The cleaned answers except files, which are kept as rows of their own."""
        files = [name for name, each in self.fields.items() if isinstance(each, forms.FileField)]
        return {name: _plain(value) for name, value in self.cleaned_data.items() if name not in files}


def field(question: dict) -> forms.Field:
    """The form field of a question; the kinds are those of questions.KINDS."""
    common = {
        "label": questions.words(question, "label"),
        "help_text": questions.words(question, "help"),
        "required": question["required"],
        "error_messages": {"required": MISSING},
    }
    return FIELDS[question["kind"]](question, common)


def _text(question, common):
    return _limited(forms.CharField(**common), MAX_TEXT)


def _textarea(question, common):
    return _limited(forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **common), MAX_LONG_TEXT)


def _limited(made: forms.CharField, limit: int) -> forms.CharField:
    made.max_length = limit
    made.validators.append(MaxLengthValidator(limit, TOO_LONG))
    return made


def _number(question, common):
    messages = {"invalid": _("Write a number, for example 12 or 2,5."), **common.pop("error_messages")}
    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-10"})
    return forms.DecimalField(
        max_digits=12, decimal_places=2, localize=True, widget=widget, error_messages=messages, **common
    )


def _date(question, common):
    return DateField(**common)


def _choice(question, common):
    return forms.ChoiceField(widget=forms.RadioSelect, choices=_choices(question["options"]), **common)


def _several(question, common):
    return forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, choices=_choices(question["options"]), **common
    )


def _yes_no(question, common):
    return forms.ChoiceField(widget=forms.RadioSelect, choices=_choices(questions.YES_NO), **common)


def _file(question, common):
    common["error_messages"] = {"required": _("Upload a file.")}
    return PrivateFileField(max_mb=settings.UPLOAD_MAX_MB, **common)


FIELDS = {
    "text": _text,
    "textarea": _textarea,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "choices": _several,
    "yes_no": _yes_no,
    "file": _file,
}


def _choices(options: list[dict]) -> list[tuple[str, str]]:
    return [(option["value"], questions.words(option, "label")) for option in options]


def _plain(value):
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if hasattr(value, "isoformat") else value
