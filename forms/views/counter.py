"""The counter in the CMS: choose what for, look the person up by NIK, file, print the receipt.

Denied looks like missing.
"""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts import claiming
from audit import log
from cases import permissions
from cases.models import Case
from core.formats import clock, full_date
from core.models import Throttle
from core.printing import PrintError
from forms import counter, receipt, wizards, workflow
from forms.counter_forms import LookupForm
from forms.models import Draft
from forms.views import pages

SHOWN = 20
LONGEST = 100  # letters of a search
LOOKUPS, A_DAY = 300, 86_400  # NIKs one officer may look up in a day


class CounterDoor(View):
    """For who may register people at the counter; to others the address does not exist."""

    def dispatch(self, request, *args, **kwargs):
        if not permissions.may_file(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class CounterPage(CounterDoor, WagtailAdminTemplateMixin, TemplateView):
    header_icon = "user"
    page_title = gettext_lazy("Counter")

    def get_breadcrumbs_items(self):
        here = {"url": "", "label": self.get_page_title()}
        own = [] if self.is_first else [{"url": reverse("counter:index"), "label": _("Counter")}]
        return [*super().get_breadcrumbs_items(), *own, here]

    is_first = False


class IndexView(CounterPage):
    """What takes registrations now, found by words; and what this officer has begun and not sent."""

    template_name = "intake/counter/index.html"
    page_title = gettext_lazy("Registration at the counter")
    is_first = True

    def get_context_data(self, **kwargs):
        text, now = self.request.GET.get("q", "").strip()[:LONGEST], timezone.now()
        intake = wizards.every()[0]
        page = Paginator(intake.open(text, now), SHOWN).get_page(self.request.GET.get("p"))
        drafts = counter.drafts_of(self.request.user)
        found = {"q": text, "page": page, "drafts": drafts, "service": intake.service}
        return super().get_context_data(**kwargs) | found


class LookupView(CounterPage):
    """Whose NIK it is: registered already, known, or new. The NIK never stands in an address."""

    template_name = "intake/counter/lookup.html"
    page_title = gettext_lazy("Look the person up")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.intake, self.subject = pages.intake_and_subject(kwargs["service"], kwargs["code"])

    def get(self, request, *args, **kwargs):
        return self.show(LookupForm())

    def post(self, request, *args, **kwargs):
        form = LookupForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        if not Throttle.hit("counter-nik", str(request.user.pk), limit=LOOKUPS, seconds=A_DAY):
            form.add_error(None, _("You have looked up very many NIKs today. Go on tomorrow or ask an administrator."))
            return self.show(form, status=429)
        return self.found(form, form.cleaned_data["nik"])

    def found(self, form, number: str):
        if self.intake.situation(self.subject, timezone.now()):
            return self.show(form)
        case = counter.live_case(number, self.intake.service, self.subject.pk)
        if case:
            log.record("cases.case.looked_up", case, by=self.request.user)
            return self.show(form, case=case)
        draft = workflow.start_at_counter(self.intake, self.subject, number, by=self.request.user)
        return redirect("counter:draft", draft.pk)

    def show(self, form, *, case=None, status: int = 200):
        situation = self.intake.situation(self.subject, timezone.now())
        context = self.get_context_data(form=form, case=case, situation=situation)
        return self.render_to_response(context, status=status)

    def get_context_data(self, **kwargs):
        may_open = kwargs["case"] and permissions.visible_cases(self.request.user).filter(pk=kwargs["case"].pk)
        return super().get_context_data(**kwargs) | {
            "card": self.intake.card(self.subject),
            "seat_note": "" if kwargs["situation"] else self.intake.seat_note(self.subject, timezone.now()),
            "may_open": bool(may_open) and may_open.exists(),
        }


class DraftMixin:
    """A draft of the counter in the hands of this officer."""

    @cached_property
    def draft(self) -> Draft:
        mine = Draft.objects.at_counter().filter(user=self.request.user)
        return get_object_or_404(mine, pk=self.kwargs["draft"])

    @cached_property
    def intake(self) -> wizards.Intake:
        return wizards.get(self.draft.service)

    @cached_property
    def subject(self):
        return self.intake.get(self.draft.subject_id)


class DraftView(DraftMixin, CounterPage):
    """Before the first step, and after "save": who it is, what is known, what stands in the way."""

    template_name = "intake/counter/draft.html"
    page_title = gettext_lazy("Registration of one person")

    def get(self, request, *args, **kwargs):
        if self.draft.correction_id:
            return redirect(self.draft.url(pages.road_of_counter(self.draft, request.user).resume_at))
        if self.draft.finished_at:
            return redirect("counter:receipt", self.draft.case_id)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        person = counter.person_of(self.draft)
        return super().get_context_data(**kwargs) | {
            "draft": self.draft,
            "card": self.intake.card(self.subject),
            "situation": self.intake.situation(self.subject, timezone.now()),
            "known": counter.known_of(person) if person else None,
            "not_met": counter.not_met(self.intake, self.subject, person) if person else [],
            "may_fill": person is not None and permissions.may_reveal(self.request.user),
            "continue_url": self.draft.url(pages.road_of_counter(self.draft, self.request.user).resume_at),
            "name": counter.name_in(self.draft),
            "until": self.draft.expires_at,
        }


class FillView(DraftMixin, CounterDoor):
    """Take the kept data over into the form. Whoever does is named in the log, and the person sees it."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        person = counter.person_of(self.draft)
        if person is None or self.draft.finished_at or not permissions.may_reveal(request.user):
            raise Http404
        workflow.fill_from_record(self.draft, person, by=request.user)
        messages.success(request, _("The kept data stands in the form. Compare it with the KTP."))
        return redirect(self.draft.url("identitas"))


class DiscardView(DraftMixin, CounterDoor):
    """Throw the draft and its files away."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        workflow.discard(self.draft)
        messages.success(request, _("The draft and its files are deleted."))
        return redirect("counter:index")


class CorrectView(CounterDoor):
    """Begin, or go on, with what a person without an account was asked to correct."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        cases = permissions.visible_cases(request.user).filter(applicant__user=None).select_related("applicant")
        case = get_object_or_404(cases, pk=kwargs["case"])
        asked = case.open_correction
        if asked is None:
            messages.error(request, _("No correction was asked for."))
            return redirect("cases:edit", case.pk)
        person = case.applicant.nik_hash
        draft = workflow.start_correction(asked, user=request.user, person_hash=person)
        return redirect(draft.url(pages.road_of_counter(draft, request.user).resume_at))


class ReceiptMixin:
    """A case that was filed at the counter; any officer of the counter prints its receipt again."""

    @cached_property
    def case(self) -> Case:
        cases = Case.objects.exclude(filed_by=None).select_related("applicant__user", "version", "stage", "filed_by")
        return get_object_or_404(cases, pk=self.kwargs["case"])


class ReceiptView(ReceiptMixin, CounterPage):
    """Number, what happens next, and the paper for the person."""

    template_name = "intake/counter/receipt.html"
    page_title = gettext_lazy("Filed")

    def get_context_data(self, **kwargs):
        case = self.case
        words = {"date": full_date(case.submitted_at), "time": clock(case.submitted_at), "person": case.filed_by.label}
        return super().get_context_data(**kwargs) | {
            "case": case,
            "subject": receipt.subject_label(case),
            "filed": _("Filed on %(date)s at %(time)s by %(person)s.") % words,
            "steps": receipt.steps(case),
            "now_text": receipt.now_text(case),
            "has_account": bool(case.applicant.user_id),
            "may_open": permissions.visible_cases(self.request.user).filter(pk=case.pk).exists(),
        }


class PrintView(ReceiptMixin, CounterDoor):
    """The receipt on paper. Its code is made now, stands only there, and ends the code of an earlier print."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        code = claiming.issue_code(self.case.applicant, by=request.user)
        try:
            content = receipt.as_pdf(self.case, receipt.claim(code) if code else None)
        except PrintError as problem:
            messages.error(request, str(problem))
            return redirect("counter:receipt", self.case.pk)
        response = HttpResponse(content, content_type="application/pdf")
        response.headers["Content-Disposition"] = f'attachment; filename="{self.case.number}.pdf"'
        response.headers["Cache-Control"] = "no-store"
        return response
