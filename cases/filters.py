"""Filters of the queue. Their choices come from the cache: a filter over a model would ask the database three times."""

import datetime as dt

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from cases import queries, workload
from cases.enums import CaseState
from cases.models import Case

DEADLINES = [
    ("terlambat", pgettext_lazy("queue", "Late")),
    ("hari-ini", _("Today")),
    ("segera", _("By the next working day")),
]
SOON = "segera"
HOLDERS = [("saya", _("Me")), ("bebas", _("Nobody"))]
ANY = _("Any")


class CaseFilterSet(WagtailFilterSet):
    """Service, what is asked for, stage, state, deadline, holder; all of them narrow a tab or a search."""

    layanan = django_filters.ChoiceFilter(
        label=_("Service"),
        field_name="service",
        choices=lambda: list(queries.service_labels().items()),
        empty_label=ANY,
        widget=forms.RadioSelect,
    )
    objek = django_filters.ChoiceFilter(label=_("Asked for"), method="by_subject", choices=[], empty_label=ANY)
    tahap = django_filters.ChoiceFilter(label=_("Stage"), field_name="stage__name_id", choices=[], empty_label=ANY)
    keadaan = django_filters.MultipleChoiceFilter(
        label=_("State"), field_name="state", choices=CaseState.choices, widget=forms.CheckboxSelectMultiple
    )
    batas = django_filters.ChoiceFilter(
        label=_("Deadline"), choices=DEADLINES, method="by_deadline", empty_label=ANY, widget=forms.RadioSelect
    )
    pemegang = django_filters.ChoiceFilter(
        label=_("Held by"), choices=HOLDERS, method="by_holder", empty_label=ANY, widget=forms.RadioSelect
    )

    petugas = django_filters.ChoiceFilter(
        label=_("Assigned to"), choices=[], method="by_officer", empty_label=ANY, widget=forms.Select
    )

    class Meta:
        model = Case
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = queries.filter_choices()  # asked once, not once for each use of a filter
        self.filters["objek"].extra["choices"] = choices["subject"]
        self.filters["tahap"].extra["choices"] = choices["stage"]
        self.filters["petugas"].extra["choices"] = [*HOLDERS, *choices["officer"]]

    def by_subject(self, cases, name, value):
        service, _sep, subject = value.partition(":")
        return cases.filter(service=service, subject_id=subject)

    def by_deadline(self, cases, name, value):
        now = timezone.now()
        if value == "terlambat":
            return cases.overdue(now)
        end = workload.soon(now) if value == SOON else _end_of_today()
        return cases.at_the_office().filter(due_at__gte=now, due_at__lte=end)

    def by_officer(self, cases, name, value):
        """“Nobody” and everybody else by the key of their account."""
        officer = {"saya": self.request.user.pk, "bebas": None}.get(value, value)
        return cases.filter(assigned_to=officer)

    def by_holder(self, cases, name, value):
        now = timezone.now()
        return cases.filter(lease_by=self.request.user, lease_until__gt=now) if value == "saya" else cases.free(now)


def _end_of_today():
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return today + dt.timedelta(days=1)
