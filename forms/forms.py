"""What a person fills in: one small topic on each page. Words as in the office's forms; every check is made here."""

import datetime as dt
import re
from dataclasses import dataclass, field

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Education, Employment, Sex
from core import nik, questions
from core.files import PrivateFileField
from core.forms import DateField, Form, PhoneField, today
from core.generation import settled_kept
from core.models import Village
from core.nik import Nik
from core.question_forms import UploadErrors
from forms.steps import DOMICILE

OUTSIDE = "luar"
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
NAME = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ '’.\-]*\Z")
OLDEST = dt.date(1920, 1, 1)
EARLIEST_YEAR = 1950
CHOOSE = ("", gettext_lazy("Choose one"))


@dataclass
class Context:
    """What a step must know beyond its own fields: earlier answers, and who owns a NIK already."""

    answers: dict = field(default_factory=dict)
    documents: list[dict] = field(default_factory=list)
    nik_refusal: object = None  # function(nik) -> ValidationError or None
    city: str = ""
    threshold: int = 0


class StepForm(Form):
    """A step; `answers()` is what it adds to the answers, as JSON."""

    def __init__(self, *args, context: Context | None = None, **kwargs):
        self.context = context or Context()
        super().__init__(*args, **kwargs)

    def answers(self) -> dict:
        return {name: _plain(value) for name, value in self.cleaned_data.items()}

    def known(self, name: str):
        """An answer of this page, or, where a correction shows only some fields, the one given before."""
        return self.cleaned_data.get(name) if name in self.fields else self.context.answers.get(name)


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


@settled_kept
def villages() -> list:
    """Every kelurahan under its kecamatan, for one list that works without JavaScript."""
    groups: dict[str, list] = {}
    for village in Village.objects.select_related("district"):
        groups.setdefault(village.district.name, []).append((village.code, village.name))
    return list(groups.items())


def village_field(city: str, **kwargs) -> forms.ChoiceField:
    choices = [CHOOSE, (OUTSIDE, _("Outside %(city)s") % {"city": city}), *villages()]
    return forms.ChoiceField(choices=choices, **kwargs)


class EligibilityForm(Form):
    """Only what the rules of this batch ask; everything may be left open. Nothing of it is kept."""

    birth_date = DateField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("For example 27 8 1999"),
        required=False,
        min_date=OLDEST,
        max_date=today,
    )
    ktp_is_local = forms.ChoiceField(widget=forms.RadioSelect, choices=YES_NO, required=False)
    education = forms.ChoiceField(
        label=gettext_lazy("Highest education finished"), choices=[CHOOSE, *Education.choices], required=False
    )
    employment = forms.ChoiceField(
        label=gettext_lazy("Present work situation"), choices=[CHOOSE, *Employment.choices], required=False
    )

    def __init__(self, *args, asked: list[str], city: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lives_here"] = village_field(city, label=_("Kelurahan where you live now"), required=False)
        self.fields["ktp_is_local"].label = _ktp_label(city)
        self.order_fields(["birth_date", "lives_here", "ktp_is_local", "education", "employment"])
        for name in set(self.fields) - set(asked):
            del self.fields[name]

    def facts(self) -> dict:
        """The answers as the rules take them; what was not answered stays unknown."""
        told = dict(self.cleaned_data)
        if village := told.pop("lives_here", ""):
            told["lives_here"] = village != OUTSIDE
        if local := told.pop("ktp_is_local", ""):
            told["ktp_is_local"] = local == "yes"
        return told


def _ktp_label(city: str) -> str:
    return _("Is the address on your KTP in %(city)s?") % {"city": city}


def nik_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("NIK"),
        help_text=gettext_lazy("16 digits at the top of your KTP"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "off",
                "spellcheck": "false",
                "class": "govuk-input--width-20",
            }
        ),
        error_messages={"required": gettext_lazy("Enter your NIK.")},
    )


def read_nik(typed: str) -> str:
    """The sixteen digits somebody typed. Raises ValidationError in words."""
    value = nik.normalise(typed)
    if not re.fullmatch(r"[0-9]*", value):
        raise ValidationError(_("The NIK has only digits, no letters or dots."), code="digits")
    if len(value) != 16:
        words = {"count": len(value)}
        raise ValidationError(_("The NIK must have 16 digits. You entered %(count)s.") % words, code="form")
    return nik.parse(value).value


class IdentityForm(StepForm):
    """The person as on the KTP; the NIK must fit the date of birth and the sex."""

    nik = nik_field()
    full_name = forms.CharField(
        label=gettext_lazy("Full name"),
        help_text=gettext_lazy("Without titles, as on your KTP"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Enter your full name."),
            "max_length": gettext_lazy("A name can have %(limit_value)s letters. Shorten a middle name if needed."),
        },
    )
    birth_place = forms.CharField(
        label=gettext_lazy("Place of birth"),
        help_text=gettext_lazy("Regency or city, as on your KTP"),
        max_length=60,
        error_messages={"required": gettext_lazy("Enter your place of birth.")},
    )
    birth_date = DateField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("For example 27 8 1999"),
        min_date=OLDEST,
        max_date=today,
        error_messages={
            "required": gettext_lazy("Enter your date of birth."),
            "year": gettext_lazy("Enter the year you were born."),
            "range": gettext_lazy("The date of birth must be between %(min)s and %(max)s."),
        },
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"),
        help_text=gettext_lazy("As on your KTP; used for totals"),
        choices=Sex.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the sex shown on your KTP.")},
    )

    def clean_nik(self) -> str:
        return read_nik(self.cleaned_data["nik"])

    def clean_full_name(self) -> str:
        name = " ".join(self.cleaned_data["full_name"].split())
        if not NAME.match(name):
            raise ValidationError(_("A name has only letters, spaces, dots, apostrophes and hyphens."), code="form")
        return name

    def clean(self):
        if number := self.known("nik"):
            self._must_fit(nik.parse(number))
        if "nik" in self.cleaned_data and self.context.nik_refusal:
            refusal = self.context.nik_refusal(self.cleaned_data["nik"])
            if refusal:
                self.add_error("nik", refusal)
        return self.cleaned_data

    def _must_fit(self, number: Nik) -> None:
        born, sex = _as_date(self.known("birth_date")), self.known("sex")
        if born and not number.fits(born):
            text = _("The NIK does not fit the birth date. Check both on your KTP.")
        elif sex and sex != number.sex:
            text = _("The NIK does not fit the sex. Check both on your KTP.")
        else:
            return
        at = next(name for name in ("nik", "birth_date", "sex", "full_name") if name in self.fields)
        self.add_error(at, ValidationError(text, code="mismatch"))


def _as_date(value) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else value


class AddressForm(StepForm):
    """Where the person lives now and how the office reaches them; a KTP from elsewhere asks for a letter later."""

    address = forms.CharField(
        label=gettext_lazy("Where you live now"),
        help_text=gettext_lazy("Street, house number, RT and RW"),
        max_length=200,
        min_length=5,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
        error_messages={
            "required": gettext_lazy("Enter where you live."),
            "min_length": gettext_lazy("Add street, RT and RW, for example Jl. Melati 7, RT 02/RW 05."),
        },
    )
    ktp_is_local = forms.ChoiceField(
        choices=YES_NO, widget=forms.RadioSelect, error_messages={"required": gettext_lazy("Choose yes or no.")}
    )
    phone = PhoneField(
        label=gettext_lazy("Mobile number"),
        help_text=gettext_lazy("Starts with 08, 628 or +62 8. For example 0812-0000-0000"),
        error_messages={"required": gettext_lazy("Enter your mobile number.")},
    )
    whatsapp = forms.BooleanField(
        label=gettext_lazy("Send me news by WhatsApp"),
        help_text=gettext_lazy("We always send e-mail. Personal content never goes by WhatsApp."),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        city = self.context.city
        self.fields["ktp_is_local"].label = _ktp_label(city)
        self.fields["ktp_is_local"].help_text = _("If not, we ask for a domicile letter in the Documents step.")
        self.fields["village"] = village_field(
            city,
            label=_("Kelurahan"),
            help_text=_("Grouped by kecamatan"),
            error_messages={"required": _("Choose a kelurahan.")},
        )
        self.order_fields(["address", "village", "ktp_is_local", "phone", "whatsapp"])


class EducationForm(StepForm):
    """What was finished last, and work."""

    education = forms.ChoiceField(
        label=gettext_lazy("Highest education finished"),
        choices=[CHOOSE, *Education.choices],
        error_messages={"required": gettext_lazy("Choose your highest education.")},
    )
    school = forms.CharField(
        label=gettext_lazy("School or university"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter your school or university.")},
    )
    major = forms.CharField(
        label=gettext_lazy("Subject"),
        help_text=gettext_lazy("Leave empty if there was none"),
        max_length=80,
        required=False,
    )
    graduation_year = forms.CharField(
        label=gettext_lazy("Year finished"),
        help_text=gettext_lazy("4 digits, for example 2018"),
        max_length=10,
        error_messages={"required": gettext_lazy("Enter the year you finished.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
    )
    employment = forms.ChoiceField(
        label=gettext_lazy("Present work situation"),
        help_text=gettext_lazy("This does not lower your chances unless the batch says so"),
        choices=[CHOOSE, *Employment.choices],
        error_messages={"required": gettext_lazy("Choose your work situation.")},
    )

    def __init__(self, *args, **kwargs):
        """Who did not go to school has no school to name."""
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get("education") == Education.NONE:
            self.fields["school"].required = self.fields["graduation_year"].required = False

    def clean_graduation_year(self) -> int | None:
        text, latest = self.cleaned_data["graduation_year"], today().year
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{4}", text):
            raise ValidationError(_("The year has 4 digits."), code="form")
        if not EARLIEST_YEAR <= int(text) <= latest:
            words = {"min": EARLIEST_YEAR, "max": latest}
            raise ValidationError(_("The year must be between %(min)s and %(max)s.") % words, code="range")
        return int(text)


class DocumentsForm(UploadErrors, StepForm):
    """One file for each document of the programme, and a domicile letter where the KTP is from elsewhere."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for document in self.context.documents:
            self.fields[document["key"]] = _document_field(document)

    def answers(self) -> dict:
        return {}


def _document_field(document: dict) -> PrivateFileField:
    label = questions.words(document, "label")
    limits = _("JPG, PNG, HEIC or PDF, at most %(size)s MB.") % {"size": settings.UPLOAD_MAX_MB}
    return PrivateFileField(
        max_mb=settings.UPLOAD_MAX_MB,
        label=label,
        help_text=" ".join(part for part in (questions.words(document, "help"), limits) if part),
        error_messages={"required": _("Upload %(label)s.") % {"label": label}},
    )


def domicile_letter() -> dict:
    """The further document of a person whose KTP is from another city."""
    return {
        "key": DOMICILE,
        "label_id": "Surat domisili",
        "label_en": "Domicile letter",
        "help_id": "Karena alamat KTP Anda di luar kota. Minta di RT atau kelurahan.",
        "help_en": "Because your KTP address is outside the city. Ask your RT or kelurahan.",
    }


class CheckForm(StepForm):
    """The summary asks nothing."""

    def answers(self) -> dict:
        return {}


# What the data is used for; needs no consent (a public task, UU 27/2022).
PURPOSES = (
    gettext_lazy("To check conditions and select applicants."),
    gettext_lazy("To send news, invitations and results."),
    gettext_lazy("To record attendance, marks and certificates."),
    gettext_lazy("To make totals without names."),
)
CONSENTS = {
    "photo_publication": gettext_lazy("I agree that photos of activities that show me appear on this site."),
    "survey": gettext_lazy("I agree to be asked about my work 6 months after the training."),
    "share_profile": gettext_lazy(
        "I agree that my profile is shown to companies whose vacancies the office has checked."
    ),
}


class DeclarationForm(StepForm):
    """What must be declared to send, and what may be agreed to freely; each is recorded with its words."""

    declaration = forms.BooleanField(
        label=gettext_lazy(
            "I declare that these answers and documents are true. I understand that false data given on purpose can "
            "cancel the registration."
        ),
        error_messages={"required": gettext_lazy("Tick this statement to send.")},
    )
    promise = forms.BooleanField(error_messages={"required": gettext_lazy("Tick this statement to send.")})
    consents = forms.MultipleChoiceField(
        label=gettext_lazy("If you agree"),
        help_text=gettext_lazy(
            "These are your free choice and do not affect selection. You can withdraw them at any time in your account."
        ),
        choices=list(CONSENTS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        percent = {"percent": self.context.threshold}
        self.fields["promise"].label = (
            _("If accepted, I agree to attend at least %(percent)s percent of the lesson hours.") % percent
        )

    def answers(self) -> dict:
        return {}

    def declared(self) -> dict[str, str]:
        """Purpose -> the words that were agreed to, as they stood on the page."""
        words = {name: str(self.fields[name].label) for name in ("declaration", "promise")}
        return words | {name: str(CONSENTS[name]) for name in self.cleaned_data["consents"]}
