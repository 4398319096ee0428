"""The page of a case, and the two pages that ask for reasons before a correction or a rejection."""

from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from audit import log
from cases import permissions, rules, services, timeline, workflow
from cases.enums import Bucket, Move
from cases.forms import CorrectForm, RejectForm, RevealForm, RevealReason
from cases.sheet import VERDICTS, Sheet
from cases.views.base import CaseMixin, DeskView, MoveView, keys_button
from cases.views.queue import next_url
from cases.workflow import sharing


class TimelinePanel(BaseSidePanel):
    """Everything that happened to the case, newest first, with who did it."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = gettext_lazy("Open the history")
        icon_name = "history"

    name = "timeline"
    sheet = None
    title = gettext_lazy("History of the case")
    template_name = "cases/timeline_panel.html"

    def get_context_data(self, parent_context):
        return super().get_context_data(parent_context) | {
            "entries": timeline.entries(self.object, self.sheet.documents, self.sheet.events)
        }


class CasePage(CaseMixin, DeskView, WagtailAdminTemplateMixin, TemplateView):
    """A page about one case, in its place in the queue."""

    header_icon = "tasks"

    @property
    def header_buttons(self):
        return [keys_button()]

    def get_page_title(self):
        return self.case.applicant_name

    def get_page_subtitle(self):
        return self.case.number

    def get_breadcrumbs_items(self):
        own = {"url": self.place.queue_url, "label": self.place.tab.label}
        return [*self.breadcrumbs_items, own, *self.crumbs()]

    def crumbs(self) -> list[dict]:
        return [{"url": "", "label": self.case.applicant_name, "sublabel": self.case.number}]

    @cached_property
    def sheet(self) -> Sheet:
        return Sheet(services.only_read(self.case), self.request.user, timezone.now())

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"case": self.case, "sheet": self.sheet, "place": self.place}


class CaseView(CasePage):
    """Facts, documents and decisions on one screen. Opening it claims the case for some minutes."""

    template_name = "cases/case.html"
    revealed = ""

    def get_context_data(self, **kwargs):
        self._claim()
        timeline_panel = TimelinePanel(self.case, self.request)
        timeline_panel.sheet = self.sheet
        sharing.see_notes(self.sheet.notes, by=self.request.user)
        panels = MediaContainer([timeline_panel])
        return super().get_context_data(**kwargs) | {
            "side_panels": panels,
            "verdicts": list(enumerate(VERDICTS, start=1)),
            "reveal_reasons": RevealReason.choices,
            "revealed": self.revealed,
            "next_url": next_url(self.place, skip=self.case.pk),
        }

    def _claim(self) -> None:
        """Take the case when it waits for the office and nothing forbids it; otherwise it is only read."""
        if self.case.bucket != Bucket.OFFICE or rules.refusals(Move.CLAIM, self.sheet.situation):
            return
        case, user, now = self.case, self.request.user, self.sheet.now
        if workflow.claim(case, by=user, at=now):
            again = case.lease_by_id == user.pk and case.lease_until > now
            case.lease_by, case.lease_since = user, case.lease_since if again else now


class RevealView(CaseView):
    """The whole NIK, for somebody who says why. An event names both, and the applicant sees it."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        form = RevealForm(request.POST)
        if not permissions.may_reveal(request.user) or not form.is_valid():
            messages.error(request, _("Say why you look at the whole NIK."))
            return self.here()
        reason = form.cleaned_data["reason"]
        log.record("cases.case.nik_revealed", self.case, by=request.user, body={"reason": reason}, public=True)
        number = self.case.applicant.nik
        self.revealed = f"{number[:6]} {number[6:12]} {number[12:]}"
        if self.wants_json:
            return JsonResponse({"nik": self.revealed})
        return self.render_to_response(self.get_context_data())


class ReasonsPage(CasePage, MoveView):
    """Asks for reasons on a page of its own; the dialog on the case page sends the same form here."""

    http_method_names = ["get", "post"]
    template_name = "cases/reasons.html"
    form = None

    def crumbs(self):
        return [
            {"url": self.place.case_url(self.case.pk), "label": self.case.applicant_name},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_page_subtitle(self):
        return f"{self.case.applicant_name}, {self.case.number}"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"form": self.form, "partial": self.partial}

    def post(self, request, *args, **kwargs):
        self.form = self.make_form(request.POST)
        if self.form.is_valid():
            return super().post(request, *args, **kwargs)
        self.sheet.chosen = set(request.POST.getlist("reasons"))
        return self.render_to_response(self.get_context_data(), status=422)

    def after(self):
        return self.onward(skip=self.case.pk)


class RejectView(ReasonsPage):
    page_title = gettext_lazy("Reject")
    partial = "cases/_reject_form.html"

    def get_page_title(self):
        return self.page_title

    def make_form(self, data=None):
        return RejectForm(data, service=self.case.service)

    def act(self):
        keys, note = self.form.cleaned_data["reasons"], self.form.cleaned_data["note"]
        workflow.decide(
            self.case, verdict=Move.REJECT, by=self.request.user, reasons=keys, told=note, revision=self.revision
        )
        return _("%(name)s: rejected, not yet told.") % {"name": self.case.applicant_name}

    def tell(self, text):
        tell_with_undo(self, text)


class CorrectView(ReasonsPage):
    page_title = gettext_lazy("Ask for correction")
    partial = "cases/_correct_form.html"

    def get_page_title(self):
        return self.page_title

    def make_form(self, data=None):
        documents = [card.document.kind for card in self.sheet.cards]
        return CorrectForm(data, service=self.case.service, documents=documents, answers=list(self.case.answers))

    def act(self):
        form = self.form
        workflow.ask_correction(
            self.case,
            by=self.request.user,
            documents=form.asked_documents(),
            fields=form.asked_fields(),
            reasons=form.cleaned_data["reasons"],
            note=form.cleaned_data["note"],
            revision=self.revision,
        )
        return _("%(name)s: correction asked.") % {"name": self.case.applicant_name}


def tell_with_undo(view: MoveView, text: str) -> None:
    """Say that a decision is kept and where it can be taken back."""
    button = messages.button(view.place.case_url(view.case.pk), _("See or undo"))
    messages.success(view.request, text, buttons=[button])


def case_address(case) -> str:
    return reverse("cases:edit", args=[case.pk])
