"""Work on a case that is saved at once: lease, verdicts, checks, scores; and the documents themselves."""

import io

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import View

from audit import log
from cases import permissions, workflow
from cases.enums import DocumentVerdict
from cases.forms import RevealReason
from cases.models import Document
from cases.rules import Refused
from cases.views.base import CaseMixin, DeskView, MoveView
from core.asked import moment
from core.files import serve

PDF = "application/pdf"
PAGE_PIXELS = 1600


class LeaseView(CaseMixin, DeskView):
    """The page renews its lease while it is open, and gives it back when it closes."""

    http_method_names = ["post"]
    related = ("lease_by",)

    def post(self, request, *args, **kwargs):
        if "lepas" in request.POST:  # names the lease: a late message does not end that of the page opened after it
            if since := moment(request.POST["lepas"]):
                workflow.let_go(self.case, by=request.user, since=since)
            return HttpResponse(status=204)
        mine = workflow.claim(self.case, by=request.user)
        return JsonResponse({"mine": mine}, status=200 if mine else 409)


class VerdictView(MoveView):
    """One of four words about a document; saved at once, changeable until the stage is passed."""

    def act(self):
        document = get_object_or_404(Document, pk=self.kwargs["document"], case=self.case, replaced=False)
        verdict = self.request.POST.get("verdict", "")
        if verdict not in DocumentVerdict.values:
            raise Http404
        self.document = workflow.set_verdict(document, verdict=verdict, by=self.request.user)
        return ""

    def facts(self):
        return {"saved": True, "verdict": self.document.verdict, "label": str(self.document.get_verdict_display())}


class WorkView(MoveView):
    """Checks and scores of the stage: the form is sent whole, what differs is saved."""

    def act(self):
        self._save_checks()
        self._save_scores()
        return _("Saved.")

    def _save_checks(self) -> None:
        wanted = set(self.request.POST.getlist("check"))
        done = set(self.case.checks.filter(stage=self.case.stage).values_list("key", flat=True))
        for check in self.case.stage.checks:
            key = check["key"]
            if (key in wanted) != (key in done):
                workflow.set_check(self.case, key, done=key in wanted, by=self.request.user)

    def _save_scores(self) -> None:
        mine = self.case.scores.filter(stage=self.case.stage, by=self.request.user)
        known = {key: f"{value.normalize():f}" for key, value in mine.values_list("key", "value")}
        problems = []
        for score in self.case.stage.scores:
            value = self.request.POST.get(f"score_{score['key']}", "").strip()
            if value and value.replace(",", ".") != known.get(score["key"]):
                problems += self._save_score(score, value)
        if problems:
            raise Refused(problems)

    def _save_score(self, score: dict, value: str) -> list[str]:
        try:
            workflow.set_score(self.case, score["key"], value=value, by=self.request.user)
        except Refused as refusal:
            return [f"{score['label_id']}: {reason}" for reason in refusal.reasons]
        return []


class DocumentView(CaseMixin, DeskView, View):
    """The file itself, for those who may see identity documents; every look is an event that the applicant can read."""

    http_method_names = ["get"]
    related = ()

    def get(self, request, *args, **kwargs):
        if not permissions.may_reveal(request.user):
            raise Http404
        document = get_object_or_404(Document.objects.select_related("file"), pk=kwargs["document"], case=self.case)
        body = {"document": document.kind, "reason": RevealReason.CHECK.value}
        log.record("cases.case.document_opened", self.case, by=request.user, body=body, public=True)
        is_page = request.GET.get("halaman") and not document.file.is_withheld
        if is_page and document.file.content_type == PDF:
            return HttpResponse(first_page(document.file.file.path), content_type="image/jpeg")
        return serve(request, document.file, attachment=False)


def first_page(path: str) -> bytes:
    """The first page of a PDF as a picture, small enough to be drawn at once; a file that cannot be read is missing."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            page = document[0]
            scale = min(PAGE_PIXELS / max(page.get_size()), 4)
            picture = page.render(scale=scale).to_pil().convert("RGB")
    except pypdfium2.PdfiumError:
        raise Http404
    answer = io.BytesIO()
    picture.save(answer, "JPEG", quality=80)
    return answer.getvalue()
