"""What officers type on a case: reasons for the applicant, why a NIK is looked at."""

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.enums import ReasonMove
from cases.models import Reason


class RevealReason(models.TextChoices):
    """Why somebody looks at a whole NIK or an identity document; kept with the event, shown to the applicant."""

    CHECK = "check", gettext_lazy("Checking the documents")
    REGISTRY = "registry", gettext_lazy("Asking the civil registry")
    CONTACT = "contact", gettext_lazy("The applicant asked at the counter")
    REPAIR = "repair", gettext_lazy("Correcting wrong data")


class RevealForm(forms.Form):
    reason = forms.ChoiceField(choices=RevealReason.choices)


class ReasonsForm(forms.Form):
    """Reasons of the library and a free line; the applicant reads both."""

    move = None
    reasons = forms.MultipleChoiceField(required=False)
    note = forms.CharField(required=False, max_length=500)

    def __init__(self, *args, service: str = "", **kwargs):
        """Only reasons of `service` and those for every service; on a mix of services, the latter."""
        super().__init__(*args, **kwargs)
        self.library = list(Reason.objects.in_use(service).filter(move=self.move))
        self.fields["reasons"].choices = [(reason.key, str(reason)) for reason in self.library]

    def clean(self):
        if not self.cleaned_data.get("reasons") and not self.cleaned_data.get("note", "").strip():
            raise forms.ValidationError(_("Choose at least one reason. The applicant reads it."))
        return self.cleaned_data

    @property
    def chosen(self) -> list[Reason]:
        return [reason for reason in self.library if reason.key in self.cleaned_data["reasons"]]


class RejectForm(ReasonsForm):
    move = ReasonMove.REJECT


class CorrectForm(ReasonsForm):
    """What to correct follows from the reasons and from what is ticked beside them."""

    move = ReasonMove.CORRECT
    documents = forms.MultipleChoiceField(required=False)
    fields_asked = forms.MultipleChoiceField(required=False)

    def __init__(self, *args, documents: list[str], answers: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["documents"].choices = [(kind, kind) for kind in documents]
        self.fields["fields_asked"].choices = [(name, name) for name in answers]

    def asked_documents(self) -> list[str]:
        known = dict(self.fields["documents"].choices)
        named = [reason.document for reason in self.chosen if reason.document in known]
        return list(dict.fromkeys([*named, *self.cleaned_data["documents"]]))

    def asked_fields(self) -> list[str]:
        named = [reason.field for reason in self.chosen if reason.field]
        return list(dict.fromkeys([*named, *self.cleaned_data["fields_asked"]]))
