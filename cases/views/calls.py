"""To be told by phone: people without an e-mail address, what to say, and by when. What passes first stands first."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cases import calls, permissions, workflow
from cases.enums import Bucket, CaseState
from cases.models import Call, Case
from cases.rules import Refused
from cases.views.base import DeskView

PER_PAGE = 20


class CallsMenuItem(MenuItem):
    def __init__(self):
        url = reverse_lazy("cases:calls")
        super().__init__(gettext_lazy("Tell by phone"), url, name="calls", icon_name="comment", order=160)

    def is_shown(self, request):
        return permissions.may_work(request.user)


class CallsView(DeskView, WagtailAdminTemplateMixin, TemplateView):
    template_name = "cases/calls.html"
    page_title = gettext_lazy("Tell by phone")
    header_icon = "comment"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        found = calls.waiting_for(self.request.user).select_related("case__applicant").defer("case__answers")
        page, now = Paginator(found, PER_PAGE).get_page(self.request.GET.get("p")), timezone.now()
        rows = [self.row(call, now) for call in page]
        return super().get_context_data(**kwargs) | {"rows": rows, "page_obj": page}

    def row(self, call: Call, now) -> dict:
        """A person who answers may take the seat or give it up at once, through an officer of the counter."""
        case, speaks = call.case, permissions.may_file(self.request.user)
        may_answer = case.state == CaseState.OFFERED and speaks
        may_correct = case.state == CaseState.IN_REVIEW and case.bucket == Bucket.APPLICANT and speaks
        is_late = bool(call.until and call.until < now)
        return {"call": call, "is_late": is_late, "may_answer": may_answer, "may_correct": may_correct}


class CallView(DeskView):
    """One act on one call, by POST; a refusal says why."""

    http_method_names = ["post"]
    said = ""

    @cached_property
    def call(self) -> Call:
        found = calls.of_cases_of(self.request.user).filter(pk=self.kwargs["call"]).first()
        if found is None:
            raise Http404
        return found

    def post(self, request, *args, **kwargs):
        call = self.call
        try:
            self.do(call)
        except Refused as refusal:
            messages.error(request, " ".join(str(reason) for reason in refusal.reasons))
        else:
            messages.success(request, str(self.said))
        return redirect("cases:calls")

    def do(self, call: Call) -> None:
        raise NotImplementedError


class ToldView(CallView):
    said = gettext_lazy("Written down: the person knows.")

    def do(self, call):
        workflow.told(call, by=self.request.user)


class UnansweredView(CallView):
    said = gettext_lazy("Written down: nobody answered. The call stays in the list.")

    def do(self, call):
        workflow.unanswered(call, by=self.request.user)


class AnswerView(CallView):
    """The person says on the phone what becomes of the offered seat; that they know goes with it."""

    def do(self, call):
        self.act_on(Case(pk=call.case_id))
        workflow.told(Call.objects.filter(case=call.case_id).latest("pk"), by=self.request.user)


class TakeView(AnswerView):
    said = gettext_lazy("The seat is taken.")

    def act_on(self, case):
        workflow.take_offer(case, by=self.request.user)


class GiveUpView(AnswerView):
    said = gettext_lazy("The seat is given up and goes to the next in line.")

    def act_on(self, case):
        workflow.decline(case, by=self.request.user)
