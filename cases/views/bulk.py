"""Many cases at once, first as a trial: GET shows what would happen, POST begins the job that does it."""

import datetime as dt

from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cases import bulk, messages, permissions, queries
from cases.enums import BulkAction, ReasonMove, Tab
from cases.filters import CaseFilterSet
from cases.forms import RejectForm
from cases.models import Reason
from cases.sheet import Choice, in_reading_order
from cases.views.base import DeskView
from cases.workflow import jobs
from core.asked import moment, whole
from core.formats import full_date

TITLES = {
    BulkAction.PASS: gettext_lazy("Pass several cases"),
    BulkAction.ACCEPT: gettext_lazy("Accept several cases"),
    BulkAction.RESERVE: gettext_lazy("Put several cases on the reserve list"),
    BulkAction.REJECT: gettext_lazy("Reject several cases"),
    BulkAction.RELEASE: gettext_lazy("Release decisions together"),
}
SHOWN = 20
AT_ONCE = 50  # cases done before the answer; the worker does the rest


class Lines:
    """A group of the plan as the page shows it: who is done and who stays, each up to the number shown."""

    def __init__(self, group: bulk.Group):
        self.group, self.ready, self.staying = group, group.ready, group.staying
        self.shown = [*self.ready[:SHOWN], *self.staying[:SHOWN]]
        self.more = len(group.items) - len(self.shown)
        self.has_order = any(item.rank for item in self.shown)


class Chosen:
    """The ticked cases, or all that match the tab, filters and search of the queue."""

    def __init__(self, request, place):
        self.request, self.place = request, place

    @property
    def is_everything(self) -> bool:
        return "all" in self.request.GET.getlist("id")

    def cases(self):
        if self.is_everything:
            return self._matching()
        pks = [pk for pk in map(whole, self.request.GET.getlist("id")) if pk is not None]
        return permissions.visible_cases(self.request.user).filter(pk__in=pks)

    def _matching(self):
        filters = QueryDict(self.place.filters)
        text = filters.get("q", "").strip()
        cases = queries.in_tab(Tab.ALL if text else self.place.tab, self.request.user, timezone.now())
        filterset = CaseFilterSet(filters, request=self.request)
        cases = filterset.filter_queryset(cases) if filterset.is_valid() else cases
        return queries.search(cases, text) if text else cases


class BulkPage(DeskView, WagtailAdminTemplateMixin, TemplateView):
    header_icon = "tasks"

    def get_breadcrumbs_items(self):
        back = {"url": self.place.queue_url, "label": self.place.tab.label}
        return [*self.breadcrumbs_items, back, {"url": "", "label": self.get_page_title()}]


class BulkView(BulkPage):
    """The dry run. It carries the time it was made and a digest of its outcome; another outcome is shown again."""

    template_name = "cases/bulk.html"
    has_changed = False
    form = None

    def dispatch(self, request, *args, **kwargs):
        if kwargs["action"] not in BulkAction.values or not bulk.may(request.user, self.action):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def action(self) -> BulkAction:
        return BulkAction(self.kwargs["action"])

    @property
    def is_rejection(self) -> bool:
        return self.action == BulkAction.REJECT

    def get_page_title(self):
        return TITLES[self.action]

    @cached_property
    def as_of(self) -> dt.datetime:
        """Cases that came in after the first look are not drawn in."""
        return moment(self.request.POST.get("as_of")) or timezone.now()

    @property
    def is_everything(self) -> bool:
        return Chosen(self.request, self.place).is_everything

    def chosen(self):
        """What is chosen; of all that match, only what was there at the first look."""
        cases = Chosen(self.request, self.place).cases()
        return cases.filter(submitted_at__lte=self.as_of) if self.is_everything else cases

    @cached_property
    def plan(self) -> bulk.Plan:
        return bulk.plan(self.action, self.chosen(), by=self.request.user, at=timezone.now())

    def post(self, request, *args, **kwargs):
        self.form = RejectForm(request.POST, service=self.plan.service) if self.is_rejection else None
        if self.form and not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        if request.POST.get("expected") != self.plan.digest:
            self.has_changed = True
            return self.render_to_response(self.get_context_data(), status=409)
        cleaned = self.form.cleaned_data if self.form else {}
        job = jobs.start(self.plan, by=request.user, **cleaned)
        jobs.work(job, limit=AT_ONCE)
        return redirect(f"{reverse('cases:bulk_job', args=[job.pk])}?{self.place.query}")

    def get_context_data(self, **kwargs):
        plan, ready = self.plan, self.plan.ready
        return super().get_context_data(**kwargs) | {
            "plan": plan,
            "groups": [Lines(group) for group in plan.groups],
            "counts": {"ready": len(ready), "staying": len(plan.staying), "all": len(plan.items)},
            "was": self.request.POST.get("count", ""),
            "limit": bulk.LIMIT if len(plan.items) == bulk.LIMIT else 0,
            "as_of": self.as_of.isoformat(),
            "button": button(self.action, len(ready)),
            "place": self.place,
            "reasons": self.reasons(),
            "shown": SHOWN,
        }

    def reasons(self) -> list[Choice]:
        """The library for a rejection; what differs from applicant to applicant shows as a gap here."""
        if not self.is_rejection:
            return []
        found = list(Reason.objects.in_use(self.plan.service).filter(move=ReasonMove.REJECT))
        facts = {"date": full_date(messages.objection_until(timezone.now()))}
        return in_reading_order(found, get_language(), facts, set(self.request.POST.getlist("reasons")))


def button(action: BulkAction, count: int) -> str:
    """The button says what it does and to how many."""
    words = {
        BulkAction.PASS: ngettext("Pass %(count)s case", "Pass %(count)s cases", count),
        BulkAction.ACCEPT: ngettext("Accept %(count)s case", "Accept %(count)s cases", count),
        BulkAction.RESERVE: ngettext("Put %(count)s case on the list", "Put %(count)s cases on the list", count),
        BulkAction.REJECT: ngettext("Reject %(count)s case", "Reject %(count)s cases", count),
        BulkAction.RELEASE: ngettext("Release %(count)s decision", "Release %(count)s decisions", count),
    }
    return words[action] % {"count": count}
