"""Attendance: a trainer's sessions, the list of one session, marks, and both on paper."""

import datetime as dt
from decimal import Decimal, InvalidOperation

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cases.rules import Refused
from core.formats import clock
from core.printing import PrintError
from programs import queries, sheets, workflow
from programs.enums import AttendanceStatus
from programs.models import Batch, Session
from programs.views.base import StaffPage, StaffView
from programs.workflow import meetings

AHEAD = dt.timedelta(days=7)
SHOWN = 30


class SessionsView(StaffPage):
    """Today's sessions first, then lists that are still empty, then the coming week."""

    template_name = "programs/staff/sessions.html"
    page_title = gettext_lazy("Attendance")

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        midnight = timezone.make_aware(dt.datetime.combine(today, dt.time()))
        sessions = queries.sessions_for(self.request.user).taking_place()
        tomorrow = midnight + dt.timedelta(days=1)
        past, coming = sessions.filter(starts_at__lt=midnight), sessions.filter(starts_at__gte=tomorrow)
        return super().get_context_data(**kwargs) | {
            "groups": [
                (_("Today"), sessions.filter(starts_at__gte=midnight, starts_at__lt=tomorrow)),
                (_("List still empty"), past.filter(sheet=None)[:SHOWN]),
                (_("Next seven days"), coming.filter(starts_at__lt=tomorrow + AHEAD)[:SHOWN]),
                (_("Kept lately"), past.exclude(sheet=None).order_by("-starts_at")[:10]),
            ]
        }


class SessionMixin:
    """One session that the person may keep; another trainer's does not exist for them."""

    @cached_property
    def session(self) -> Session:
        return get_object_or_404(queries.sessions_for(self.request.user), pk=self.kwargs["session"])

    def get_crumbs(self):
        return [(reverse("attendance:index"), _("Attendance"))]


class SheetView(SessionMixin, StaffPage):
    """The list of one session: "the rest is present" first, then the exceptions, then save."""

    template_name = "programs/staff/sheet.html"
    typed: dict | None = None

    @cached_property
    def whole(self) -> list[Session]:
        """Every session of the same meeting, this one's batch first."""
        found = meetings.together(self.session)
        return sorted(found, key=lambda each: (each.batch_id != self.session.batch_id, each.pk))

    def get_page_title(self):
        count, total = sheets.place_in_row(self.session)
        return _("Session %(number)s of %(total)s") % {"number": count, "total": total}

    def get_page_subtitle(self):
        return self.session.topic

    def get_context_data(self, **kwargs):
        parts = sheets.parts(self.whole, self.typed)
        found = [row for part in parts for row in part.rows]
        return super().get_context_data(**kwargs) | {
            "session": self.session,
            "parts": parts,
            "rows": found,
            "statuses": AttendanceStatus.choices,
            "revisions": [(each.pk, _revision(each)) for each in self.whole],
            "sheet": getattr(self.session, "sheet", None),
            "filled": sum(row.mark is not None for row in found),
            "has_begun": timezone.localdate(self.session.starts_at) <= timezone.localdate(),
        }

    def post(self, request, *args, **kwargs):
        people = [person.pk for session in self.whole for person in queries.listed(session)]
        self.typed = sheets.read(request.POST, people)
        if "rest" in request.POST:  # without JavaScript: mark who has no mark, save afterwards
            self.typed = {pk: self.typed.get(pk, workflow.Mark(AttendanceStatus.PRESENT)) for pk in people}
            return self.render_to_response(self.get_context_data(**kwargs))
        return self._save(request, **kwargs)

    def _save(self, request, **kwargs):
        try:
            sheet = workflow.record_together(
                self.whole, by=request.user, marks=self.typed, revisions=self._revisions(request.POST)
            )
        except Refused as refused:
            for reason in refused.reasons:
                messages.error(request, reason)
            return self.render_to_response(self.get_context_data(**kwargs), status=409)
        messages.success(request, _("Attendance saved at %(time)s.") % {"time": clock(sheet.saved_at)})
        return redirect("attendance:sheet", self.session.pk)

    def _revisions(self, post) -> dict[int, int]:
        """What the screen showed of each list; `revision` alone is that of the session itself."""
        seen = {each.pk: _number(post.get(f"revision-{each.pk}")) for each in self.whole}
        return seen | ({self.session.pk: _number(post["revision"])} if "revision" in post else {})


def _revision(session: Session) -> int:
    sheet = getattr(session, "sheet", None)
    return sheet.revision if sheet else 0


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else 0


def paper(make, of, name: str, request, back: str):
    """A printable list; what cannot be printed is said in words."""
    try:
        pdf = make(of)
    except PrintError as problem:
        messages.error(request, str(problem))
        return redirect(back)
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


class SheetPrintView(SessionMixin, StaffView):
    def get(self, request, *args, **kwargs):
        name = f"hadir-{self.session.batch.code}-{timezone.localdate(self.session.starts_at)}"
        back = reverse("attendance:sheet", args=[self.session.pk])
        return paper(sheets.session_pdf, self.session, name, request, back)


class BatchMixin:
    """One batch whose marks the person may keep."""

    @cached_property
    def batch(self) -> Batch:
        found = queries.batches_for(self.request.user).select_related("program_page", "room")
        return get_object_or_404(found, pk=self.kwargs["batch"])

    def get_crumbs(self):
        return [(reverse("attendance:index"), _("Attendance"))]

    def get_page_subtitle(self):
        return self.batch.label


class BatchPrintView(BatchMixin, StaffView):
    def get(self, request, *args, **kwargs):
        return paper(sheets.batch_pdf, self.batch, f"hadir-{self.batch.code}", request, reverse("attendance:index"))


class MarksView(BatchMixin, StaffPage):
    """One final mark for each person; for each unit where the programme asks for it."""

    template_name = "programs/staff/marks.html"
    page_title = gettext_lazy("Marks")

    @cached_property
    def units(self) -> list[dict]:
        program = self.batch.program_page
        if not program.marks_by_unit:
            return []
        return [{"key": block.id, "title": block.value["title"], "jp": block.value["jp"]} for block in program.units]

    def get_context_data(self, **kwargs):
        typed = kwargs.pop("typed", {})
        people = queries.participants(self.batch)
        rows = [{"person": person, "cells": self._cells(person, typed)} for person in people]
        return super().get_context_data(**kwargs) | {"batch": self.batch, "units": self.units, "rows": rows}

    def _cells(self, person, typed) -> list[dict]:
        if not self.units:
            return [self._cell(f"n{person.pk}", _("Final mark"), person.mark, typed)]
        return [
            self._cell(f"u{person.pk}-{unit['key']}", unit["title"], person.unit_marks.get(unit["key"]), typed)
            for unit in self.units
        ]

    def _cell(self, name: str, label: str, value, typed) -> dict:
        plain = f"{Decimal(str(value)).normalize():f}" if value not in (None, "") else ""
        return {"name": name, "label": label, "value": typed.get(name, plain)}

    def post(self, request, *args, **kwargs):
        try:
            changed = workflow.record_marks(self.batch, by=request.user, grades=self._grades(request.POST))
        except Refused as refused:
            messages.error(request, str(refused))
            return self.render_to_response(self.get_context_data(typed=request.POST, **kwargs), status=409)
        messages.success(request, _("Marks saved; %(count)s changed.") % {"count": changed})
        return redirect("attendance:marks", self.batch.pk)

    def _grades(self, post) -> dict:
        people = queries.participants(self.batch).filter(state="seated")
        return {person.pk: self._grade(person.pk, post) for person in people}

    def _grade(self, pk: int, post) -> workflow.Grade:
        if not self.units:
            return workflow.Grade(mark=_mark(post.get(f"n{pk}")))
        return workflow.Grade(units={unit["key"]: _mark(post.get(f"u{pk}-{unit['key']}")) for unit in self.units})


def _mark(text: str | None) -> Decimal | None:
    """A mark as people type it, with comma or point; empty is none."""
    text = (text or "").strip().replace(",", ".")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Refused([_("A mark is a number from 0 to 100.")])
    return value.quantize(Decimal("0.01"))
