"""The page of a job: how far it is, what became of each case; pause, go on, undo, and the results as a file."""

import csv
from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cases import permissions
from cases.enums import BulkAction, ItemState, JobState
from cases.models import BulkJob
from cases.rules import Refused
from cases.views.base import DeskView
from cases.views.bulk import TITLES, BulkPage
from cases.workflow import jobs
from core.registers import plain_cell

SHOWN = 200  # rows of each kind; the file has all of them
PART = 50  # taken back before the answer; the worker does the rest
REFRESH = 3  # seconds until the page of a running job asks again, also without scripts
AFTER = {
    BulkAction.PASS: gettext_lazy("The cases stand at their next stage. This is not undone for all at once."),
    BulkAction.RELEASE: gettext_lazy("The applicants are told. A released decision cannot be undone."),
}
UNDO = gettext_lazy("Each decision can be undone until it is told.")


class Echo:
    """A file that hands on what is written to it, so that the download needs no memory."""

    def write(self, value: str) -> str:
        return value


class JobMixin:
    """A job, for who began it and for who sees all cases; for others there is none."""

    @cached_property
    def job(self) -> BulkJob:
        found = BulkJob.objects.select_related("by")
        mine = found if permissions.may_see_all(self.request.user) else found.filter(by=self.request.user)
        return get_object_or_404(mine, pk=self.kwargs["job"])

    @property
    def url(self) -> str:
        return f"{reverse('cases:bulk_job', args=[self.job.pk])}?{self.place.query}"


class BulkJobView(JobMixin, BulkPage):
    """How far the job is. While it runs the page comes again by itself."""

    template_name = "cases/bulk_job.html"

    def get_page_title(self):
        return TITLES[BulkAction(self.job.action)]

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if self.job.is_active:
            response.headers["Refresh"] = str(REFRESH)
        return response

    def get_context_data(self, **kwargs):
        job = self.job
        may_undo = job.action in jobs.UNDOABLE and job.state in (JobState.RUNNING, JobState.PAUSED, JobState.DONE)
        return super().get_context_data(**kwargs) | {
            "job": job,
            "counts": job.counts,
            "looked_at": job.total - job.to_do,
            "after": AFTER.get(job.action, UNDO),
            "left": self._items(ItemState.LEFT, ItemState.TOLD),
            "done": self._items(ItemState.DONE, ItemState.UNDONE),
            "shown": SHOWN,
            "may_undo": may_undo and bool(job.counts[ItemState.DONE]),
            "place": self.place,
        }

    def _items(self, *states) -> list:
        found = self.job.items.filter(state__in=states).select_related("case")
        return list(found.only("state", "reasons", "job", "case__number", "case__applicant_name")[:SHOWN])


class JobActView(JobMixin, DeskView):
    """Pause, go on, undo: by POST, for who may see the job."""

    http_method_names = ["post"]
    act = None

    def post(self, request, *args, **kwargs):
        try:
            type(self).act(self.job, by=request.user)
        except Refused as refusal:
            messages.error(request, " ".join(str(reason) for reason in refusal.reasons))
        else:
            self.then()
        return redirect(self.url)

    def then(self) -> None:
        """What follows before the answer."""


class PauseView(JobActView):
    act = staticmethod(jobs.pause)


class ResumeView(JobActView):
    act = staticmethod(jobs.resume)


class UndoJobView(JobActView):
    act = staticmethod(jobs.undo)

    def then(self):
        jobs.work(self.job, limit=PART)


class ResultsView(JobMixin, DeskView):
    """Every case of the job as a file for a spreadsheet: numbers, no names, and no cell that a program would run."""

    http_method_names = ["get"]

    def get(self, request, *args, **kwargs):
        writer = csv.writer(Echo())
        lines = (writer.writerow([plain_cell(cell) for cell in row]) for row in self.rows())
        name = f"hasil-{self.job.pk}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)

    def rows(self) -> Iterator[list[str]]:
        yield [_("number"), _("asked for"), _("result"), _("reason")]
        found = self.job.items.select_related("case")
        for item in found.only("state", "reasons", "job", "case__number", "case__subject_label").iterator(500):
            words = [str(item.get_state_display()), " ".join(item.reasons)]
            yield [item.case.number, item.case.subject_label, *words]
