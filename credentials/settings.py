"""What the office decides about its certificates: number, wording, who signs. Kept in the CMS, frozen at issue."""

import re
from string import Formatter

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from core import defaults
from credentials.numbering import DEFAULT_PATTERN, validate_pattern

STATEMENT_FIELDS = ("program", "batch", "verdict", "grade")
GRADE_MARK = re.compile(r"[0-9]{1,3}")
DEFAULT_GRADES = """90 | Sangat baik | excellent
80 | Baik | good
70 | Cukup | satisfactory
0 | Belum kompeten | not yet competent"""
NIP = re.compile(r"[0-9 ]{1,30}")


def validate_statement(text: str) -> None:
    """Only known fields, and an even number of asterisks, which make a part bold."""
    try:
        parts = [part[1:] for part in Formatter().parse(text) if part[1] is not None]
    except ValueError:
        raise ValidationError(_now("A brace is missing: write every field as {name}."))
    names = {name if not spec and not conversion else f"{name}:" for name, spec, conversion in parts}
    if unknown := names - set(STATEMENT_FIELDS):
        fields = ", ".join(f"{{{field}}}" for field in STATEMENT_FIELDS)
        raise ValidationError(
            _now("{%(name)s} is not known. Known are: %(fields)s.") % {"name": min(unknown), "fields": fields}
        )
    if text.count("*") % 2:
        raise ValidationError(_now("An asterisk is missing: bold words stand between two, *like this*."))


def read_grades(text: str) -> list[tuple[int, str, str]]:
    """The grades of a setting, highest first: lowest mark, name, English name. Raises ValidationError."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.strip()]
    if any(len(row) != 3 or not GRADE_MARK.fullmatch(row[0]) or not all(row) for row in rows):
        raise ValidationError(_now("Write one grade on each line: lowest mark | name | English name."))
    grades = sorted(((int(mark), name, name_en) for mark, name, name_en in rows), reverse=True)
    if len({mark for mark, *_names in grades}) != len(grades):
        raise ValidationError(_now("Two grades begin at the same mark."))
    return grades


def validate_nip(text: str) -> None:
    if not NIP.fullmatch(text):
        raise ValidationError(_now("Write the NIP with digits and spaces only."))


@register_setting(icon="form", order=300)
class CredentialSettings(BaseGenericSetting):
    """Number pattern, signatory and wording of certificates. A change counts for what is issued afterwards only."""

    number_pattern = models.CharField(
        _("number pattern"),
        max_length=120,
        default=DEFAULT_PATTERN,
        validators=[validate_pattern],
        help_text=_(
            "Fields: {sequence} (or {sequence:04d}), {roman_month}, {month}, {year}, {program_code}. "
            "The count starts again every year."
        ),
    )
    unit = models.CharField(_("unit under the office's name"), max_length=80, blank=True)
    head_title = models.CharField(_("title of the signatory"), max_length=120, default="Kepala Dinas Ketenagakerjaan")
    head_name = models.CharField(_("name of the signatory"), max_length=120, blank=True)
    head_rank = models.CharField(_("rank of the signatory"), max_length=80, blank=True)
    head_nip = models.CharField(_("NIP of the signatory"), max_length=30, blank=True, validators=[validate_nip])
    place = models.CharField(_("place of signing"), max_length=60, default=defaults.place)
    electronic = models.BooleanField(
        _("signed electronically"), default=True, help_text=_("Off: room for pen and stamp instead of the note.")
    )
    statement = models.CharField(
        _("statement"),
        max_length=300,
        default="yang telah menyelesaikan pelatihan *{program}*, {batch}, "
        "dan dinyatakan *{verdict}* dengan predikat *{grade}*.",
        validators=[validate_statement],
        help_text=_("Fields: {program}, {batch}, {verdict}, {grade}. Words between asterisks are bold."),
    )
    statement_en = models.CharField(
        _("statement (English)"),
        max_length=300,
        default="has completed the training programme {program}, {batch}, and {verdict} with the grade {grade}.",
        validators=[validate_statement],
    )
    statement_unmarked = models.CharField(
        _("statement without a mark"),
        max_length=300,
        default="yang telah menyelesaikan pelatihan *{program}*, {batch}, dan dinyatakan *{verdict}*.",
        validators=[validate_statement],
    )
    statement_unmarked_en = models.CharField(
        _("statement without a mark (English)"),
        max_length=300,
        default="has completed the training programme {program}, {batch}, and {verdict}.",
        validators=[validate_statement],
    )
    grades = models.TextField(
        _("grades"),
        default=DEFAULT_GRADES,
        blank=True,
        validators=[read_grades],
        help_text=_("One on each line: lowest mark | name | English name. Empty: no grade is printed."),
    )
    basis = models.CharField(_("legal basis"), max_length=300, blank=True, help_text=_("A line on the second page."))

    panels = [
        MultiFieldPanel([FieldPanel("number_pattern")], heading=pgettext_lazy("certificate", "Number")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("head_title", "head_name", "head_rank", "head_nip", "place", "electronic")],
            heading=_("Signature"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "unit",
                    "statement",
                    "statement_en",
                    "statement_unmarked",
                    "statement_unmarked_en",
                    "grades",
                    "basis",
                )
            ],
            heading=_("Wording"),
        ),
    ]

    class Meta:
        verbose_name = _("certificate")
