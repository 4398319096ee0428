"""The acceptance list of a batch by score on one screen: ranked, changed with a reason, fixed, released."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from cases import permissions, progress
from cases.enums import Bucket, CaseState
from cases.models import Case
from cases.rules import Refused
from cases.workflow import jobs
from programs import candidates, explaining, proposal, workflow
from programs.enums import Mode, Verdict
from programs.models import Batch, Enrolment
from programs.proposal import Proposal
from programs.views.base import StaffPage

SELECT = "programs.select_people"
SHOWN = 30
AT_ONCE = 50  # decisions made before the answer; the worker does the rest


class SelectionsView(StaffPage):
    """Every batch that is given by score, the next to begin first, with how many wait for the decision."""

    permission = SELECT
    template_name = "programs/staff/selections.html"
    page_title = gettext_lazy("Selection")

    def get_context_data(self, **kwargs):
        at_decision = Q(enrolments__registration__state=CaseState.IN_REVIEW)
        at_decision &= Q(enrolments__registration__stage__is_decision=True)
        held = Q(enrolments__registration__bucket=Bucket.HELD)
        found = Batch.objects.filter(mode=Mode.SCORE).annotate(
            ready=Count("enrolments", filter=at_decision & ~held),
            decided=Count("enrolments", filter=held),
        )
        page = Paginator(found.order_by("-starts_on", "-pk"), SHOWN).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {"page": page}


class OneSelection(StaffPage):
    permission = SELECT
    page_title = gettext_lazy("Selection")

    @cached_property
    def batch(self) -> Batch:
        found = Batch.objects.select_related("seat_rules__rules").filter(mode=Mode.SCORE)
        return get_object_or_404(found, pk=self.kwargs["batch"])

    def get_page_subtitle(self):
        return self.batch.label

    def get_crumbs(self):
        return [(reverse("selection:index"), _("Selection"))]

    def here(self):
        return redirect("selection:batch", self.batch.pk)

    def refused(self, refusal: Refused):
        messages.error(self.request, " ".join(str(reason) for reason in refusal.reasons))
        return self.here()


class Row:
    """One line of the list as the screen shows it."""

    def __init__(self, found: Proposal, placed):
        self.person = found.people[placed.candidate.pk]
        self.place, self.total, self.verdict = placed.place, placed.candidate.total, Verdict(placed.verdict)
        results = {each.key: each for each in found.results.get(self.person.registration_id, [])}
        self.results = [results.get(key) for key, _label in criteria(found)]
        self.change = getattr(self.person, "adjustment", None)
        effects = found.effects[self.person.pk]
        self.why = explaining.effect_lines(effects, reason=self.change.reason if self.change else "")


def criteria(found: Proposal) -> list[tuple[str, str]]:
    """The columns of the table: every criterion that anybody was scored by."""
    labels = {each.key: each.label for results in found.results.values() for each in results}
    return sorted(labels.items())


class SelectionView(OneSelection):
    """Who gets a seat, who a place on the reserve list and who neither, with the reasons of each place."""

    template_name = "programs/staff/selection.html"

    def get_context_data(self, **kwargs):
        found = proposal.propose(self.batch, at=timezone.now())
        fixed = self.batch.rankings.select_related("enrolment__applicant", "enrolment__registration")
        waiting = [row for row in fixed if row.enrolment.registration.bucket == Bucket.HELD]
        return super().get_context_data(**kwargs) | {
            "batch": self.batch,
            "rules": explaining.rules_in_words(self.batch),
            "criteria": [label for _key, label in criteria(found)],
            "rows": [Row(found, each) for each in found.placed],
            "counts": [(verdict, len(found.with_verdict(verdict))) for verdict in Verdict],
            "not_ready": candidates.not_ready(self.batch),
            "progress": progress.of_cases(Case.objects.filter(registration__batch=self.batch)),
            "seen": found.digest,
            "reserve": found.reserve,
            "fixed": fixed,
            "to_release": len(waiting),
            "may_release": permissions.may_release(self.request.user),
            "verdicts": Verdict.choices,
            "told": _("Your score is not enough for a seat in this batch. You may register for the next one."),
        }


class SelectionAct(OneSelection):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        try:
            return self.act()
        except Refused as refusal:
            return self.refused(refusal)


class AdjustView(SelectionAct):
    """The head's change for one person, or its end."""

    def act(self):
        enrolment = get_object_or_404(Enrolment, pk=self.kwargs["enrolment"], batch=self.batch)
        wanted = self.request.POST.get("verdict", "")
        if wanted and wanted not in Verdict.values:
            raise Http404
        reason = self.request.POST.get("reason", "")[:300]
        verdict = Verdict(wanted) if wanted else None
        workflow.adjust(enrolment, verdict=verdict, reason=reason, by=self.request.user)
        messages.success(self.request, _("The list is changed; the reason stands in the log."))
        return self.here()


class FixView(SelectionAct):
    """Fix the list as it was seen; the decisions are made, nobody is told."""

    def act(self):
        told = self.request.POST.get("told", "")[:500] if "reject" in self.request.POST else ""
        made = workflow.fix_list(self.batch, by=self.request.user, seen=self.request.POST.get("seen", ""), told=told)
        for job in made:
            jobs.work(job, limit=AT_ONCE)
        count = sum(job.total for job in made)
        words = ngettext("The list is fixed: %(count)s decision.", "The list is fixed: %(count)s decisions.", count)
        buttons = [messages.button(reverse("cases:bulk_job", args=[job.pk]), job.get_action_display()) for job in made]
        messages.success(self.request, f"{words % {'count': count}} {_('Nobody is told yet.')}", buttons=buttons)
        return self.here()


class ReleaseView(SelectionAct):
    """Tell everybody of the list together, the best place first."""

    def act(self):
        if not permissions.may_release(self.request.user):
            raise Http404
        plan = workflow.plan_release(self.batch)
        if not plan.items:
            raise Refused([_("No decision waits here.")])
        job = jobs.start(plan, by=self.request.user)
        jobs.work(job, limit=AT_ONCE)
        return redirect("cases:bulk_job", job.pk)
