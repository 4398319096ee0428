"""What an officer fills in at the counter beside the steps a citizen meets."""

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import Form
from forms.forms import DeclarationForm, nik_field, read_nik


class CounterDeclarationForm(DeclarationForm):
    """At the counter the person signs on paper, in the same words; the officer confirms that and keeps the sheet."""

    signed = forms.BooleanField(
        label=gettext_lazy("The person has read and signed this statement on paper. I keep the sheet in the file."),
        error_messages={"required": gettext_lazy("Confirm that the person has signed.")},
    )

    def declared(self) -> dict[str, str]:
        return super().declared() | {"signed_on_paper": str(self.fields["signed"].label)}


class LookupForm(Form):
    """At the counter: whose registration it is. The KTP lies before the officer."""

    nik = nik_field()

    def clean_nik(self) -> str:
        return read_nik(self.cleaned_data["nik"])
