"""What editors type: the checks of a batch page, the pattern of sessions, the start of the next batch."""

import datetime as dt
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from accounts.enums import Role
from core.models import OfficeSettings
from core.workdays import holidays_between
from programs.sessions import LONGEST, MOST, Pattern, usual_jp

NEEDED = ("opens_at", "closes_at", "starts_on", "ends_on")


class BatchPageForm(WagtailAdminPageForm):
    """Dates in order, and never fewer seats than are promised. Live counts are asked here, not in the model: a model
    that refuses would stop the scheduled publishing of every page."""

    def clean(self):
        data = super().clean()
        if not self.is_deferred_validation:
            self._require_dates(data)
        self._check_order(data)
        self._check_capacity(data)
        return data

    def _require_dates(self, data: dict) -> None:
        for name in NEEDED:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Needed before the batch can be published."))

    def _check_order(self, data: dict) -> None:
        pairs = [
            ("closes_at", "opens_at", _("Registration must close after it opens.")),
            ("starts_on", "closes_at", _("The training must start after registration closes.")),
            ("ends_on", "starts_on", _("The training must not end before it starts.")),
            ("confirm_by", "closes_at", _("Re-registration must end after registration closes.")),
            ("starts_on", "confirm_by", _("The training must start after re-registration.")),
        ]
        for later, earlier, words in pairs:
            if not in_order(data.get(earlier), data.get(later), is_strict=later == "closes_at"):
                self.add_error(later, words)

    def _check_capacity(self, data: dict) -> None:
        batch = self.instance.batch
        used = batch.held + batch.seated if batch else 0
        if data.get("capacity") is not None and data["capacity"] < used:
            words = _("%(count)s seats are promised or taken already. Give at least that many.")
            self.add_error("capacity", words % {"count": used})


def in_order(earlier, later, *, is_strict: bool = False) -> bool:
    """Whether two moments or days, when both are given, come in this order; days may be the same."""
    if earlier is None or later is None:
        return True
    if is_strict:
        return earlier < later
    return _day(earlier) <= _day(later)


def _day(value):
    return timezone.localdate(value) if hasattr(value, "hour") else value


class SessionForm(WagtailAdminModelForm):
    """A session on the page. Its key travels along hidden, so that a session stays itself through every draft."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = self.instance.key if self.instance.starts_at else None

    def clean(self):
        data = super().clean()
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("A session must end after it starts."))
        self.instance.key = data.get("key") or uuid.uuid4()
        return data


class TrainerForm(WagtailAdminModelForm):
    """Only accounts with the role can be a trainer's: the list of all citizens belongs in no form."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user = self.fields["user"]
        user.queryset = user.queryset.filter(groups__name=Role.TRAINER).order_by("email")


class PatternForm(forms.Form):
    """ "Monday to Friday 08.00-14.30, 30 days, skip holidays"."""

    first_on = forms.DateField(label=gettext_lazy("First session"), widget=AdminDateInput)
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On"), coerce=int, choices=list(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    starts = forms.TimeField(label=gettext_lazy("From"), widget=AdminTimeInput)
    ends = forms.TimeField(label=gettext_lazy("Until"), widget=AdminTimeInput)
    count = forms.IntegerField(label=gettext_lazy("Number of sessions"), min_value=1, max_value=MOST)
    lesson_hours = forms.IntegerField(
        label=gettext_lazy("JP of each session"),
        min_value=1,
        max_value=24,
        required=False,
        help_text=gettext_lazy("Empty: computed from the times."),
    )
    skip_holidays = forms.BooleanField(label=gettext_lazy("Skip holidays"), required=False, initial=True)

    def clean_weekdays(self):
        if not self.cleaned_data["weekdays"]:
            raise ValidationError(_("Choose at least one day."))
        return self.cleaned_data["weekdays"]

    def clean(self):
        data = super().clean()
        if not self.errors and not self.times():
            raise ValidationError(_("No day fits this pattern."))
        return data

    def times(self) -> list:
        """Begin and end of every session of the pattern."""
        data = self.cleaned_data
        names = ("first_on", "starts", "ends", "count")
        pattern = Pattern(weekdays=frozenset(data["weekdays"]), **{name: data[name] for name in names})
        last = data["first_on"] + dt.timedelta(days=LONGEST)
        return pattern.times(holidays_between(data["first_on"], last) if data["skip_holidays"] else ())

    @property
    def jp(self) -> int:
        data = self.cleaned_data
        return data["lesson_hours"] or usual_jp(data["starts"], data["ends"], OfficeSettings.load().jp_minutes)


class NextBatchForm(forms.Form):
    """When the next batch starts; every other date moves by the same number of days."""

    starts_on = forms.DateField(label=gettext_lazy("The next batch starts"), widget=AdminDateInput)

    def clean_starts_on(self):
        if self.cleaned_data["starts_on"] <= timezone.localdate():
            raise ValidationError(_("Choose a day that is still to come."))
        return self.cleaned_data["starts_on"]
