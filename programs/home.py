"""Training on the home page of the CMS: today's lists, results to confirm, batches that fill."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.panels import SHOWN, DeskPanel, Line
from core.formats import full_date, plain_date, time_range
from programs import queries
from programs.models import Batch


class SessionsPanel(DeskPanel):
    """The sessions whose list a trainer keeps today, and older ones that are still empty."""

    name = "sessions"
    heading = gettext_lazy("Attendance to keep")
    icon = "calendar-check"
    order = 20
    empty = gettext_lazy("No session today, and every list is kept.")
    more = gettext_lazy("All sessions")

    @property
    def more_url(self):
        return reverse("attendance:index")

    def lines(self):
        tomorrow = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
        sessions = queries.sessions_for(self.request.user).taking_place()
        waiting = sessions.filter(starts_at__lt=tomorrow, sheet=None).order_by("-starts_at")
        return [self._line(session) for session in waiting[:SHOWN]]

    def _line(self, session) -> Line:
        is_today = timezone.localdate(session.starts_at) == timezone.localdate()
        when = f"{full_date(session.starts_at)}, {time_range(session.starts_at, session.ends_at)}"
        tag = _("today") if is_today else _("still empty")
        url = reverse("attendance:sheet", args=[session.pk])
        return Line(session.batch.label, when, url, tag, "" if is_today else "late")


class ResultsPanel(DeskPanel):
    """Batches that have ended and wait for the head to confirm who passed."""

    name = "results"
    heading = gettext_lazy("Results to confirm")
    icon = "tick-inverse"
    order = 21
    empty = gettext_lazy("No result waits.")
    more = gettext_lazy("All results")

    @property
    def more_url(self):
        return reverse("results:index")

    def lines(self):
        return [
            Line(batch.label, _("Ended on %(day)s") % {"day": plain_date(batch.ends_on)}, self._url(batch))
            for batch in queries.batches_to_confirm(timezone.localdate())[:SHOWN]
        ]

    def _url(self, batch: Batch) -> str:
        return reverse("results:batch", args=[batch.pk])


class SeatsPanel(DeskPanel):
    """Open batches, the first to close on top, with the seats promised or taken."""

    name = "seats"
    heading = gettext_lazy("Seats of open batches")
    icon = "group"
    order = 22
    empty = gettext_lazy("No batch is open.")

    def lines(self):
        batches = Batch.objects.open_for_registration(timezone.now()).order_by("closes_at")[:SHOWN]
        return [self._line(batch) for batch in batches]

    def _line(self, batch: Batch) -> Line:
        used, url = batch.held + batch.seated, reverse("training:index")
        if batch.page_id:
            url = reverse("wagtailadmin_pages:edit", args=[batch.page_id])
        words = {"day": plain_date(batch.closes_at), "used": used, "all": batch.capacity}
        note = _("Closes %(day)s, %(used)s of %(all)s seats") % words
        return Line(batch.label, note, url, value=used, most=batch.capacity)


def panels(request) -> list[DeskPanel]:
    """What this person can act on; others do not see the panel at all."""
    user = request.user
    found = [SessionsPanel(request)] if user.has_perm("programs.keep_attendance") else []
    found += [ResultsPanel(request)] if user.has_perm("programs.confirm_completion") else []
    writes = user.has_perm("wagtailadmin.access_admin") and user.has_perm("programs.view_room")
    return found + ([SeatsPanel(request)] if writes or user.has_perm("programs.confirm_completion") else [])
