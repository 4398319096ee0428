"""Results: the calculation of a batch for everybody, shown first, then confirmed by the head."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from cases.rules import Refused
from programs import queries, workflow
from programs.models import Batch
from programs.views.base import CONFIRM, StaffPage


class ResultsView(StaffPage):
    """Batches whose training has ended and whose result is not confirmed, then the confirmed ones."""

    permission = CONFIRM
    template_name = "programs/staff/results.html"
    page_title = gettext_lazy("Results")

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        return super().get_context_data(**kwargs) | {
            "groups": [
                (_("To confirm"), queries.batches_to_confirm(today)),
                (_("Confirmed lately"), queries.batches_confirmed()[:20]),
            ]
        }


class ResultView(StaffPage):
    """Everybody of one batch with the calculation; nothing is decided by hand."""

    permission = CONFIRM
    template_name = "programs/staff/result.html"
    page_title = gettext_lazy("Result")

    @cached_property
    def batch(self) -> Batch:
        return get_object_or_404(Batch, pk=self.kwargs["batch"])

    def get_crumbs(self):
        return [(reverse("results:index"), _("Results"))]

    def get_page_subtitle(self):
        return self.batch.label

    def get_context_data(self, **kwargs):
        results = queries.results_of(self.batch)
        return super().get_context_data(**kwargs) | {
            "batch": self.batch,
            "results": results.items(),
            "confirmed": queries.completions_of(self.batch),
            "passing": sum(result.passed for result in results.values()),
            "refusals": workflow.completion_refusals(self.batch, timezone.now()) if results else [],
        }

    def post(self, request, *args, **kwargs):
        try:
            done = workflow.complete(self.batch, by=request.user)
        except Refused as refused:
            for reason in refused.reasons:
                messages.error(request, reason)
            return redirect("results:batch", self.batch.pk)
        words = ngettext("%(count)d result confirmed.", "%(count)d results confirmed.", len(done))
        messages.success(request, words % {"count": len(done)})
        return redirect("results:batch", self.batch.pk)
