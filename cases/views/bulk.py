"""Many cases at once: GET shows what would happen, POST does it and shows a result for each case."""

import datetime as dt

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cases import bulk, messages, permissions, queries
from cases.enums import BulkAction, ReasonMove, Tab
from cases.filters import CaseFilterSet
from cases.forms import RejectForm
from cases.models import BulkRun, Reason
from cases.sheet import Choice, in_reading_order
from cases.views.base import DeskView
from core.formats import full_date

TITLES = {
    BulkAction.PASS: gettext_lazy("Pass several cases"),
    BulkAction.ACCEPT: gettext_lazy("Accept several cases"),
    BulkAction.RESERVE: gettext_lazy("Put several cases on the reserve list"),
    BulkAction.REJECT: gettext_lazy("Reject several cases"),
    BulkAction.RELEASE: gettext_lazy("Release decisions together"),
}
SHOWN = 20


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

    def get_page_title(self):
        return TITLES[self.action]

    @cached_property
    def as_of(self) -> dt.datetime:
        """Cases that came in after the first look are not drawn in."""
        return parse_datetime(self.request.POST.get("as_of", "")) or timezone.now()

    @property
    def is_everything(self) -> bool:
        return "all" in self.request.GET.getlist("id")

    def chosen(self):
        """The ticked cases, or all that match the tab, filters and search of the queue."""
        if self.is_everything:
            return self.matching().filter(submitted_at__lte=self.as_of)
        pks = [int(pk) for pk in self.request.GET.getlist("id") if pk.isdigit()]
        return permissions.visible_cases(self.request.user).filter(pk__in=pks)

    def matching(self):
        filters = QueryDict(self.place.filters)
        text = filters.get("q", "").strip()
        cases = queries.in_tab(Tab.ALL if text else self.place.tab, self.request.user, timezone.now())
        filterset = CaseFilterSet(filters, request=self.request)
        cases = filterset.filter_queryset(cases) if filterset.is_valid() else cases
        return queries.search(cases, text) if text else cases

    @cached_property
    def plan(self) -> bulk.Plan:
        return bulk.plan(self.action, self.chosen(), by=self.request.user, at=timezone.now())

    def post(self, request, *args, **kwargs):
        self.form = RejectForm(request.POST) if self.action == BulkAction.REJECT else None
        if self.form and not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        if request.POST.get("expected") != self.plan.digest:
            self.has_changed = True
            return self.render_to_response(self.get_context_data(), status=409)
        cleaned = self.form.cleaned_data if self.form else {}
        done = bulk.run(self.plan, by=request.user, **cleaned)
        return redirect(f"{reverse('cases:bulk_result', args=[done.pk])}?{self.place.query}")

    def get_context_data(self, **kwargs):
        plan, ready = self.plan, self.plan.ready
        return super().get_context_data(**kwargs) | {
            "plan": plan,
            "ready": ready[:SHOWN],
            "more": max(len(ready) - SHOWN, 0),
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
        if self.action != BulkAction.REJECT:
            return []
        found = list(Reason.objects.in_use().filter(move=ReasonMove.REJECT))
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


class BulkResultView(BulkPage):
    """A row for each case of a run: done, or why not."""

    template_name = "cases/bulk_result.html"
    page_title = gettext_lazy("Result")

    @cached_property
    def run(self) -> BulkRun:
        runs = BulkRun.objects.select_related("by")
        mine = runs if permissions.may_see_all(self.request.user) else runs.filter(by=self.request.user)
        return get_object_or_404(mine, pk=self.kwargs["run"])

    def get_context_data(self, **kwargs):
        pks = [result["case"] for result in self.run.results]
        cases = permissions.visible_cases(self.request.user).filter(pk__in=pks)
        names = dict(cases.values_list("pk", "applicant_name"))
        results = [result | {"name": names.get(result["case"], "")} for result in self.run.results]
        return super().get_context_data(**kwargs) | {
            "run": self.run,
            "done": [result for result in results if result["done"]],
            "left": [result for result in results if not result["done"]],
            "title": TITLES[BulkAction(self.run.action)],
            "place": self.place,
        }
