"""Sharing the work: assigning cases, notes among colleagues, filters under a name, and the load of everybody."""

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cases import pauses, permissions, workload
from cases.bulk import LIMIT
from cases.enums import Tab
from cases.models import Case, SavedView
from cases.paginator import KeysetPaginator
from cases.rules import Refused
from cases.views.base import DeskView, MoveView, Place
from cases.views.bulk import BulkPage, Chosen
from cases.workflow import sharing
from core.asked import whole

MOST = 200  # cases assigned at once
PER_PAGE = 50
NOT_KEPT = ("q", "p", "_w_filter_fragment")


class AssignView(BulkPage):
    """Chosen cases go to one colleague, or to whoever is free."""

    template_name = "cases/assign.html"
    page_title = gettext_lazy("Assign")

    def get_page_title(self):
        return self.page_title

    @cached_property
    def cases(self) -> list[Case]:
        pks = [pk for pk in map(whole, self.request.GET.getlist("id")) if pk is not None][:MOST]
        found = permissions.visible_cases(self.request.user).filter(pk__in=pks).select_related("stage", "assigned_to")
        return list(found.defer("answers", "definition").order_by("due_at", "id"))

    @cached_property
    def officers(self) -> list:
        """Everybody who works at a stage of one of the chosen cases."""
        groups = {case.stage.group_id for case in self.cases}
        return [user for user in workload.colleagues() if groups & {group.pk for group in user.groups.all()}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "cases": self.cases,
            "officers": self.officers,
            "place": self.place,
            "current": self.cases[0].assigned_to_id if len(self.cases) == 1 else None,
        }

    def post(self, request, *args, **kwargs):
        chosen = request.POST.get("to", "")
        to = next((user for user in self.officers if str(user.pk) == chosen), None)
        if chosen and to is None:
            raise Http404
        refused, done = {}, 0
        for case in self.cases:
            try:
                sharing.assign(case, to=to, by=request.user)
                done += 1
            except Refused as refusal:
                refused[case.number] = " ".join(str(reason) for reason in refusal.reasons)
        self.tell(done, to, refused)
        return redirect(self.place.queue_url)

    def tell(self, done: int, to, refused: dict[str, str]) -> None:
        if done:
            name = to.label if to else _("nobody")
            text = ngettext("%(count)s case assigned: %(name)s.", "%(count)s cases assigned: %(name)s.", done)
            messages.success(self.request, text % {"count": done, "name": name})
        for number, reason in refused.items():
            messages.error(self.request, f"{number}: {reason}")


class ShareView(BulkPage):
    """Chosen cases, or all that match, are spread evenly over the officers that are ticked."""

    template_name = "cases/share.html"
    page_title = gettext_lazy("Share evenly")

    def dispatch(self, request, *args, **kwargs):
        if not permissions.may_see_all(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return self.page_title

    @cached_property
    def cases(self) -> list[Case]:
        """What is chosen and waits at the office, with the stage that says who may work on it."""
        found = Chosen(self.request, self.place).cases().at_the_office().select_related("stage")
        return list(
            found.only("pk", "stage__group", "stage__name_id", "stage__name_en").order_by("due_at", "id")[:LIMIT]
        )

    @cached_property
    def officers(self) -> list:
        groups = {case.stage.group_id for case in self.cases}
        loads = workload.by_officer(timezone.now())
        return [load for load in loads if groups & {group.pk for group in load.user.groups.all()}]

    def get_context_data(self, **kwargs):
        count = len(self.cases)
        return super().get_context_data(**kwargs) | {"count": count, "officers": self.officers, "place": self.place}

    def post(self, request, *args, **kwargs):
        chosen = set(request.POST.getlist("to"))
        among = [load.user for load in self.officers if str(load.user.pk) in chosen]
        if not among:
            messages.error(request, _("Tick at least one officer."))
            return redirect(request.get_full_path())
        shared = sharing.share([case.pk for case in self.cases], among=among, by=request.user)
        parts = ", ".join(f"{user.label} {shared.given[user.pk]}" for user in among)
        messages.success(request, _("Shared: %(parts)s.") % {"parts": parts})
        if shared.left:
            text = ngettext("%(count)s case fits none of them.", "%(count)s cases fit none of them.", shared.left)
            messages.warning(request, text % {"count": shared.left})
        return redirect(self.place.queue_url)


class PausesView(DeskView, WagtailAdminTemplateMixin, TemplateView):
    """The clocks that stand: whose answer is awaited since when, why, and with how many days left for the office."""

    template_name = "cases/pauses.html"
    page_title = gettext_lazy("Paused clocks")
    header_icon = "time"

    def get_page_title(self):
        return self.page_title

    def get_breadcrumbs_items(self):
        back = {"url": Place(Tab.APPLICANT).queue_url, "label": Tab.APPLICANT.label}
        return [*self.breadcrumbs_items, back, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        paginator = KeysetPaginator(pauses.standing(self.request.user), PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        rows = pauses.rows(list(page), timezone.now())
        return super().get_context_data(**kwargs) | {"rows": rows, "page_obj": page, "paginator": paginator}


class NoteView(MoveView):
    """A note for colleagues on a case."""

    def act(self):
        sharing.note(self.case, text=self.request.POST.get("text", "")[:2000], by=self.request.user)
        return _("The note is kept. The applicant does not see it.")


class SaveViewView(DeskView):
    """Keep the filters of a tab under a name; the same name again replaces them."""

    http_method_names = ["post"]

    def post(self, request):
        name, filters = request.POST.get("name", "").strip()[:40], self._filters()
        if not name or not filters:
            messages.error(request, _("Choose a filter and give it a name."))
            return redirect(self.place.queue_url)
        fields = {"tab": self.place.tab.value, "filters": filters}
        SavedView.objects.update_or_create(user=request.user, name=name, defaults=fields)
        messages.success(request, _("“%(name)s” is kept. You find it above the list.") % {"name": name})
        return redirect(Place(self.place.tab, filters).queue_url)

    def _filters(self) -> str:
        """The filters without the search, which may hold a name or a NIK."""
        found = QueryDict(self.place.filters, mutable=True)
        for name in NOT_KEPT:
            found.pop(name, None)
        return found.urlencode()[:500]


class ForgetViewView(DeskView):
    """Throw one's own kept filters away."""

    http_method_names = ["post"]

    def post(self, request, pk):
        get_object_or_404(SavedView, pk=pk, user=request.user).delete()
        return redirect(self.place.queue_url)


class WorkloadView(DeskView, WagtailAdminTemplateMixin, TemplateView):
    """For the head: what waits where, who has how much, and who is in charge of which programme."""

    template_name = "cases/workload.html"
    page_title = gettext_lazy("Workload")
    header_icon = "group"

    def dispatch(self, request, *args, **kwargs):
        if not permissions.may_see_all(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        back = {"url": Place().queue_url, "label": _("Queue")}
        return [*self.breadcrumbs_items, back, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        now = timezone.now()
        return super().get_context_data(**kwargs) | {
            "stages": workload.by_stage(now),
            "officers": workload.by_officer(now),
            "posts": workload.posts(),
            "unknown": workload.without_identity(),
            "all_url": Place(Tab.ALL).queue_url,
        }

    def post(self, request, *args, **kwargs):
        for post in workload.posts():
            chosen = request.POST.get(post.key)
            if chosen is None:
                continue
            to = next((user for user in post.officers if str(user.pk) == chosen), None)
            sharing.put_in_charge(post.service, post.topic, group=post.group, to=to, by=request.user)
        messages.success(request, _("Saved. New cases go to the officers in charge."))
        return redirect("cases:workload")
