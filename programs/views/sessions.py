"""Single sessions on the day: another trainer, or called off; for one session, or for all of a trainer's."""

import datetime as dt

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from cases.rules import Refused
from programs import availability, queries, session_forms, workflow
from programs.enums import BatchState
from programs.models import Session
from programs.views.base import StaffPage
from programs.views.batches import CANCEL, OneBatch
from programs.workflow import meetings


class ActsMixin:
    """Several acts on one page, each with its own form; the one that was refused is shown again with its reasons."""

    acts: tuple[str, ...] = ()  # values of the buttons, and the methods behind them

    def post(self, request, *args, **kwargs):
        act = request.POST.get("act", "")
        if act not in self.acts:  # only looked at with other sessions ticked
            return self.render_to_response(self.get_context_data(**kwargs))
        shown = self.forms(request.POST, act)
        form = shown[act]
        if form.is_valid():
            try:
                getattr(self, act)(form)
                return redirect(self.here)
            except Refused as refused:
                for reason in refused.reasons:
                    form.add_error(None, str(reason))
        return self.render_to_response(self.get_context_data(forms=shown, **kwargs), status=409)

    def say(self, words: str) -> None:
        messages.success(self.request, words)

    # What both pages can do.

    def substitute(self, form) -> None:
        trainer = form.cleaned_data["trainer"]
        told = form.cleaned_data["is_told"]
        count = workflow.name_substitute(self.chosen, trainer, by=self.request.user, is_told=told)
        words = ngettext("%(trainer)s holds %(count)d session.", "%(trainer)s holds %(count)d sessions.", count)
        self.say(words % {"trainer": trainer.name, "count": count})

    def cancel(self, form) -> None:
        count, people = workflow.cancel_sessions(self.chosen, by=self.request.user, told=form.told)
        words = ngettext("%(count)d session cancelled.", "%(count)d sessions cancelled.", count) % {"count": count}
        self.say(f"{words} {told_words(people)}")


def told_words(people: int) -> str:
    words = ngettext("%(count)d person was told.", "%(count)d people were told.", people)
    return words % {"count": people} if people else _("Nobody had to be told.")


class SessionView(ActsMixin, OneBatch):
    """One session: what is planned, and what the office can do about it."""

    template_name = "programs/staff/session.html"
    page_title = gettext_lazy("Session")
    acts = ("substitute", "cancel", "join", "separate", "make_up")

    @cached_property
    def session(self) -> Session:
        found = Session.objects.select_related(*meetings.RELATED)
        return get_object_or_404(found, pk=self.kwargs["session"], batch=self.batch)

    @property
    def chosen(self) -> list[Session]:
        return [self.session]

    @property
    def here(self) -> str:
        return reverse("batches:session", args=[self.batch.pk, self.session.pk])

    def get_crumbs(self):
        return [*super().get_crumbs(), (reverse("batches:batch", args=[self.batch.pk]), self.batch.label)]

    def forms(self, data=None, act: str = "") -> dict:
        return {
            "substitute": session_forms.SubstituteForm(data if act == "substitute" else None, free=self.people[0]),
            "cancel": session_forms.CancelSessionForm(data if act == "cancel" else None),
            "join": session_forms.JoinForm(data if act == "join" else None, session=self.session),
            "separate": forms.Form(data if act == "separate" else None),
            "make_up": session_forms.MakeUpForm(data if act == "make_up" else None, session=self.session),
        }

    def join(self, form) -> None:
        data = form.cleaned_data
        guests, ends_at = list(data["guests"]), self._same_minute(data["ends_at"])
        self.say_told(workflow.hold_together(self.session, guests, by=self.request.user, ends_at=ends_at))

    def _same_minute(self, typed: dt.datetime) -> dt.datetime:
        """A field shows no seconds: the same minute is the same moment."""
        now = self.session.ends_at
        return now if typed == now.replace(second=0, microsecond=0) else typed

    def separate(self, form) -> None:
        self.say_told(workflow.separate(self.session, by=self.request.user))

    def make_up(self, form) -> None:
        _session, people = workflow.make_up(self.session, by=self.request.user, plan=form.plan)
        self.say_told(people)

    def say_told(self, people: int) -> None:
        self.say(f"{_('Saved.')} {told_words(people)}")

    @cached_property
    def people(self):
        return availability.trainers_for(meetings.together(self.session))

    def get_context_data(self, **kwargs):
        now = timezone.now()
        kwargs.setdefault("forms", self.forms())
        return super().get_context_data(**kwargs) | {
            "batch": self.batch,
            "session": self.session,
            "now": now,
            "is_fixed": meetings.over_refusals([self.session]),
            "taken": self.people[1],
            "whole": [each for each in meetings.together(self.session) if each.pk != self.session.pk],
            "may_join": queries.joinable(self.session).exists() and not self.session.held_with_id,
            "may_make_up": self._may_make_up(),
            "make_ups": self.session.make_ups.taking_place(),
            "audience": meetings.audience(self.batch).count() if meetings.ahead([self.session], now) else 0,
        }

    def _may_make_up(self) -> bool:
        """Of what was cancelled, or took place without somebody."""
        session = self.session
        if session.makes_up_for_id or meetings.is_over(session.batch):
            return False
        return bool(session.cancelled_at) or (hasattr(session, "sheet") and queries.who_missed(session).exists())


class AbsenceView(ActsMixin, StaffPage):
    """A trainer cannot come for some days: every session of that time at once."""

    permission = CANCEL
    template_name = "programs/staff/absence.html"
    page_title = gettext_lazy("A trainer cannot come")
    acts = ("substitute", "cancel")

    def get_crumbs(self):
        return [(reverse("batches:index"), _("Batches"))]

    @property
    def here(self) -> str:
        return f"{reverse('batches:absence')}?{self.request.GET.urlencode()}"

    @cached_property
    def asked(self) -> session_forms.AbsenceForm:
        today = timezone.localdate()
        return session_forms.AbsenceForm(self.request.GET or None, initial={"first": today, "last": today})

    @cached_property
    def sessions(self) -> list[Session]:
        """Of running batches, without a list: what took place is history."""
        if not self.asked.is_valid():
            return []
        data = self.asked.cleaned_data
        first, last = (timezone.make_aware(dt.datetime.combine(data[name], dt.time())) for name in ("first", "last"))
        rows = Session.objects.taking_place().filter(trainer=data["trainer"], sheet=None)
        rows = rows.filter(starts_at__gte=first, starts_at__lt=last + dt.timedelta(days=1))
        return list(rows.filter(batch__state=BatchState.RUNNING).select_related(*meetings.RELATED))

    @cached_property
    def chosen(self) -> list[Session]:
        """Those that are ticked; all of them when the page is opened."""
        if self.request.method != "POST":
            return self.sessions
        ticked = set(self.request.POST.getlist("session"))
        return [session for session in self.sessions if str(session.pk) in ticked]

    @cached_property
    def people(self):
        return availability.trainers_for(self.chosen)

    def forms(self, data=None, act: str = "") -> dict:
        return {
            "substitute": session_forms.SubstituteForm(data if act == "substitute" else None, free=self.people[0]),
            "cancel": session_forms.CancelSessionForm(data if act == "cancel" else None),
        }

    def substitute(self, form) -> None:
        self._require()
        super().substitute(form)

    def cancel(self, form) -> None:
        self._require()
        super().cancel(form)

    def _require(self) -> None:
        if not self.chosen:
            raise Refused([_("Tick at least one session.")])

    def get_context_data(self, **kwargs):
        kwargs.setdefault("forms", self.forms())
        return super().get_context_data(**kwargs) | {
            "asked": self.asked,
            "is_asked": self.asked.is_bound and self.asked.is_valid(),
            "sessions": self.sessions,
            "chosen": {session.pk for session in self.chosen},
            "taken": self.people[1],
        }
