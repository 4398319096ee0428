"""The doors of the desk: who may not work gets the same "not found" as for a case that does not exist."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from cases import permissions, queries, workflow
from cases.enums import Tab
from cases.filters import CaseFilterSet
from cases.models import Case
from cases.rules import Refused
from core.asked import whole

RELATED = ("applicant__village__district", "applicant__user", "stage", "version", "lease_by", "filed_by", "assigned_to")


@dataclass(frozen=True)
class Place:
    """Where in the queue somebody works: the tab and its filters travel with every address of a case."""

    tab: Tab = Tab.MINE
    filters: str = ""

    @classmethod
    def of(cls, request) -> "Place":
        data = request.POST if "antrean" in request.POST else request.GET
        tab = data.get("antrean")
        return cls(Tab(tab) if tab in Tab.values else Tab.MINE, data.get("dari", ""))

    @property
    def query(self) -> str:
        return urlencode({"antrean": self.tab.value, "dari": self.filters})

    @property
    def queue_url(self) -> str:
        url = reverse("cases:queue", args=[self.tab.value])
        return f"{url}?{self.filters}" if self.filters else url

    def case_url(self, pk: int) -> str:
        return f"{reverse('cases:edit', args=[pk])}?{self.query}"

    def url(self, name: str, *args) -> str:
        return f"{reverse(f'cases:{name}', args=args)}?{self.query}"


def keys_button() -> HeaderButton:
    """Opens the list of keys; the page holds it as a dialog."""
    attrs = {"data-desk-dialog": "desk-keys", "data-desk-key": "?", "aria-keyshortcuts": "?"}
    classes = "desk-with-script desk-keys-button"
    return HeaderButton(_("Keys"), icon_name="keyboard", classname=classes, attrs=attrs, icon_only=True, priority=2000)


class DeskView(View):
    """A view for those who work on cases."""

    def dispatch(self, request, *args, **kwargs):
        if not permissions.may_work(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def place(self) -> Place:
        return Place.of(self.request)

    def next_case(self, skip: int | None = None) -> Case | None:
        """Claim the first free case of this queue; when somebody was quicker, the one after it."""
        user, tab = self.request.user, self.place.tab
        cases = queries.in_tab(tab if tab in queries.OVER_STAGES else Tab.MINE, user, timezone.now())
        filters = CaseFilterSet(QueryDict(self.place.filters), request=self.request)
        cases = filters.filter_queryset(cases) if filters.is_valid() else cases
        candidates = queries.next_candidates(cases, user, skip=skip)
        return next((case for case in candidates if workflow.claim(case, by=user)), None)

    def onward(self, skip: int | None = None):
        """The next case by itself, or the queue when it is empty."""
        case = self.next_case(skip)
        if case:
            return redirect(self.place.case_url(case.pk))
        messages.success(self.request, _("This queue is empty. Well done."))
        return redirect(self.place.queue_url)


class CaseMixin:
    """The case of the address, as far as this person may see it."""

    related = RELATED

    @cached_property
    def case(self) -> Case:
        cases = permissions.visible_cases(self.request.user).select_related(*self.related)
        return get_object_or_404(cases, pk=self.kwargs["pk"])

    def dispatch(self, request, *args, **kwargs):
        if not permissions.may_work(request.user) or not self.case:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def here(self):
        return redirect(self.place.case_url(self.case.pk))

    @property
    def wants_json(self) -> bool:
        """The page's own script asks for JSON; a plain form gets a page."""
        return "application/json" in self.request.headers.get("Accept", "")


class MoveView(CaseMixin, DeskView):
    """One act on a case by POST. A refusal says why and leaves everything as it was."""

    http_method_names = ["post"]
    related = ("stage", "applicant")

    def post(self, request, *args, **kwargs):
        try:
            text = self.act()
        except Refused as refusal:
            return self.refused(refusal)
        if self.wants_json:
            return JsonResponse(self.facts())
        if text:
            self.tell(text)
        return self.after()

    def act(self) -> str:
        """Call the workflow; returns what to tell."""
        raise NotImplementedError

    def tell(self, text: str) -> None:
        messages.success(self.request, text)

    def facts(self) -> dict:
        return {"saved": True}

    def after(self):
        return self.here()

    def refused(self, refusal: Refused):
        text = " ".join(str(reason) for reason in refusal.reasons)
        if self.wants_json:
            return JsonResponse({"saved": False, "text": text}, status=409)
        messages.error(self.request, text)
        return self.here()

    @property
    def revision(self) -> int | None:
        """The revision the form was drawn with; something else than a number counts as stale."""
        value = whole(self.request.POST.get("revision"))
        return -1 if value is None else value
