"""Acts on a case that need no reason: pass, accept, reserve, undo, agree as second person, release."""

from django.http import Http404
from django.utils.translation import gettext as _

from cases import permissions, workflow
from cases.enums import Move
from cases.views.base import MoveView
from cases.views.case import tell_with_undo


class OnwardView(MoveView):
    """After the act the next case opens by itself."""

    def after(self):
        return self.onward(skip=self.case.pk)


class PassView(OnwardView):
    def act(self):
        passed = self.case.stage.name
        workflow.pass_stage(self.case, by=self.request.user, revision=self.revision)
        return _("%(name)s: passed “%(stage)s”.") % {"name": self.case.applicant_name, "stage": passed}


class DecideView(OnwardView):
    """Accept or put on the reserve list; nobody is told before the decision is released."""

    verdict: Move

    def act(self):
        workflow.decide(self.case, verdict=self.verdict, by=self.request.user, revision=self.revision)
        return self.text() % {"name": self.case.applicant_name}

    def tell(self, text):
        tell_with_undo(self, text)


class AcceptView(DecideView):
    verdict = Move.ACCEPT

    def text(self):
        return _("%(name)s: accepted, not yet told.")


class ReserveView(DecideView):
    verdict = Move.RESERVE

    def text(self):
        return _("%(name)s: put on the reserve list, not yet told.")


class OpenDecisionView(MoveView):
    """An act on a decision that waits; who may not do it finds nothing here."""

    def allowed(self, decision) -> bool:
        raise NotImplementedError

    def act(self):
        decision = self.case.open_decision
        if decision and not self.allowed(decision):
            raise Http404
        return self.on(decision)


class UndoView(OpenDecisionView):
    def allowed(self, decision):
        return permissions.may_undo(self.request.user, decision)

    def on(self, decision):
        workflow.undo(self.case, by=self.request.user)
        return _("The decision is undone. The case is back in the queue.")


class SecondView(OpenDecisionView):
    def allowed(self, decision):
        return permissions.may_second(self.request.user, decision) or not decision.needs_second

    def on(self, decision):
        if decision is None:
            return _("There is no decision to agree to any more.")
        workflow.second(decision, by=self.request.user)
        return _("You have agreed as the second officer.")


class ReleaseView(OpenDecisionView):
    def allowed(self, decision):
        return permissions.may_release(self.request.user)

    def on(self, decision):
        if decision is None:
            return _("The decision has been told already.")
        workflow.release(self.case, by=self.request.user)
        return _("The decision is released and the applicant is told.")
