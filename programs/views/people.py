"""The participants of a batch: how many started, left and why; and taking one off with a reason."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cases.rules import Refused
from programs import figures, queries, replacing, session_forms, workflow
from programs.models import Enrolment
from programs.views.batches import OneBatch


class PeopleView(OneBatch):
    """Everybody who started, with attendance so far, and the figures of the batch."""

    template_name = "programs/staff/people.html"
    page_title = gettext_lazy("Participants")

    def get_crumbs(self):
        return [*super().get_crumbs(), (reverse("batches:batch", args=[self.batch.pk]), self.batch.label)]

    def get_context_data(self, **kwargs):
        now = timezone.now()
        people = list(queries.participants(self.batch))
        stand = queries.standings(
            self.batch, list(self.batch.sessions.all()), people, queries.marks_by_person(self.batch, people)
        )
        return super().get_context_data(**kwargs) | {
            "batch": self.batch,
            "figures": figures.of_batch(self.batch),
            "rows": [(person, stand[person.pk]) for person in people],
            "gone": figures.who_left(self.batch),
            "about_seats": replacing.words(self.batch, now),
            "may_drop": not workflow.drop_batch_refusals(self.batch, now),
        }


class DropView(OneBatch):
    """Take one participant off: the reason that is read and counted, then the act."""

    template_name = "programs/staff/drop.html"
    page_title = gettext_lazy("Take off a participant")

    @cached_property
    def person(self) -> Enrolment:
        found = Enrolment.objects.participants().select_related("applicant", "registration")
        return get_object_or_404(found, pk=self.kwargs["enrolment"], batch=self.batch)

    @property
    def here(self) -> str:
        return reverse("batches:people", args=[self.batch.pk])

    def get_crumbs(self):
        return [*super().get_crumbs(), (self.here, _("Participants"))]

    def get_context_data(self, **kwargs):
        now = timezone.now()
        kwargs.setdefault("form", session_forms.DropForm())
        return super().get_context_data(**kwargs) | {
            "batch": self.batch,
            "person": self.person,
            "standing": queries.attendance_of(self.person)["standing"],
            "refusals": workflow.drop_refusals(self.person, self.batch, now),
            "about_seats": replacing.words(self.batch, now),
        }

    def post(self, request, *args, **kwargs):
        form = session_forms.DropForm(request.POST)
        if form.is_valid():
            try:
                return self._drop(form)
            except Refused as refused:
                for reason in refused.reasons:
                    form.add_error(None, str(reason))
        return self.render_to_response(self.get_context_data(form=form, **kwargs), status=409)

    def _drop(self, form):
        reason = form.cleaned_data["reason"]
        workflow.drop_out(self.person, by=self.request.user, told=form.told, reason=reason)
        name = self.person.applicant.name
        messages.success(self.request, _("%(name)s is taken off and was told.") % {"name": name})
        return redirect(self.here)
