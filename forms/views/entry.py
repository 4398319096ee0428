"""The pages in front of the form: where to begin or go on, the eligibility check, and the way to the door."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from accounts.models import Applicant
from core.formats import full_date
from core.models import OfficeSettings
from forms import forms, queries, steps, workflow
from forms.views import pages


def door(path: str) -> str:
    """The address of the sign-in page, which leads back to `path`."""
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': path})}"


class EntryView(TemplateView):
    """A page that knows the service and the subject of its address."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.intake, self.subject = pages.intake_and_subject(kwargs["service"], kwargs["code"])
        self.args_of_url = [kwargs["service"], kwargs["code"]]

    def dispatch(self, request, *args, **kwargs):
        if obstacle := self.obstacle():
            return obstacle
        return super().dispatch(request, *args, **kwargs)

    def obstacle(self):
        """The page that says why nobody can register now; a hidden batch exists only for who began."""
        draft = self.draft()
        if not self.intake.is_public(self.subject) and draft is None:
            raise Http404
        found = self.intake.situation(self.subject, pages.now())
        if found is None:
            return None
        return pages.show(self.request, found, intake=self.intake, subject=self.subject, draft=draft)

    def draft(self):
        if not self.request.user.is_authenticated:
            return None
        return queries.open_draft(self.request.user, self.intake.service, self.subject.pk)

    def step_url(self, step: str) -> str:
        return reverse("intake:step", args=[*self.args_of_url, step])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"card": self.intake.card(self.subject), "intake": self.intake}


class StartView(EntryView):
    """Begin, or go on where one stopped, on any device one signs in on."""

    template_name = "intake/resume.html"

    def get(self, request, *args, **kwargs):
        draft = self.draft()
        if draft is None or not draft.step:
            return redirect(self.step_url(steps.IDENTITY if draft else steps.ELIGIBILITY))
        return self.render_to_response(self.get_context_data(draft=draft))

    def post(self, request, *args, **kwargs):
        """Begin again: what was typed and uploaded is thrown away."""
        if draft := self.draft():
            workflow.discard(draft)
        return redirect(self.step_url(steps.ELIGIBILITY))

    def get_context_data(self, draft, **kwargs):
        from forms.road import Road

        road = Road(draft)
        return super().get_context_data(**kwargs) | {
            "draft": draft,
            "continue_url": draft.url(road.resume_at),
            "until": queries.sendable_until(draft, self.subject),
            "stopped_at": queries.resume_text(draft),
        }


class EligibilityView(EntryView):
    """May I register? Open to all. Every rule is answered in words; nothing is kept, neither in a row nor a session."""

    template_name = "intake/eligibility.html"

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(form=self.form()))

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        result = self.intake.check(self.subject, form.facts(), self.applicant()) if form.is_valid() else None
        return self.render_to_response(self.get_context_data(form=form, result=result))

    def form(self, data=None) -> forms.EligibilityForm:
        return forms.EligibilityForm(data, asked=self.intake.asked(self.subject), city=OfficeSettings.load().city)

    def applicant(self) -> Applicant | None:
        user = self.request.user
        return Applicant.objects.filter(user=user).first() if user.is_authenticated else None

    def get_context_data(self, form, result=None, **kwargs):
        definition = self.intake.definition(self.subject)
        every = [key for key in steps.keys(definition) if key != steps.DOCUMENTS or definition["documents"]]
        following = steps.IDENTITY if self.request.user.is_authenticated else steps.SIGN_IN
        return super().get_context_data(**kwargs) | {
            "form": form,
            "result": result,
            "step": steps.FIXED[steps.ELIGIBILITY],
            "progress": pages.progress(every, definition, steps.ELIGIBILITY, before=steps.BEFORE),
            "continue_url": self.step_url(following),
            "seat_note": self.intake.seat_note(self.subject, pages.now()),
            "continue_label": self.continue_label(following),
        }

    def continue_label(self, following: str) -> str:
        """Where every seat is taken the button says what one gets: a place on the reserve list."""
        if self.intake.seat_note(self.subject, pages.now()):
            return _("Join the reserve list")
        return _("Continue to %(next)s") % {"next": steps.FIXED[following].short}


class SignInView(View):
    """The second step is the door of the site; who is signed in already goes on."""

    def get(self, request, service, code):
        pages.intake_and_subject(service, code)
        onward = reverse("intake:step", args=[service, code, steps.IDENTITY])
        return redirect(onward if request.user.is_authenticated else door(onward))


def session_expired(draft, path: str):
    """Somebody sent a step after the sign-in had ended: what was sent is kept, signing in shows it again."""
    from forms.wizards import Situation

    text = _("You were signed out for your safety.")
    if draft is not None:
        text = _("You were signed out for your safety. Your answers are kept until %(date)s.") % {
            "date": full_date(draft.expires_at)
        }
    return Situation(
        "session_expired", _("Please sign in again"), text, _("Sign in and continue"), door(path), status=403
    )
