"""The steps of a registration at the counter: the same pages as a citizen's, in the hands of an officer."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from cases import permissions
from cases.models import Case
from cases.rules import Refused
from forms import counter, queries, steps, wizards, workflow
from forms.models import Draft
from forms.road import Road
from forms.views import pages
from forms.views.correction import closed
from forms.views.registration import RegistrationView
from forms.views.wizard import COMPLETE


class CounterView(RegistrationView):
    """One step of a draft of the counter. The officer may turn the screen: the person reads the same words."""

    template_name = "intake/counter/step.html"
    before = ()

    def setup(self, request, *args, **kwargs):
        """Who may not register people, and who does not have this draft, meets a page that does not exist."""
        super(RegistrationView, self).setup(request, *args, **kwargs)
        if not permissions.may_file(request.user):
            raise Http404
        mine = Draft.objects.at_counter().filter(user=request.user)
        self.draft = get_object_or_404(mine, pk=kwargs["draft"])
        self.intake = wizards.get(self.draft.service)
        self.subject = self.intake.get(self.draft.subject_id)

    def make_road(self) -> Road:
        return pages.road_of_counter(self.draft, self.request.user)

    def obstacle(self):
        if self.draft.finished_at:
            return self.sent_already()
        return self.situation()

    def sent_already(self):
        """Pressed twice, or an old page sent again: the same receipt."""
        if self.request.method == "POST":
            messages.info(self.request, self.words_of_double_sending(self.draft.case))
        return redirect(self.receipt_url(self.draft.case))

    def receipt_url(self, case: Case) -> str:
        return pages.counter_receipt(case)

    def may_try(self, typed: str) -> bool:
        """The NIK was looked up and counted before; another one is refused by the form."""
        return True

    def reusable(self, kinds: list[str]) -> dict:
        return queries.reusable_of(self.draft, kinds)

    def fresh_form(self):
        """Empty: what the office keeps of a person is taken over by a button that is logged."""
        return self.road.build(self.step)

    def saved_text(self) -> str:
        return _("Each step is saved when you continue. The draft is in your list at the counter.")

    def get_context_data(self, form, **kwargs):
        context = super().get_context_data(form=form, **kwargs)
        context |= {"name": counter.name_in(self.draft), "counter_url": self.draft.url()}
        if self.step == steps.CHECK and not self.draft.correction_id:
            person = counter.person_of(self.draft)
            context["not_met"] = counter.not_met(self.intake, self.subject, person, counter.told_in(self.road))
        return context


class CounterCorrectionView(CounterView):
    """What the office asked a person without an account to correct, brought to the counter."""

    sends_at = steps.CHECK

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if self.draft.correction_id is None:
            raise Http404
        self.case = self.draft.correction.case

    def obstacle(self):
        found = closed(self.case, self.draft.correction)
        if found is None:
            return None
        messages.info(self.request, found.text)
        return redirect("cases:edit", self.case.pk)

    def fresh_form(self):
        """Shown as it was sent: the officer compares it with what lies on the counter."""
        return self.road.build(self.step, initial=dict(self.road.known))

    def send_label(self) -> str:
        return _("Send correction")

    def send(self, form):
        try:
            workflow.answer(self.draft, self.request.POST.get("token", ""), by=self.request.user)
        except workflow.Unfinished as gap:
            return redirect(f"{self.draft.url(gap.step)}?{COMPLETE}=1")
        except Refused as refused:
            return self.refused(refused)
        messages.success(self.request, _("The correction of %(number)s is sent.") % {"number": self.case.number})
        return redirect("cases:calls")
