"""What the office types about single sessions: who stands in, why one does not take place."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from cases.enums import ReasonMove
from core.formats import time_range
from programs import queries
from programs.batch_forms import CauseForm
from programs.models import Room, Session, Trainer
from programs.workflow import Plan

LONGEST = 62  # days a trainer's absence is looked at


class SubstituteForm(forms.Form):
    """Who holds the sessions instead; only who is free is offered."""

    trainer = forms.ModelChoiceField(
        label=gettext_lazy("Who stands in"), queryset=Trainer.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    is_told = forms.BooleanField(
        label=gettext_lazy("Tell the participants"),
        required=False,
        help_text=gettext_lazy(
            "Time and place stay, so usually nobody needs a message. Who stands in always gets one."
        ),
    )

    def __init__(self, *args, free: list[Trainer], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["trainer"].queryset = Trainer.objects.filter(pk__in=[trainer.pk for trainer in free])


class PlainCauseForm(CauseForm):
    """A reason that names no number."""

    minimum = None

    def clean(self):
        self.cleaned_data["minimum"] = None
        return super().clean()


class CancelSessionForm(PlainCauseForm):
    """Why sessions do not take place; everybody who would come reads it."""

    used_for = ReasonMove.SESSION


class DropForm(PlainCauseForm):
    """Why a participant does not go on; only that person reads it, and the reason is counted."""

    used_for = ReasonMove.DROP_OUT

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = _("Added to the reason. Only the participant reads it.")


class AbsenceForm(forms.Form):
    """A trainer who cannot come, and on which days."""

    trainer = forms.ModelChoiceField(label=gettext_lazy("Trainer"), queryset=Trainer.objects.all())
    first = forms.DateField(label=gettext_lazy("From"), widget=AdminDateInput)
    last = forms.DateField(label=gettext_lazy("Until"), widget=AdminDateInput)

    def clean(self):
        data = super().clean()
        if not self.errors and not 0 <= (data["last"] - data["first"]).days <= LONGEST:
            self.add_error("last", _("Choose a last day from the first day on, at most two months later."))
        return data


class JoinForm(forms.Form):
    """Which sessions of the same day and programme are held together with this one, and until when."""

    guests = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Held together with this session"),
        queryset=Session.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("The meeting ends"),
        widget=AdminDateTimeInput,
        help_text=gettext_lazy("Long enough for all the hours of one batch: nobody gets hours that were not held."),
    )

    def __init__(self, *args, session: Session, **kwargs):
        super().__init__(*args, initial={"ends_at": session.ends_at}, auto_id="join_%s", **kwargs)
        self.fields["guests"].queryset = queries.joinable(session)
        self.fields["guests"].label_from_instance = _joinable
        self.fields["guests"].error_messages["required"] = _("Tick at least one session.")


def _joinable(session: Session) -> str:
    parts = (session.batch.label, time_range(session.starts_at, session.ends_at), session.topic)
    return ", ".join(str(part) for part in parts if part)


class MakeUpForm(forms.Form):
    """When, where and with whom a session is made up for."""

    starts_at = forms.DateTimeField(label=gettext_lazy("Starts"), widget=AdminDateTimeInput)
    ends_at = forms.DateTimeField(label=gettext_lazy("Ends"), widget=AdminDateTimeInput)
    jp = forms.IntegerField(label=gettext_lazy("JP"), min_value=1, max_value=99)
    room = forms.ModelChoiceField(label=gettext_lazy("Room"), queryset=Room.objects.all(), required=False)
    trainer = forms.ModelChoiceField(label=gettext_lazy("Trainer"), queryset=Trainer.objects.all(), required=False)

    def __init__(self, *args, session: Session, **kwargs):
        start = {"jp": session.jp, "room": session.room_id, "trainer": session.trainer_id}
        super().__init__(*args, initial=start, auto_id="make_up_%s", **kwargs)

    @property
    def plan(self) -> Plan:
        return Plan(**self.cleaned_data)
