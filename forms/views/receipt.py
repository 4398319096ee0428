"""The receipt opens by its link alone, which carries 128 random bits; it shows no answer and no document."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cases.messages import case_path
from cases.models import Case
from core import links
from core.formats import clock, full_date, masked_email
from core.printing import PrintError
from forms import receipt
from forms.views import pages


def case_by(service: str, code: str, token: str) -> tuple:
    intake, subject = pages.intake_and_subject(service, code)
    found = Case.objects.filter(token=token, service=intake.service, subject_id=subject.pk)
    case = found.select_related("applicant__user", "version", "stage").first()
    if case is None:
        raise Http404
    return intake, subject, case


class ReceiptView(TemplateView):
    template_name = "intake/receipt.html"

    def get_context_data(self, service, code, token, **kwargs):
        intake, subject, case = case_by(service, code, token)
        sent = {"batch": intake.card(subject).title, "date": full_date(case.submitted_at)}
        sent["time"] = clock(case.submitted_at)
        email = case.applicant.email
        return super().get_context_data(**kwargs) | {
            "case": case,
            "card": intake.card(subject),
            "sent": _("%(batch)s. Sent on %(date)s at %(time)s.") % sent,
            "copy_sent": _copy(email),
            "steps": receipt.steps(case),
            "now_text": receipt.now_text(case),
            "actions": [{"label": _("Print or save as PDF"), "url": "pdf/", "icon": "print", "look": "quiet"}],
            "links": [*_calendar(service, code), *_meanwhile(case)],
        }


def _calendar(service: str, code: str) -> list[dict]:
    url = links.calendar(service, code)
    return [{"label": _("Add to calendar"), "url": url, "icon": "calendar"}] if url else []


def _meanwhile(case: Case) -> list[dict]:
    return [
        {"label": _("See the status of your registration"), "url": receipt.status_url(case), "icon": "status"},
        {"label": _("Open your account"), "url": case_path(case), "icon": "person"},
    ]


def _copy(email: str) -> str:
    keep = _("Keep this number: with it and your date of birth you can check the status without signing in.")
    if not email:
        return keep
    return _("A copy was sent to %(email)s.") % {"email": masked_email(email)} + " " + keep


def pdf(request, service, code, token):
    """The proof on paper. What cannot be set (a letter without a typeface) leads back to the page, which prints too."""
    _intake, _subject, case = case_by(service, code, token)
    try:
        content = receipt.as_pdf(case)
    except PrintError:
        return redirect("intake:receipt", service=service, code=code, token=token)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{case.number}.pdf"'
    return response
