"""Home: figures on top, then a small panel for each thing that waits, four rows each. Other apps subclass DeskPanel."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component

from cases import calls, mentions, objections, permissions, queries, workload
from cases.enums import Tab
from cases.models import Case
from cases.rows import objection_deadline, rows
from core import texts
from core.formats import number
from core.models import MessageState, OutboxMessage
from core.workdays import years_without_holidays

SHOWN = 4


@dataclass(frozen=True)
class Line:
    """One row of a panel; with `most` a meter is drawn."""

    title: str
    note: str
    url: str
    tag: str = ""
    tone: str = ""
    value: int = 0
    most: int = 0


class DeskPanel(Component):
    """A panel of the home page: subclass it, give name, heading, icon, order, empty and lines()."""

    template_name = "cases/panel.html"
    name = icon = ""
    heading = empty = more = ""
    order = 50

    class Media:
        css = {"all": ["cases/desk.css"]}

    def __init__(self, request):
        self.request = request

    def lines(self) -> list[Line]:
        raise NotImplementedError

    @property
    def more_url(self) -> str:
        return ""

    def get_context_data(self, parent_context):
        return {"panel": self, "lines": self.lines()}


class TabPanel(DeskPanel):
    """The first cases of a tab."""

    tab: Tab

    @property
    def more_url(self):
        return reverse("cases:queue", args=[self.tab.value])

    def cases(self, now):
        return queries.in_tab(self.tab, self.request.user, now)

    def lines(self):
        now = timezone.now()
        found = list(queries.ordered(queries.listed(self.cases(now)), self.tab)[:SHOWN])
        return [self.line(row) for row in rows(found, self.request.user, now)]

    def line(self, row) -> Line:
        case = row.case
        url = f"{reverse('cases:edit', args=[case.pk])}?antrean={self.tab.value}"
        shown = row.deadline if row.deadline.text else row.state
        return Line(case.applicant_name, f"{case.subject_label}, {case.stage.name}", url, shown.text, shown.tone)


class MyQueuePanel(TabPanel):
    name = "my-queue"
    tab = Tab.MINE
    heading = gettext_lazy("My queue")
    icon = "tasks"
    order = 10
    empty = gettext_lazy("Your queue is empty. Well done.")
    more = gettext_lazy("Open the queue")

    def cases(self, now):
        return super().cases(now).filter(due_at__gte=now)


class OverduePanel(TabPanel):
    name = "overdue"
    tab = Tab.OVERDUE
    heading = gettext_lazy("Late cases")
    icon = "warning"
    order = 11
    empty = gettext_lazy("No case is late.")
    more = gettext_lazy("Open the late ones")


class EscalatedPanel(TabPanel):
    """For the head: what is late by the days of the setting, whoever has it."""

    name = "escalated"
    tab = Tab.OVERDUE
    heading = gettext_lazy("Late for long: yours to act")
    icon = "warning"
    order = 8
    more = gettext_lazy("Open the late ones")

    def cases(self, now):
        return Case.objects.escalated(now)

    def line(self, row) -> Line:
        holder = row.assigned or row.holder or _("with nobody")
        return replace(super().line(row), note=f"{holder}: {row.case.stage.name}, {row.case.subject_label}")

    @property
    def more_url(self):
        return f"{reverse('cases:queue', args=[Tab.ALL.value])}?batas=terlambat"

    @classmethod
    def is_needed(cls) -> bool:
        return Case.objects.escalated(timezone.now()).exists()


class MentionsPanel(DeskPanel):
    """Notes of colleagues that call this person; each goes when its case is opened."""

    name = "mentions"
    heading = gettext_lazy("Colleagues call you")
    icon = "comment"
    order = 7

    def lines(self):
        return [self._line(each) for each in mentions.waiting_for(self.request.user)[:SHOWN]]

    def _line(self, mention) -> Line:
        note, case = mention.note, mention.note.case
        when = date_format(timezone.localtime(note.at), "j M, H.i")
        return Line(
            note.by.label, f"{case.applicant_name}, {case.number}, {when}", reverse("cases:edit", args=[case.pk])
        )


class ReleasePanel(TabPanel):
    name = "release"
    tab = Tab.RELEASE
    heading = gettext_lazy("Ready to release")
    icon = "mail"
    order = 12
    empty = gettext_lazy("No decision waits for release.")
    more = gettext_lazy("Check and release")


class ObjectionPanel(DeskPanel):
    """Objections this person may answer; shown only when there are some."""

    name = "objections"
    heading = gettext_lazy("Objections")
    icon = "comment"
    order = 12
    more = gettext_lazy("Open the objections")

    @property
    def more_url(self):
        return reverse("cases:objections")

    def lines(self):
        now = timezone.now()
        found = objections.waiting_for(self.request.user)[:SHOWN]
        return [self._line(each, objection_deadline(each, now)) for each in found]

    def _line(self, objection, deadline) -> Line:
        case, url = objection.case, reverse("cases:objection", args=[objection.case_id])
        return Line(case.applicant_name, f"{case.subject_label}, {case.number}", url, deadline.text, deadline.tone)


class WorkloadPanel(DeskPanel):
    """For the head: what waits and what is late at each stage of the office."""

    name = "workload"
    heading = gettext_lazy("Workload of the office")
    icon = "group"
    order = 9
    empty = gettext_lazy("Nothing waits.")
    more = gettext_lazy("Workload and who is in charge")

    @property
    def more_url(self):
        return reverse("cases:workload")

    def lines(self):
        stages = workload.by_stage(timezone.now())
        most = max((stage.waiting for stage in stages), default=0)
        return [self._line(stage, most) for stage in stages[:SHOWN]]

    def _line(self, stage, most: int) -> Line:
        words = {"waiting": number(stage.waiting), "soon": number(stage.soon)}
        note = _("%(waiting)s waiting, %(soon)s due by the next working day") % words
        late = ngettext("%(count)s late", "%(count)s late", stage.late) % {"count": number(stage.late)}
        query = {"tahap": stage.name} | ({"batas": "terlambat"} if stage.late else {})
        url = f"{reverse('cases:queue', args=[Tab.ALL.value])}?{urlencode(query)}"
        return Line(stage.name, note, url, late if stage.late else "", "late", value=stage.waiting, most=most)


class OutboxPanel(DeskPanel):
    """Messages that did not arrive after every attempt; shown only when there are some."""

    name = "outbox"
    heading = gettext_lazy("Messages not delivered")
    icon = "warning"
    order = 13
    more = gettext_lazy("Open the messages")

    @property
    def more_url(self):
        return f"{reverse('pesan-keluar_modeladmin_index')}?state__exact={MessageState.FAILED.value}"

    def lines(self):
        failed = OutboxMessage.objects.filter(state=MessageState.FAILED).defer("content", "to")[:SHOWN]
        url = "pesan-keluar_modeladmin_inspect"
        return [
            Line(texts.label(row.kind), row.about, reverse(url, args=[row.pk]), texts.fault(row.error), "late")
            for row in failed
        ]

    @classmethod
    def is_needed(cls) -> bool:
        return OutboxMessage.objects.filter(state=MessageState.FAILED).exists()


class HolidayPanel(DeskPanel):
    """A year without holidays makes every deadline in it wrong."""

    name = "holidays"
    heading = gettext_lazy("Holidays missing")
    icon = "calendar"
    order = 5
    more = gettext_lazy("Enter holidays")

    @property
    def more_url(self):
        return reverse("wagtailsnippets_core_holiday:list")

    def lines(self):
        years = years_without_holidays(timezone.localdate())
        text = _("Deadlines are counted without holidays.")
        return [Line(_("Holidays of %(year)s") % {"year": year}, text, self.more_url, tone="late") for year in years]


class Figure(SummaryItem):
    """One figure on top of the home page: how many wait in a tab."""

    template_name = "cases/figure.html"

    def __init__(self, request, tab: Tab, count: str, label: str, icon: str, order: int):
        super().__init__(request)
        self.tab, self.count, self.label, self.icon, self.order = tab, count, label, icon, order

    def get_context_data(self, parent_context):
        return {"figure": self, "url": reverse("cases:queue", args=[self.tab.value])}

    @property
    def is_alarming(self) -> bool:
        return self.tab == Tab.OVERDUE and self.count != "0"


FIGURES = [
    (Tab.MINE, gettext_lazy("wait for you"), "tasks"),
    (Tab.OVERDUE, gettext_lazy("late"), "warning"),
    (Tab.CORRECTED, gettext_lazy("corrected"), "resubmit"),
    (Tab.RELEASE, gettext_lazy("ready to release"), "mail"),
]


def figures(request) -> list[Figure]:
    """The figures of the home page for this person."""
    user = request.user
    if not permissions.may_work(user):
        return []
    counts = queries.tab_counts(user, timezone.now())
    shown = [each for each in FIGURES if each[0] != Tab.RELEASE or permissions.may_release(user)]
    return [Figure(request, tab, counts[tab], label, icon, order) for order, (tab, label, icon) in enumerate(shown)]


class CallsPanel(DeskPanel):
    """People without an e-mail address who wait for a call; what passes first stands first."""

    name = "calls"
    heading = gettext_lazy("Tell by phone")
    icon = "comment"
    order = 9
    more = gettext_lazy("Open the list of calls")

    @property
    def more_url(self):
        return reverse("cases:calls")

    def lines(self):
        found = calls.waiting_for(self.request.user).select_related("case")[:SHOWN]
        return [Line(call.case.applicant_name, call.content["subject"], self.more_url, _until(call)) for call in found]


def _until(call) -> str:
    return _("By %(date)s") % {"date": date_format(timezone.localtime(call.until), "j M")} if call.until else ""


def panels(request) -> list[DeskPanel]:
    """The panels of the home page for this person, as far as the engine knows; programs adds sessions and seats."""
    user, found = request.user, []
    if permissions.may_work(user):
        found += [OverduePanel(request), MyQueuePanel(request)]
    if permissions.may_work(user) and mentions.waiting_for(user).exists():
        found.append(MentionsPanel(request))
    if permissions.may_work(user) and calls.waiting_for(user).exists():
        found.append(CallsPanel(request))
    if permissions.may_release(user) and EscalatedPanel.is_needed():
        found.append(EscalatedPanel(request))
    if permissions.may_release(user):
        found += [WorkloadPanel(request), ReleasePanel(request)]
    if objections.waiting_for(user).exists():
        found.append(ObjectionPanel(request))
    if user.has_perm("core.view_outboxmessage") and OutboxPanel.is_needed():
        found.append(OutboxPanel(request))
    if user.has_perm("core.change_holiday") and years_without_holidays(timezone.localdate()):
        found.append(HolidayPanel(request))
    return found
