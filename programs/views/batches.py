"""The register of batches, and what the office does to a whole batch: cancel it, or give it other dates and seats.

Nothing is done before it was shown who is touched; when that has changed meanwhile, it is shown again.
"""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from cases.rules import Refused
from programs import batch_forms, catalogue, forecast, queries, rules, workflow
from programs.enums import BatchStatus
from programs.models import Batch
from programs.views.base import StaffPage

CANCEL = "programs.cancel_batch"
SHOWN = 30
LONGEST = 100  # letters of a search; each word is a condition


class BatchesView(StaffPage):
    """Every batch, what lies ahead first; found by name, code or status."""

    permission = CANCEL
    template_name = "programs/staff/batches.html"
    page_title = gettext_lazy("Batches")

    def get_context_data(self, **kwargs):
        now, status = timezone.now(), self.request.GET.get("status", "")
        text = self.request.GET.get("q", "").strip()[:LONGEST]
        found = queries.register(text)
        if status in BatchStatus.values:
            found = found.filter(catalogue.status_q(BatchStatus(status), now))
        page = Paginator(found, SHOWN).get_page(self.request.GET.get("p"))
        rows = [(batch, rules.status(batch, now)) for batch in page]
        chosen = {"status": status, "q": text, "statuses": BatchStatus.choices}
        return super().get_context_data(**kwargs) | {"page": page, "rows": rows} | chosen


class OneBatch(StaffPage):
    """A page about one batch; who may not cancel one does not learn which there are."""

    permission = CANCEL
    page_title = gettext_lazy("Batch")

    @cached_property
    def batch(self) -> Batch:
        return get_object_or_404(Batch.objects.select_related("room", "page"), pk=self.kwargs["batch"])

    def get_page_subtitle(self):
        return self.batch.label

    def get_crumbs(self):
        return [(reverse("batches:index"), _("Batches"))]

    @property
    def here(self) -> str:
        return reverse("batches:batch", args=[self.batch.pk])


class BatchView(OneBatch):
    """Where a batch stands, who is in it, what can be done with it, and what was done."""

    template_name = "programs/staff/batch.html"

    def get_context_data(self, **kwargs):
        now = timezone.now()
        return super().get_context_data(**kwargs) | {
            "batch": self.batch,
            "status": rules.status(self.batch, now),
            "touched": queries.touched(self.batch),
            "sessions": queries.sessions_of(self.batch),
            "now": now,
            "to_call": queries.to_call(self.batch),
            "history": forecast.history(self.batch),
            "may_change": not workflow.cancel_refusals(self.batch, None, now) and not self.batch.cancelled_at,
        }


class ChangeView(OneBatch):
    """A form, then who is touched by it and what they read, then the act."""

    template_name = "programs/staff/batch_form.html"
    form_class: type
    kind = ""
    submit = ""

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_perm(self.permission) and self.batch.cancelled_at:
            return redirect(self.here)
        return super().dispatch(request, *args, **kwargs)

    def get_crumbs(self):
        return [*super().get_crumbs(), (self.here, self.batch.label)]

    def make_form(self, data=None):
        return self.form_class(data, batch=self.batch, at=timezone.now())

    def get(self, request, *args, **kwargs):
        return self.show(self.make_form())

    def post(self, request, *args, **kwargs):
        form = self.make_form(request.POST)
        if not form.is_valid() or "back" in request.POST:
            return self.show(form)
        if reasons := self.refusals(form):
            for reason in reasons:
                form.add_error(None, str(reason))
            return self.show(form)
        touched = queries.touched(self.batch)
        if request.POST.get("seen") != touched.digest:
            return self.preview(form, touched)
        return self.run(form)

    def show(self, form):
        return self.render_to_response(self.get_context_data(form=form, batch=self.batch, submit=_("Look who is told")))

    def preview(self, form, touched):
        self.template_name = "programs/staff/batch_preview.html"
        typed = [(name, value) for name, values in self.request.POST.lists() for value in values]
        hidden = [(name, value) for name, value in typed if name not in ("csrfmiddlewaretoken", "seen", "back")]
        facts = {"form": form, "batch": self.batch, "touched": touched, "hidden": hidden, "seen": touched.digest}
        changed = "seen" in self.request.POST
        return self.render_to_response(
            self.get_context_data(**facts, changed=changed, submit=self.submit_words(form, touched), **self.shown(form))
        )

    def run(self, form):
        try:
            self.act(form)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason))
            return self.show(form)
        return redirect(self.here)

    def refusals(self, form) -> list[str]:
        raise NotImplementedError

    def act(self, form) -> None:
        raise NotImplementedError

    def shown(self, form) -> dict:
        """What the preview says beside the people."""
        raise NotImplementedError

    def submit_words(self, form, touched) -> str:
        raise NotImplementedError


class CancelView(ChangeView):
    """Cancel a batch, with one reason, for everybody in it."""

    form_class = batch_forms.CancelForm
    page_title = gettext_lazy("Cancel the batch")

    def refusals(self, form) -> list[str]:
        return workflow.cancel_refusals(self.batch, form.cleaned_data["carry_to"], timezone.now())

    def shown(self, form) -> dict:
        target = form.cleaned_data["carry_to"]
        return {
            "target": target,
            "fit": forecast.fit(queries.touched(self.batch), target) if target else None,
            "message": forecast.cancelled_message(self.batch, target, form.told),
            "is_danger": True,
        }

    def submit_words(self, form, touched) -> str:
        words = ngettext("Cancel and tell %(count)d person", "Cancel and tell %(count)d people", touched.people)
        return words % {"count": touched.people}

    def act(self, form) -> None:
        target = form.cleaned_data["carry_to"]
        done = workflow.cancel_batch(self.batch, by=self.request.user, told=form.told, carry_to=target)
        words = {"ended": done.cancelled, "moved": done.carried}
        messages.success(
            self.request, _("The batch is cancelled. %(ended)s registrations ended, %(moved)s moved.") % words
        )


class MoveView(ChangeView):
    """Other dates, another venue, more or fewer seats."""

    form_class = batch_forms.MoveForm
    page_title = gettext_lazy("Move or change")

    def refusals(self, form) -> list[str]:
        return workflow.move_refusals(self.batch, form.change, timezone.now())

    def shown(self, form) -> dict:
        is_told = form.is_told()
        return {
            "changes": forecast.changes(form.now, form.change),
            "notices": forecast.notices_after(self.batch, form.change, form.now),
            "message": forecast.moved_message(self.batch, form.now, form.change, form.told) if is_told else None,
            "is_quiet": not is_told,
        }

    def submit_words(self, form, touched) -> str:
        if not form.is_told():
            return _("Change it; nobody is written to")
        words = ngettext("Change it and tell %(count)d person", "Change it and tell %(count)d people", touched.people)
        return words % {"count": touched.people}

    def act(self, form) -> None:
        told = workflow.move_batch(self.batch, by=self.request.user, told=form.told, change=form.change)
        words = ngettext("Changed; %(count)d person was told.", "Changed; %(count)d people were told.", told)
        messages.success(self.request, words % {"count": told})


def batch_of_page(request, page: int):
    """From the page in the explorer to its batch."""
    batch = Batch.objects.filter(page=page).first()
    if batch is None or not request.user.has_perm(CANCEL):
        raise Http404
    return redirect("batches:batch", batch.pk)
