"""The answers of a draft as people read them: for the page that lets them check everything before sending."""

import datetime as dt

from django.forms import BooleanField, ChoiceField, MultipleChoiceField
from django.utils.translation import gettext as _

from core import formats, nik
from core.files import PrivateFileField
from core.forms import PhoneField
from forms import steps
from forms.road import Road


def sections(road: Road) -> list[dict]:
    """One part for each step: its title, and a line for each answer with the address where it can be changed."""
    return [
        {"id": f"bagian-{key}", "title": steps.find(road.definition, key).title, "rows": _rows(road, key, form)}
        for key, form in road.forms.items()
    ]


def _rows(road: Road, key: str, form) -> list[dict]:
    url = f"{road.draft.url(key)}?kembali=1"
    return [
        {
            "label": field.label,
            "value": _value(road, form, name, field),
            "url": f"{url}#id_{name}",
            "file_url": road.files[name].url if name in road.files else "",
        }
        for name, field in form.fields.items()
    ]


def _value(road: Road, form, name: str, field) -> str:
    if isinstance(field, PrivateFileField):
        return _file(road.files.get(name))
    value = getattr(form, "cleaned_data", {}).get(name)
    return nik.mask(value) if name == "nik" and value else spoken(field, value)


def _file(row) -> str:
    if row is None:
        return ""
    return _("%(file)s, accepted before") % {"file": row.file.name} if row.is_reused else row.file.name


def spoken(field, value) -> str:
    """A cleaned value in words: labels for choices, dates in full, phone numbers as they are read out."""
    if isinstance(field, BooleanField):
        return _("Yes") if value else _("No")
    if value in (None, "", []):
        return ""
    if isinstance(field, ChoiceField):
        chosen = value if isinstance(field, MultipleChoiceField) else [value]
        return ", ".join(_label(field.choices, str(each)) for each in chosen)
    if isinstance(value, dt.date):
        return formats.plain_date(value)
    return formats.phone(value) if isinstance(field, PhoneField) else str(value)


def _label(choices, value: str, group: str = "") -> str:
    for key, label in choices:
        if isinstance(label, list | tuple):
            found = _label(label, value, str(key))
            if found != value:
                return found
        elif str(key) == value:
            return f"{label}, {group}" if group else str(label)
    return value
