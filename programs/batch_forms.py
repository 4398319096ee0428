"""What the office types to cancel or move a whole batch."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from cases.enums import ReasonMove
from cases.models.reason import GAP
from cases.rules import Refused
from programs import causes, queries
from programs.models import Batch, Room
from programs.workflow.moving import Change, standing


class ReasonField(forms.ModelChoiceField):
    """The sentence that everybody will read stands beside each choice."""

    def label_from_instance(self, reason):
        why = reason.why_en if get_language() == "en" else reason.why_id
        return why.replace(causes.MINIMUM, GAP)


class CauseForm(forms.Form):
    """One reason of the library, in the office's words a free line; everybody who is touched reads both."""

    reason = ReasonField(
        label=gettext_lazy("Reason"),
        queryset=None,
        to_field_name="key",
        required=False,
        blank=True,
        empty_label=gettext_lazy("In my own words only"),
        widget=forms.RadioSelect,
    )
    minimum = forms.IntegerField(
        label=gettext_lazy("Smallest number of participants"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=gettext_lazy("Only for the reason that names it."),
    )
    note = forms.CharField(
        label=gettext_lazy("Your own words"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Added to the reason. Everybody reads it, on the page and in the message."),
    )

    used_for = ReasonMove.CANCEL_BATCH

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = causes.library(self.used_for)

    def clean(self):
        data = super().clean()
        if not self.errors:
            self.told = self._told(data)
        return data

    def _told(self, data: dict) -> dict[str, str]:
        """What everybody reads, by language."""
        note = data["note"].strip()
        if not data["reason"]:
            if self.is_told() and not note:
                self.add_error("reason", _("Choose a reason or write one. Everybody reads it."))
            return {"id": note, "en": note}
        try:
            return causes.words(data["reason"], note=note, minimum=data["minimum"])
        except Refused as refused:
            self.add_error("minimum", str(refused))
            return {}

    def is_told(self) -> bool:
        """Whether what is done is told to anybody, so that it needs a reason."""
        return True


class CancelForm(CauseForm):
    """The reason, and where the people go on, if anywhere."""

    carry_to = forms.ModelChoiceField(
        label=gettext_lazy("Move the people to"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("No other batch: every registration ends"),
        help_text=gettext_lazy("They keep their documents and their turn. Who finds no place there ends here."),
    )

    def __init__(self, *args, batch: Batch, at: dt.datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["carry_to"].queryset = queries.carry_targets(batch, at)


class MoveForm(CauseForm):
    """The batch as it shall be."""

    first_on = forms.DateField(label=gettext_lazy("First day"), widget=AdminDateInput)
    closes_at = forms.DateTimeField(label=gettext_lazy("Registration closes"), widget=AdminDateTimeInput)
    confirm_by = forms.DateTimeField(
        label=gettext_lazy("Re-registration until"), widget=AdminDateTimeInput, required=False
    )
    room = forms.ModelChoiceField(label=gettext_lazy("Venue"), queryset=None, required=False)
    capacity = forms.IntegerField(label=gettext_lazy("Seats"), min_value=1, max_value=999)
    field_order = ["first_on", "room", "capacity", "closes_at", "confirm_by", "reason", "minimum", "note"]

    def __init__(self, *args, batch: Batch, at: dt.datetime, **kwargs):
        self.now = standing(batch, at)
        super().__init__(*args, initial=vars(self.now), **kwargs)
        self.fields["room"].queryset = Room.objects.all()
        used = batch.held + batch.seated
        self.fields["capacity"].help_text = _("%(count)s are promised or taken.") % {"count": used}
        words = _("Sessions that are still to come, and the last day, move by the same number of days.")
        self.fields["first_on"].help_text = words

    def clean_closes_at(self):
        return self._same("closes_at")

    def clean_confirm_by(self):
        return self._same("confirm_by")

    def _same(self, name: str):
        """A field shows no seconds: the same minute is the same moment."""
        typed, now = self.cleaned_data[name], getattr(self.now, name)
        return now if typed and now and typed == now.replace(second=0, microsecond=0) else typed

    def clean(self):
        data = super().clean()
        if not self.errors and self.change == self.now:
            raise ValidationError(_("Nothing is different from how it is now."))
        return data

    def is_told(self) -> bool:
        return (self.change.first_on, self.change.room) != (self.now.first_on, self.now.room)

    @property
    def change(self) -> Change:
        names = ("first_on", "closes_at", "confirm_by", "room", "capacity")
        return Change(**{name: self.cleaned_data[name] for name in names})
