"""What a person types to ask for the stage of a registration, and chooses in the profile."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, DateWidget, Form, today
from core.numbers import normalise, read_case_number


class StatusForm(Form):
    """A number and a birth date. A number that cannot exist is treated like one that does not."""

    number = forms.CharField(
        label=_("Registration number"),
        max_length=40,
        help_text=_("For example BLK-7K3M-9QX2-D. It is in the receipt e-mail."),
        widget=forms.TextInput(
            attrs={
                "autocapitalize": "characters",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
    )
    birth_date = DateField(
        label=_("Date of birth"),
        help_text=_("As on your KTP, for example 9 12 1999."),
        max_date=today,
        widget=DateWidget(autocomplete="bday"),
    )

    def clean_number(self):
        typed = self.cleaned_data["number"]
        return read_case_number(typed) or normalise(typed)[:20]


class ClaimForm(Form):
    """The code on the receipt of the counter, and the birth date, which does not stand there."""

    code = forms.CharField(
        label=_("Code on your receipt"),
        max_length=40,
        help_text=_("For example 7K3M-9QX2-D. It stands at the bottom of the receipt from the counter."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )
    birth_date = DateField(
        label=_("Date of birth"),
        help_text=_("As on your KTP, for example 9 12 1999."),
        max_date=today,
        widget=DateWidget(autocomplete="bday"),
    )


class LanguageForm(Form):
    """The language of messages and pages."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
