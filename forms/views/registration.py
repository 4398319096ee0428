"""Registering for a subject: the wizard a citizen meets at /daftar/<service>/<code>/<step>/."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import services
from cases.models import Case
from cases.rules import Refused
from core import workdays
from core.formats import full_date
from core.models import Throttle
from forms import forms, people, queries, steps, workflow
from forms.models import Draft
from forms.views import pages
from forms.views.wizard import COMPLETE, WizardView
from forms.wizards import Situation

NIK_TRIES, A_DAY = 20, 86_400


def receipt_url(case: Case, code: str) -> str:
    return reverse("intake:receipt", args=[case.service, code, case.token])


class RegistrationView(WizardView):
    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.intake, self.subject = pages.intake_and_subject(kwargs["service"], kwargs["code"])

    def card(self):
        return self.intake.card(self.subject)

    # What stands in the way

    def obstacle(self):
        """Sent already; taken by another account; closed, full, cancelled or hidden meanwhile: each has its page."""
        self.draft = queries.open_draft(self.request.user, self.intake.service, self.subject.pk)
        if response := self.sent_already() or self.of_another_account():
            return response
        return self.situation() or self.begin()

    def sent_already(self):
        """Pressed twice, or an old page sent again after the registration went through: the same receipt."""
        token = self.foreign_token()
        case = Case.objects.filter(token=token, applicant__user=self.request.user).first() if token else None
        if case:
            messages.info(self.request, self.words_of_double_sending(case))
            return redirect(receipt_url(case, self.subject.code))
        return None

    def foreign_token(self) -> str:
        """The token of the form when it is not that of the open draft, which is nobody else's and not sent."""
        token = self.request.POST.get("token", "")
        return "" if self.draft is not None and token == self.draft.token else token

    def words_of_double_sending(self, case: Case) -> str:
        words = {"date": full_date(case.submitted_at), "number": case.number}
        return _("This registration was sent on %(date)s with number %(number)s; nothing is doubled.") % words

    def of_another_account(self):
        """A form that somebody else began on this device is not taken into this person's draft."""
        token = self.foreign_token()
        if not token or not Draft.objects.filter(token=token).exclude(user=self.request.user).exists():
            return None
        text = _("This page belongs to another account. Nothing of it was saved here.")
        found = Situation("other_account", _("You are signed in with another account"), text)
        return self.show(found)

    def situation(self):
        found = self.intake.situation(self.subject, pages.now())
        if not self.intake.is_public(self.subject) and self.draft is None:
            raise Http404
        if found is None:
            return None
        if self.draft and self.request.method == "POST" and self.is_of_this_draft():
            self.walk()
            self.keep()
        return self.show(found)

    def begin(self):
        """Open or create the draft; who is registered already is told so with the number."""
        if self.draft is None:
            case = queries.live_case(self.request.user, self.intake.service, self.subject.pk)
            if case:
                return self.registered_already(case)
            self.draft = workflow.start(self.intake, self.subject, user=self.request.user)
        return None

    def registered_already(self, case: Case):
        words = {"number": case.number}
        text = _("Your registration has number %(number)s and is under way.") % words
        if case.due_at:
            text += " " + _("Next news by %(date)s.") % {"date": full_date(case.due_at)}
        found = Situation(
            "already_registered",
            _("You are already registered for this batch"),
            text,
            _("See the receipt"),
            receipt_url(case, self.subject.code),
        )
        return self.show(found)

    def show(self, found: Situation):
        return pages.show(self.request, found, intake=self.intake, subject=self.subject, draft=self.draft)

    # Sending

    def after_keeping(self, *args, **kwargs):
        """A NIK may be tried some times a day: the sentence "already registered" must not become a way to search."""
        typed = self.request.POST.get("nik", "") if self.step == steps.IDENTITY else ""
        if typed and not self.may_try(typed):
            return self.again(_("Too many tries with different NIKs. Try again tomorrow."), status=429)
        return super().after_keeping(*args, **kwargs)

    def may_try(self, typed: str) -> bool:
        refusal = people.nik_refusal(self.request.user)(typed)
        if refusal is None or refusal.code != "taken":
            return True
        return Throttle.hit("nik", str(self.request.user.pk), limit=NIK_TRIES, seconds=A_DAY)

    def send(self, form):
        note = self.intake.seat_note(self.subject, pages.now())
        if note and not self.request.POST.get("as_reserve"):
            return self.again(_("The last seat has just gone.") + " " + note, status=409)
        if self.request.POST.get("revision") != str(self.draft.revision):
            return self.changed_meanwhile()
        try:
            token, declared = self.request.POST.get("token", ""), form.declared()
            case = workflow.submit(self.draft, token, by=self.request.user, declared=declared, road=self.road)
        except workflow.Unfinished as gap:
            return redirect(f"{self.draft.url(gap.step)}?{COMPLETE}=1")
        except people.NikTaken:
            return redirect(f"{self.draft.url(steps.IDENTITY)}?{COMPLETE}=1")
        except Refused as refused:
            return self.refused(refused)
        return redirect(self.receipt_url(case))

    def receipt_url(self, case: Case) -> str:
        return receipt_url(case, self.subject.code)

    def changed_meanwhile(self):
        messages.info(
            self.request, _("Your answers were changed in another tab or on another device. Check them again.")
        )
        return redirect(self.draft.url(steps.CHECK))

    def refused(self, refused: Refused):
        """A rule is not met, or the batch closed in this very moment: the reasons, and what is kept until when."""
        words = {
            "reason": " ".join(str(reason) for reason in refused.reasons),
            "date": full_date(self.draft.expires_at),
        }
        text = _("%(reason)s We keep your answers until %(date)s.") % words
        found = Situation(
            "not_eligible_now", _("Your registration could not be sent"), text, _("Check your answers"),
            self.draft.url(steps.CHECK),
        )  # fmt: skip
        return self.show(found)

    def get_context_data(self, form, **kwargs):
        context = super().get_context_data(form=form, **kwargs)
        if self.step == steps.DECLARATION:
            context["seat_note"] = self.intake.seat_note(self.subject, pages.now())
            context["after_text"] = self.after_text()
            context["purposes"] = forms.PURPOSES
        if self.step == steps.CHECK:
            context["card_rows"] = self.card_rows(context["card"])
        return context

    def card_rows(self, card) -> list[dict]:
        dates = [fact["text"] for fact in card.facts if fact["icon"] == "calendar"]
        schedule = [{"label": _("Schedule"), "value": dates[0]}] if dates else []
        return [{"label": _("Programme"), "value": card.title}, *schedule]

    def after_text(self) -> str:
        """What the office promises for the first stage, as a date."""
        stage = services.get(self.intake.service).procedure(self.subject).current.first_stage()
        words = {"days": stage.limit_days, "date": full_date(workdays.deadline(pages.now(), stage.limit_days))}
        return _("After you send it, an officer checks it within %(days)s working days: by %(date)s.") % words
