"""Seat rules in the CMS: the draft is edited as a form, tried on the last batches, and published as a version."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from cases.rules import Refused
from programs import candidates, explaining, whatif, workflow
from programs.models import Batch, ProgramPage, SeatRules
from programs.views.base import StaffPage

PUBLISH = "programs.publish_seatrules"


class VersionColumn(Column):
    def __init__(self):
        super().__init__("version", label=gettext_lazy("Version in force"))

    def get_value(self, instance):
        return max((version.number for version in instance.versions.all()), default=_("none yet"))


class SeatRulesIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("versions")


class SeatRulesEditView(generic.EditView):
    """The form of the draft, with the ways to try and to publish it."""

    @cached_property
    def header_buttons(self):
        if not self.request.user.has_perm(PUBLISH):
            return []
        ways = [("try", _("Try on the last batches"), "history"), ("publish", _("Publish version"), "upload")]
        urls = [(reverse(f"seat_rules:{name}", args=[self.object.pk]), label, icon) for name, label, icon in ways]
        return [HeaderButton(label, url=url, icon_name=icon) for url, label, icon in urls]

    def get_success_buttons(self):
        if not self.request.user.has_perm(PUBLISH):
            return []
        url = reverse("seat_rules:try", args=[self.object.pk])
        return [messages.button(url, _("Try on the last batches"))]


class OneRules(StaffPage):
    """A page about one set of rules, for who may publish it."""

    permission = PUBLISH
    header_icon = "list-ol"

    @cached_property
    def rules(self) -> SeatRules:
        return get_object_or_404(SeatRules, pk=self.kwargs["pk"])

    def get_page_subtitle(self):
        return self.rules.name

    def get_crumbs(self):
        edit = reverse("seat_rules:edit", args=[self.rules.pk])
        return [(reverse("seat_rules:index"), _("Seat rules")), (edit, self.rules.name)]

    @cached_property
    def draft(self) -> dict:
        return self.rules.frozen()


class PublishView(OneRules):
    """What new batches will meet, beside what running ones keep; POST publishes it."""

    template_name = "programs/staff/seat_rules_publish.html"
    page_title = gettext_lazy("Publish version")

    def get_context_data(self, **kwargs):
        version = self.rules.current
        running = Batch.objects.filter(seat_rules__rules=self.rules, applicants__gt=0)
        return super().get_context_data(**kwargs) | {
            "rules": self.rules,
            "version": version,
            "now": explaining.content_in_words(version.content) if version else [],
            "draft": explaining.content_in_words(self.draft),
            "running": running.count(),
            "programs": ProgramPage.objects.filter(seat_rules=self.rules).order_by("title"),
        }

    def post(self, request, *args, **kwargs):
        try:
            version = workflow.publish_seat_rules(self.rules, by=request.user)
        except Refused as refusal:
            messages.error(request, " ".join(str(reason) for reason in refusal.reasons))
            return redirect("seat_rules:edit", self.rules.pk)
        words = _("%(name)s: version %(number)s is in force. Batches that somebody has registered for keep theirs.")
        messages.success(request, words % {"name": self.rules.name, "number": version.number})
        return redirect("seat_rules:index")


class TryView(OneRules):
    """The draft beside the rules that the last batches had: who would have got a seat, and who would not."""

    template_name = "programs/staff/seat_rules_try.html"
    page_title = gettext_lazy("Try on the last batches")
    http_method_names = ["get"]

    def get_context_data(self, **kwargs):
        batches = whatif.last_batches(timezone.now(), program=self.program)
        outcomes = whatif.compare(candidates.read(self.draft), batches)
        return super().get_context_data(**kwargs) | {
            "rules": self.rules,
            "draft": explaining.content_in_words(self.draft),
            "outcomes": outcomes,
            "changed": sum(bool(each.into or each.out_of) for each in outcomes),
            "into": sum(len(each.into) for each in outcomes),
            "programs": self.programs,
            "program": self.program,
            "most": whatif.PEOPLE,
        }

    @cached_property
    def programs(self) -> list[tuple[int, str]]:
        found = ProgramPage.objects.filter(batches__isnull=False).distinct().order_by("title")
        return list(found.values_list("pk", "title"))

    @property
    def program(self) -> int | None:
        """The programme to look at alone; something unknown is no address."""
        wanted = self.request.GET.get("program", "")
        if not wanted:
            return None
        if wanted not in {str(pk) for pk, _title in self.programs}:
            raise Http404
        return int(wanted)
