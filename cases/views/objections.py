"""Objections at the desk: the list of those that wait, and the page on which one is answered."""

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cases import objections, permissions, queries, rules, workflow
from cases.enums import CaseState, Move
from cases.models import Objection, Stage
from cases.models.objections import Answer
from cases.rows import objection_deadline
from cases.views.base import DeskView, MoveView
from cases.views.case import CasePage

PER_PAGE = 50


class ObjectionsMenuItem(MenuItem):
    def __init__(self):
        url = reverse_lazy("cases:objections")
        super().__init__(gettext_lazy("Objections"), url, name="objections", icon_name="comment", order=140)

    def is_shown(self, request):
        return permissions.may_answer_objections(request.user)


class ObjectionsView(DeskView, WagtailAdminTemplateMixin, TemplateView):
    """Objections that wait for an answer by this person, the oldest deadline first."""

    template_name = "cases/objections.html"
    page_title = gettext_lazy("Objections")
    header_icon = "comment"

    def dispatch(self, request, *args, **kwargs):
        if not permissions.may_answer_objections(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return self.page_title

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        now = timezone.now()
        waiting = objections.waiting_for(self.request.user)
        page = Paginator(waiting, PER_PAGE).get_page(self.request.GET.get("p"))
        rows = [{"objection": each, "deadline": objection_deadline(each, now)} for each in page]
        return super().get_context_data(**kwargs) | {"rows": rows, "page_obj": page}


class AnswerForm(forms.Form):
    """Right or not, with the words the applicant reads; a case that is opened again goes on at a stage of its own."""

    answer = forms.ChoiceField(choices=Answer.choices)
    stage = forms.ModelChoiceField(Stage.objects.none(), required=False)
    told = forms.CharField(required=False, max_length=1000)

    def __init__(self, *args, stages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"].queryset = stages

    def clean(self):
        if self.cleaned_data.get("answer") == Answer.DISMISSED and not self.cleaned_data.get("told", "").strip():
            raise forms.ValidationError(_("Write the reason; the applicant will read it."))
        return self.cleaned_data


class ObjectionView(CasePage, MoveView):
    """What the applicant wrote and sent, the first decision, and the answer. Only read by who may not answer."""

    http_method_names = ["get", "post"]
    template_name = "cases/objection.html"
    form = None

    @cached_property
    def objection(self) -> Objection:
        found = self.case.objections.select_related("by").order_by("-at").first()
        if found is None:
            raise Http404
        found.case = self.case
        return found

    @cached_property
    def stages(self):
        """The stages this case has been at."""
        return self.case.version.stages.filter(order__lte=self.case.stage.order)

    def get_page_title(self):
        return _("Objection")

    def get_page_subtitle(self):
        return f"{self.case.applicant_name}, {self.case.number}"

    def crumbs(self):
        here = {"url": "", "label": self.get_page_title()}
        return [{"url": self.place.case_url(self.case.pk), "label": self.case.applicant_name}, here]

    def refusals(self) -> list[str]:
        if not self.objection.is_open:
            return []
        now = queries.situation(self.case, self.request.user, timezone.now())
        return [str(reason) for reason in rules.refusals(Move.DISMISS, now)]

    def get_context_data(self, **kwargs):
        decision = self.case.decisions.exclude(released_at=None).select_related("by").order_by("-released_at").first()
        return super().get_context_data(**kwargs) | {
            "objection": self.objection,
            "deadline": objection_deadline(self.objection, timezone.now()),
            "decision": decision,
            "stages": self.stages if self.case.state == CaseState.REJECTED else [],
            "refusals": self.refusals(),
            "form": self.form,
        }

    def post(self, request, *args, **kwargs):
        self.form = AnswerForm(request.POST, stages=self.stages)
        if self.form.is_valid():
            return super().post(request, *args, **kwargs)
        return self.render_to_response(self.get_context_data(), status=422)

    def act(self):
        form, by = self.form.cleaned_data, self.request.user
        if form["answer"] == Answer.UPHELD:
            workflow.uphold(self.objection, by=by, stage=form["stage"], told=form["told"])
            return _("%(name)s: objection upheld, the case is open again.") % {"name": self.case.applicant_name}
        workflow.dismiss(self.objection, by=by, told=form["told"])
        return _("%(name)s: the first decision stands, the applicant is told.") % {"name": self.case.applicant_name}

    def after(self):
        return redirect("cases:objections")
