"""Fields and widgets that the forms of all apps share, and the words of their errors."""

import re
from datetime import date

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils import dates, timezone
from django.utils.translation import gettext_lazy as _

from core import formats

# What to do about an empty answer, by kind of field; the most specific class first.
MISSING = (
    (forms.BooleanField, _("Tick this box to go on.")),
    (forms.FileField, _("Upload %(label)s.")),
    (forms.ChoiceField, _("Choose %(label)s.")),
    (forms.ModelChoiceField, _("Choose %(label)s.")),
    (forms.Field, _("Enter %(label)s.")),
)
MOBILE = re.compile(r"^\+628\d{8,11}$")


def in_sentence(label: str) -> str:
    """Return a label as it stands inside a sentence: small first letter, but KTP and NIK stay as they are."""
    text = str(label)
    return text if text[:2].isupper() or text[1:2].isdigit() else text[:1].lower() + text[1:]


class PlainErrorsMixin:
    """Say which answer is missing: "Enter full name." instead of "This field is required."."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self._name_what_is_missing(name, field)

    def _name_what_is_missing(self, name, field):
        if field.error_messages.get("required") != forms.Field.default_error_messages["required"]:
            return
        label = in_sentence(field.label or name.replace("_", " "))
        sentence = next(sentence for kind, sentence in MISSING if isinstance(field, kind))
        field.error_messages["required"] = sentence % {"label": label}


class Form(PlainErrorsMixin, forms.Form):
    """The form every app builds on."""


class ModelForm(PlainErrorsMixin, forms.ModelForm):
    """The same for a form that writes a row."""


class DateWidget(forms.MultiWidget):
    """Three short fields: day, month, year. `autocomplete="bday"` lets the browser fill in a date of birth."""

    PARTS = ("day", "month", "year")

    def __init__(self, attrs=None, autocomplete=""):
        parts = {}
        for part, width in zip(self.PARTS, (2, 2, 4), strict=True):
            own = {"inputmode": "numeric", "class": f"govuk-input govuk-date-input__input govuk-input--width-{width}"}
            parts[part] = forms.TextInput(own | ({"autocomplete": f"{autocomplete}-{part}"} if autocomplete else {}))
        super().__init__(parts, attrs)

    def decompress(self, value):
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]


class DateField(forms.Field):
    """A date typed in three fields; every error names the part that is missing or wrong.

    The month may be written as a number or a word. `min_date` and `max_date` are dates or functions that give one.
    """

    widget = DateWidget
    default_error_messages = {
        "day": _("Enter the day, a number from 1 to 31."),
        "month": _("Enter the month, a number from 1 to 12."),
        "year": _("Enter the year, four digits."),
        "invalid": _("This date does not exist. Check day and month."),
        "range": _("The date must be between %(min)s and %(max)s."),
        "too_early": _("The date must be %(min)s or later."),
        "too_late": _("The date must be %(max)s or earlier."),
    }

    def __init__(self, *, min_date=None, max_date=None, **kwargs):
        self.min_date, self.max_date = min_date, max_date
        super().__init__(**kwargs)

    def to_python(self, value):
        if isinstance(value, date) or value in self.empty_values:
            return value or None
        parts = [str(part or "").strip() for part in value]
        if not any(parts):
            return None
        return self._join(*parts)

    def _join(self, day: str, month: str, year: str) -> date:
        numbers = {"day": _number(day, 1, 31), "month": _month(month), "year": _number(year, 1000, 9999)}
        wrong = [self._error(part) for part, number in numbers.items() if number is None]
        if wrong:
            raise ValidationError(wrong)
        try:
            return date(**numbers)
        except ValueError:
            raise self._error("invalid")

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        low, high = _bound(self.min_date), _bound(self.max_date)
        if (low and value < low) or (high and value > high):
            code = "range" if low and high else "too_early" if low else "too_late"
            ends = {"min": low and formats.plain_date(low), "max": high and formats.plain_date(high)}
            raise self._error(code, ends)

    def has_changed(self, initial, data):
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def _error(self, code, params=None):
        return ValidationError(self.error_messages[code], code=code, params=params)


def _number(text: str, low: int, high: int) -> int | None:
    is_short = text.isdecimal() and len(text) <= 4  # Python refuses to read thousands of digits
    return int(text) if is_short and low <= int(text) <= high else None


def _month(text: str) -> int | None:
    words = {str(name).lower(): number for names in (dates.MONTHS, dates.MONTHS_3) for number, name in names.items()}
    return words.get(text.lower()) or _number(text, 1, 12)


def _bound(limit):
    return limit() if callable(limit) else limit


def today() -> date:
    """Return today's date at the office, as a bound of a date field."""
    return timezone.localdate()


class PhoneField(forms.CharField):
    """An Indonesian mobile number however it is typed: 08.., 628.., +62 8..; cleaned to +628.. (E.164)."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})
    default_error_messages = {"invalid": _("A mobile number starts with 08 and has 10 to 13 digits.")}

    def __init__(self, *, max_length=20, **kwargs):
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return text
        number = _e164(text)
        if not MOBILE.match(number):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number

    def prepare_value(self, value):
        """Show a stored number as people write it, and what was typed as it was typed."""
        return formats.phone(value) if MOBILE.match(str(value or "")) else value


def _e164(text: str) -> str:
    typed = f"+{text}" if text.lstrip().startswith("62") else text
    try:
        return phonenumbers.format_number(phonenumbers.parse(typed, "ID"), phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        return ""


class UploadField(forms.FileField):
    """One file; what it must be is told to the browser, and checked again by whoever stores it.

    `types` are extensions with a dot. What is in the file is not looked at here.
    """

    widget = forms.FileInput
    default_error_messages = {
        "too_big": _("The file %(file)s has %(size)s MB. The limit is %(max)s MB."),
        "wrong_type": _("The file %(file)s is not %(types)s. Save it as one of these, or take a photo."),
    }

    def __init__(self, *, max_mb: int, types: tuple[str, ...], **kwargs):
        self.max_bytes, self.types = max_mb * 1024 * 1024, types
        super().__init__(**kwargs)

    def widget_attrs(self, widget):
        accept = ",".join(self.types)
        return super().widget_attrs(widget) | {"accept": accept, "data-max-bytes": str(self.max_bytes)}

    def to_python(self, data):
        file = super().to_python(data)
        if file and file.size > self.max_bytes:
            size = formats.number(round(file.size / 1024 / 1024))
            self._refuse("too_big", file=file.name, size=size, max=self.max_bytes // 1024 // 1024)
        if file and not file.name.lower().endswith(self.types):
            self._refuse("wrong_type", file=file.name, types=", ".join(kind[1:].upper() for kind in self.types))
        return file

    def _refuse(self, code, **params):
        raise ValidationError(self.error_messages[code], code=code, params=params)
