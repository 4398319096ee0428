"""Answering a correction request at /daftar/perbaikan/<case number>/: only what was named, on the questions of then."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cases.messages import case_path
from cases.models import Case, CorrectionRequest
from cases.rules import Refused
from core.formats import full_date
from forms import people, queries, steps, wizards, workflow
from forms.road import Road
from forms.views.entry import door, session_expired
from forms.views.wizard import COMPLETE, WizardView
from forms.wizards import Situation


def case_of(user, number: str) -> Case:
    """The person's own case; everybody else's looks like one that does not exist."""
    found = Case.objects.filter(number=number, applicant__user=user).select_related("applicant").first()
    if found is None:
        raise Http404
    return found


def last_request(case: Case) -> CorrectionRequest:
    found = case.corrections.order_by("-at").first()
    if found is None:
        raise Http404
    return found


def closed(case: Case, request: CorrectionRequest) -> Situation | None:
    """Why this request can no longer be answered."""
    if request.answered_at:
        words = {"date": full_date(request.answered_at)}
        text = _("We received your correction on %(date)s. An officer goes on with it.") % words
        return Situation(
            "correction_sent", _("Your correction has been sent"), text, _("See the status"), case_path(case)
        )
    if request.lapsed_at or case.is_closed:
        words = {"date": full_date(request.due_at)}
        text = _("We waited for your correction until %(date)s. Contact us if something kept you.") % words
        return Situation(
            "correction_closed", _("The correction date has passed"), text, _("See the status"), case_path(case)
        )
    return None


def show(request, case: Case, found: Situation):
    context = {"situation": found, "case": case, "kept": "", "leave_url": None}
    return render(request, "intake/situation.html", context, status=found.status)


class CorrectionStartView(TemplateView):
    """What has to be corrected, why, and until when."""

    template_name = "intake/correction.html"

    def get(self, request, number):
        if not request.user.is_authenticated:
            return redirect(door(request.path))
        case = case_of(request.user, number)
        asked = last_request(case)
        if found := closed(case, asked):
            return show(request, case, found)
        draft = workflow.start_correction(asked, user=request.user)
        road = Road(draft, known=queries.known_answers(case))
        asked_for = [str(field.label) for form in road.forms.values() for field in form.fields.values()]
        context = {
            "case": case,
            "asked": asked,
            "asked_for": asked_for,
            "reasons": asked.text.splitlines(),
            "continue_url": draft.url(road.resume_at) if road.forms else "",
        }
        return self.render_to_response(self.get_context_data(**context))


class CorrectionView(WizardView):
    before = ()
    sends_at = steps.CHECK

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.case = None

    def obstacle(self):
        self.case = case_of(self.request.user, self.kwargs["number"])
        asked = last_request(self.case)
        self.draft = getattr(asked, "draft", None)
        if found := closed(self.case, asked):
            return show(self.request, self.case, found)
        self.draft = self.draft or workflow.start_correction(asked, user=self.request.user)
        return None

    def signed_out(self):
        if self.request.method != "POST":
            return redirect(door(self.request.get_full_path()))
        draft = self.draft_of_form()
        if draft:
            self.draft, self.case = draft, draft.correction.case
            self.walk()
            self.keep()
        found = session_expired(draft, self.request.path)
        return render(self.request, "intake/situation.html", {"situation": found, "kept": ""}, status=found.status)

    def make_road(self) -> Road:
        known = queries.known_answers(self.case)
        refusal = people.nik_refusal(self.case.applicant.user)
        return Road(self.draft, known=known, nik_refusal=refusal)

    def fresh_form(self):
        """Shown as it was sent, to be corrected."""
        return self.road.build(self.step, initial=dict(self.road.known))

    def send_label(self) -> str:
        return _("Send correction")

    def card(self):
        intake = wizards.get(self.case.service)
        return intake.card(intake.get(self.case.subject_id))

    def send(self, form):
        try:
            workflow.answer(self.draft, self.request.POST.get("token", ""), by=self.request.user)
        except workflow.Unfinished as gap:
            return redirect(f"{self.draft.url(gap.step)}?{COMPLETE}=1")
        except people.NikTaken:
            return redirect(f"{self.draft.url(steps.IDENTITY)}?{COMPLETE}=1")
        except Refused as refused:
            text = " ".join(str(reason) for reason in refused.reasons)
            return show(self.request, self.case, Situation("refused", _("Your correction could not be sent"), text))
        messages.success(self.request, _("Thank you. We have received your correction."))
        return redirect(reverse("intake:correction", args=[self.case.number]))
