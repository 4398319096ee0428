"""The queue: one list over all services, in tabs, with filters and search."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.ui.tables import Table
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from cases import bulk, permissions, queries, workflow
from cases.enums import Tab
from cases.filters import CaseFilterSet
from cases.models import Case, SavedView
from cases.paginator import KeysetPaginator
from cases.rows import rows
from cases.views.base import DeskView, Place, keys_button
from core.asked import whole

NOT_A_FILTER = ("p", "_w_filter_fragment")
EMPTY = {
    Tab.MINE: gettext_lazy("Your queue is empty. Well done."),
    Tab.OVERDUE: gettext_lazy("No case is late."),
    Tab.CORRECTED: gettext_lazy("No corrections have come in."),
    Tab.HELD: gettext_lazy("You hold no case. Press “Start checking” (M)."),
    Tab.RELEASE: gettext_lazy("No decision waits for release."),
    Tab.APPLICANT: gettext_lazy("No case waits for an applicant."),
    Tab.ALL: gettext_lazy("No case has come in yet."),
}


class QueueTable(Table):
    """One template for the whole table: the stock one renders a template for each cell, 400 of them a page."""

    template_name = "cases/queue_table.html"

    class Media:
        css = {"all": ["cases/desk.css"]}
        js = ["cases/desk.js"]

    def get_context_data(self, parent_context):
        view = parent_context["view"]
        return super().get_context_data(parent_context) | {
            "rows": rows(list(self.data), view.request.user, timezone.now()),
            "query": view.place.query,
        }


class QueueView(generic.IndexView):
    """The cases of a tab, the oldest deadline first. A search leaves the tab and says so."""

    model = Case
    paginator_class = KeysetPaginator
    table_class = QueueTable
    columns = []
    filterset_class = CaseFilterSet
    is_searchable = True
    any_permission_required = None  # asked in dispatch: who may not work finds nothing here
    page_title = gettext_lazy("Queue")
    template_name = "cases/queue.html"
    results_template_name = "cases/queue_results.html"
    FORMATS = ()  # no export: nobody takes names out of the queue as a file

    def dispatch(self, request, *args, **kwargs):
        if not permissions.may_work(request.user) or kwargs.get("tab", Tab.MINE) not in Tab.values:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def tab(self) -> Tab:
        return Tab(self.kwargs.get("tab", Tab.MINE))

    @cached_property
    def place(self) -> Place:
        """This tab with the filters as they are now, for the links of the rows."""
        filters = self.request.GET.copy()
        for name in NOT_A_FILTER:
            filters.pop(name, None)
        return Place(self.tab, filters.urlencode())

    def get_paginate_by(self, queryset):
        return 50

    def get_index_url(self):
        return reverse("cases:queue", args=[self.tab.value])

    def get_index_results_url(self):
        return reverse("cases:index_results", args=[self.tab.value])

    def get_add_url(self):
        return None

    @cached_property
    def header_buttons(self):
        """“Start checking” stands beside the title, so that the tabs have the whole width; phones have it as a bar."""
        attrs = {"type": "submit", "form": "desk-start", "data-desk-key": "m", "aria-keyshortcuts": "m"}
        return [
            HeaderButton(_("Start checking"), icon_name="arrow-right", classname="desk-start-wide", attrs=attrs),
            keys_button(),
        ]

    def get_search_form(self):
        data = self.request.GET if self.search_kwarg in self.request.GET else None
        return SearchForm(data, placeholder=_("Number, name, NIK"))

    def get_valid_orderings(self):
        return []

    def get_base_queryset(self):
        tab = Tab.ALL if self.is_searching else self.tab
        return queries.listed(queries.in_tab(tab, self.request.user, timezone.now()))

    def order_queryset(self, queryset):
        return queries.ordered(queryset, Tab.ALL if self.is_searching else self.tab)

    def search_queryset(self, queryset):
        return queries.search(queryset, self.search_query) if self.is_searching else queryset

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, *args, **kwargs):
        return super().get_context_data(*args, **kwargs) | {
            "tabs": self.tabs(),
            "empty": EMPTY[self.tab],
            "place": self.place,
            "bulk_actions": bulk.actions_for(self.request.user, self.tab),
            "saved_views": list(SavedView.objects.filter(user=self.request.user)),
            "soon": self.soon(),
            "may_share": permissions.may_see_all(self.request.user),
            "is_pauses": self.tab == Tab.APPLICANT,
            "tab_is_open": self.tab not in (Tab.RELEASE, Tab.APPLICANT),
        }

    def soon(self) -> str:
        """How many cases of mine are due until the end of the next working day: told before they are late."""
        if self.tab != Tab.MINE or self.is_searching or self.is_filtering:
            return ""
        return queries.due_soon(self.request.user, timezone.now())

    def tabs(self) -> list[dict]:
        counts = queries.tab_counts(self.request.user, timezone.now())
        return [
            {
                "label": tab.label,
                "url": reverse("cases:queue", args=[tab.value]),
                "count": counts[tab] if tab != Tab.ALL else "",
                "is_current": tab == self.tab and not self.is_searching,
            }
            for tab in Tab
        ]


class NextView(DeskView):
    """“Start checking” and “Skip”: lets go of one case and opens the first free one."""

    http_method_names = ["post"]

    def post(self, request):
        skipped = whole(request.GET.get("lewati"))
        if skipped is None:
            return self.onward()
        case = get_object_or_404(permissions.visible_cases(request.user).only("pk"), pk=skipped)
        workflow.let_go(case, by=request.user)
        return self.onward(skip=case.pk)


def next_url(place: Place, skip: int | None = None) -> str:
    """The address that opens the next case of a place."""
    extra = f"&{urlencode({'lewati': skip})}" if skip else ""
    return f"{reverse('cases:next')}?{place.query}{extra}"
