"""Certificates of a batch in the CMS: who is ready, issue, look, revoke, replace. Denied looks like missing."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from audit.log import record
from cases.rules import Refused
from core.printing import PrintError
from credentials import queries, rules, workflow
from credentials.enums import CredentialMove
from credentials.forms import ReasonForm
from credentials.models import Credential
from credentials.views import pdf_answer
from programs.models import Batch


class StaffView(View):
    """Every address of this part asks for a permission; without it the page does not exist."""

    permission = rules.VIEW

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(self.permission):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def batch(self) -> Batch:
        return get_object_or_404(Batch, pk=self.kwargs["batch"])

    @cached_property
    def completion(self):
        return get_object_or_404(queries.completions_with_details(), pk=self.kwargs["completion"])

    @cached_property
    def credential(self) -> Credential:
        return get_object_or_404(queries.credentials_with_batch(), pk=self.kwargs["credential"])


class StaffPage(StaffView, WagtailAdminTemplateMixin, TemplateView):
    header_icon = "form"

    def get_breadcrumbs_items(self):
        own = [{"url": reverse("certificates:index"), "label": _("Certificates")}]
        return [*super().get_breadcrumbs_items(), *own, *self.crumbs()]

    def crumbs(self) -> list[dict]:
        """The way to this page below "Certificates"."""
        return []

    def batch_crumb(self, batch: Batch) -> dict:
        return {"url": reverse("certificates:batch", args=[batch.pk]), "label": str(batch)}


class IndexView(StaffPage):
    """Batches with results, the ones with certificates still to issue first."""

    template_name = "credentials/staff/index.html"
    page_title = gettext_lazy("Certificates")

    def get_context_data(self, **kwargs):
        page, may_import = queries.batches_page(self.request.GET.get("p")), self.request.user.has_perm(rules.ISSUE)
        return super().get_context_data(**kwargs) | {"page": page, "may_import": may_import}


class BatchView(StaffPage):
    """Everybody of a batch: result, certificate and what can be done."""

    template_name = "credentials/staff/batch.html"
    page_title = gettext_lazy("Certificates")

    def get_page_subtitle(self):
        return str(self.batch)

    def get_context_data(self, **kwargs):
        user = self.request.user
        rows = [Row(each, user) for each in queries.participants_of(self.batch)]
        return super().get_context_data(**kwargs) | {
            "batch": self.batch,
            "rows": rows,
            "ready": sum(row.is_ready for row in rows),
            "may_issue": user.has_perm(rules.ISSUE),
            "may_revoke": user.has_perm(rules.REVOKE),
        }

    def crumbs(self):
        return [{"url": "", "label": str(self.batch)}]


class Row:
    """One participant on the page of a batch."""

    def __init__(self, enrolment, user):
        self.enrolment = enrolment
        self.completion = getattr(enrolment, "completion", None)
        self.certificates = self.completion.issued if self.completion else []
        self.current = next(iter(self.certificates), None)
        self.reasons = self._reasons(user)

    def _reasons(self, user) -> list[str]:
        if self.completion is None:
            return [_("The head has not confirmed the result yet.")]
        self.completion.enrolment = self.enrolment
        return [] if self.current else rules.reasons_not_to_issue(self.completion, by=user)

    @property
    def is_ready(self) -> bool:
        return self.current is None and not self.reasons


class IssueBatchView(StaffPage):
    """First what would be issued, then the issue itself with a result for each person."""

    permission = rules.ISSUE
    template_name = "credentials/staff/issue.html"
    page_title = gettext_lazy("Issue certificates")

    def get_page_subtitle(self):
        return str(self.batch)

    def get_context_data(self, **kwargs):
        rows = [Row(each, self.request.user) for each in queries.participants_of(self.batch)]
        ready = [row for row in rows if row.is_ready]
        return super().get_context_data(**kwargs) | {"batch": self.batch, "ready": ready}

    def crumbs(self):
        return [self.batch_crumb(self.batch), {"url": "", "label": self.page_title}]

    def post(self, request, *args, **kwargs):
        results = workflow.issue_batch(self.batch, by=request.user)
        issued = sum(result.is_new for result in results)
        for result in results:
            if result.reasons and result.completion.passed:
                name = result.completion.enrolment.applicant.name
                messages.warning(request, f"{name}: {' '.join(result.reasons)}")
        text = ngettext("%(count)d certificate issued.", "%(count)d certificates issued.", issued) % {"count": issued}
        messages.success(request, text)
        return redirect("certificates:batch", self.batch.pk)


class IssueOneView(StaffView):
    permission = rules.ISSUE
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        completion = self.completion
        try:
            credential = workflow.issue(completion, by=request.user)
            messages.success(request, _("Certificate %(number)s issued.") % {"number": credential.number})
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("certificates:batch", completion.enrolment.batch_id)


class PreviewView(StaffView):
    """The paper before it is issued, marked as a preview: no number is used up."""

    permission = rules.ISSUE

    def get(self, request, *args, **kwargs):
        try:
            return pdf_answer(workflow.preview(self.completion), inline=True)
        except PrintError as error:
            return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=422)


class PdfView(StaffView):
    def get(self, request, *args, **kwargs):
        credential = self.credential
        if credential.is_imported:
            raise Http404
        record(CredentialMove.DOWNLOAD, credential, by=request.user)
        return pdf_answer(credential)


class EndView(StaffPage, FormView):
    """A reason, then the verb: revoke or replace."""

    form_class = ReasonForm
    is_final = False
    template_name = "credentials/staff/end.html"

    def get_page_subtitle(self):
        return self.credential.number

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"credential": self.credential}

    def crumbs(self):
        completion = self.credential.completion
        way = [self.batch_crumb(completion.enrolment.batch)] if completion else []
        return [*way, {"url": "", "label": f"{self.page_title} {self.credential.number}"}]

    def form_valid(self, form):
        try:
            self.carry_out(self.credential, by=self.request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect(self.next_url())

    def next_url(self) -> str:
        completion = self.credential.completion
        if completion:
            return reverse("certificates:batch", args=[completion.enrolment.batch_id])
        return reverse("certificates:index")


class RevokeView(EndView):
    permission = rules.REVOKE
    is_final = True
    page_title = gettext_lazy("Revoke certificate")
    button = gettext_lazy("Revoke certificate")
    warning = gettext_lazy("The verification page shows “Revoked” at once, and the holder is told the reason.")
    done = gettext_lazy("Certificate revoked.")
    carry_out = staticmethod(workflow.revoke)


class ReissueView(EndView):
    permission = rules.ISSUE
    page_title = gettext_lazy("Issue replacement")
    button = gettext_lazy("Issue replacement")
    warning = gettext_lazy("The new certificate has a new number and today's data. The old one is marked “Replaced”.")
    done = gettext_lazy("Replacement issued.")
    carry_out = staticmethod(workflow.reissue)
