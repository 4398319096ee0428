"""A person's own pages, and the stage of a registration for whoever knows number and birth date."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView
from django.views.generic.edit import FormView

from accounts import workflow as accounts
from accounts.forms import ContactForm
from accounts.rules import is_staff_account
from cases.enums import Move
from cases.models import Case
from cases.rules import Refused
from core import files
from core.formats import clock
from core.numbers import read_case_number
from portal import looks, profile, queries, status, words
from portal.forms import LanguageForm, StatusForm
from portal.pages import CasePage

PER_PAGE = 50


class OwnPage(LoginRequiredMixin, TemplateView):
    """A page of the signed-in person."""

    @property
    def applicant(self):
        return getattr(self.request.user, "applicant", None)


class HomeView(OwnPage):
    """Everything at one place: what is asked of me, my registrations, drafts."""

    template_name = "portal/home.html"

    def get_context_data(self, **kwargs):
        page = Paginator(queries.cases_of(self.request.user), PER_PAGE).get_page(self.request.GET.get("hal"))
        rows = [{"case": case, "tag": words.tag(case), "next": words.row_next(case, timezone.now())} for case in page]
        return super().get_context_data(
            page_obj=page,
            rows=rows,
            asked=[row for row in rows if row["case"].asked],
            offers=queries.offers_of(self.request.user),
            drafts=queries.drafts_of(self.request.user),
            is_staff_account=is_staff_account(self.request.user),
            may_connect=self.applicant is None,
            **kwargs,
        )


class OwnCase:
    """A case of the person who asks; anybody else's is as missing as one that never was."""

    def case(self) -> Case:
        own = Case.objects.select_related("stage", "version", "applicant", "lease_by")
        return get_object_or_404(own, number=self.kwargs["number"], applicant__user=self.request.user)

    def page(self) -> CasePage:
        return CasePage(self.case(), self.request.user, timezone.now())


class CaseView(OwnCase, OwnPage):
    """One case: next step, what is asked, the story so far, documents, further parts."""

    template_name = "portal/case.html"

    def get_context_data(self, **kwargs):
        page = self.page()
        return super().get_context_data(own=page, case=page.case, **kwargs)


class MoveView(OwnCase, LoginRequiredMixin, View):
    """Ask once more, then do it; sent twice, it happens once and the answer is the same."""

    template_name = "portal/confirm.html"
    move: Move
    act = None
    title = text = button = done = ""

    def get(self, request, *args, **kwargs):
        return self.ask(self.page())

    def post(self, request, *args, **kwargs):
        case = self.case()
        try:
            type(self).act(Case(pk=case.pk), by=request.user)
        except Refused as refusal:
            return self.ask(self.page(), refusal.reasons, status=409)
        messages.success(request, str(self.done))
        return redirect("portal:case", number=case.number)

    def ask(self, page: CasePage, reasons=(), status=200):
        """The question, or why it cannot be asked: what a person can read before what the engine says."""
        reasons = page.refusals(self.move) or [str(reason) for reason in reasons]
        context = {"own": page, "case": page.case, "reasons": reasons, "move": self}
        return render(self.request, self.template_name, context, status=status)


class DocumentView(LoginRequiredMixin, View):
    """The file itself, for the person who sent it: as a download, with the type we found in it."""

    def get(self, request, pk):
        document = get_object_or_404(queries.documents_of(request.user), pk=pk)
        return files.serve(request, document.file)


class DocumentsView(OwnPage):
    """Every document the person has sent."""

    template_name = "portal/documents.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(documents=queries.documents_of(self.request.user), **kwargs)


class LooksView(OwnPage):
    """Who looked at my data, when and why."""

    template_name = "portal/looks.html"

    def get_context_data(self, **kwargs):
        page = Paginator(queries.looks_at(self.request.user), PER_PAGE).get_page(self.request.GET.get("hal"))
        return super().get_context_data(page_obj=page, rows=looks.rows(page, self.request.user), **kwargs)


class ProfileView(OwnPage):
    """Who I am to the office, how it reaches me, and how I sign in."""

    template_name = "portal/profile.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            applicant=self.applicant,
            about=self.applicant and profile.about(self.applicant),
            contact=self.applicant and profile.contact(self.applicant),
            language_form=LanguageForm(initial={"language": self.request.user.language}),
            **kwargs,
        )


class ContactView(LoginRequiredMixin, FormView):
    """Change phone and address."""

    template_name = "portal/contact.html"
    form_class = ContactForm

    def get_form_kwargs(self):
        applicant = getattr(self.request.user, "applicant", None)
        if applicant is None:
            raise Http404
        return super().get_form_kwargs() | {"instance": applicant}

    def form_valid(self, form):
        accounts.change_contact(form.instance, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Your phone number and address are saved."))
        return redirect("portal:profile")


class LanguageView(LoginRequiredMixin, View):
    """Choose the language of messages and pages."""

    http_method_names = ["post"]

    def post(self, request):
        form, here = LanguageForm(request.POST), reverse("portal:profile")
        if form.is_valid():
            accounts.set_language(request.user, form.cleaned_data["language"])
            here = translate_url(here, form.cleaned_data["language"])
        return redirect(here)


class StatusView(FormView):
    """Number and birth date -> stage and date. Unknown number and wrong date get the same answer."""

    template_name = "portal/status.html"
    form_class = StatusForm

    def get_initial(self):
        """The link of a receipt or a mail brings the number; what cannot be one is not shown."""
        return super().get_initial() | {"number": read_case_number(self.request.GET.get("nomor", "")) or ""}

    def form_valid(self, form):
        number, place = form.cleaned_data["number"], get_adapter().get_client_ip(self.request) or "unknown"
        if opens_at := status.closed_until(number, place):
            return self.refuse(form, _("Too many tries. Try again at %(time)s.") % {"time": clock(opens_at)}, 429)
        case = queries.by_number(number, form.cleaned_data["birth_date"])
        if case is None:
            return self.refuse(form, _("This number and birth date do not match any registration. Check both."))
        return render(self.request, "portal/status_answer.html", status.answer(case))

    def refuse(self, form, reason: str, code: int = 200):
        form.add_error(None, reason)
        return self.render_to_response(self.get_context_data(form=form), status=code)
