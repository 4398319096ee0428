"""What the page of a case shows its owner: the next step, what is asked, the story so far and what follows."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from audit import log
from cases import objections, rules, services
from cases.enums import LIVE_STATES, MOVES, CaseState, DocumentVerdict, Move
from cases.models import Case, CorrectionRequest, Objection
from cases.promises import promised
from cases.queries import situation
from core import links
from core.formats import full_date, moment
from portal import queries, words
from programs.enums import EnrolmentState
from programs.models import Enrolment, Offer
from programs.queries import position, waiting_in_line


@dataclass
class CasePage:
    """One case as its owner sees it at a moment."""

    case: Case
    user: object
    now: dt.datetime

    @cached_property
    def correction(self) -> CorrectionRequest | None:
        return self.case.open_correction

    @cached_property
    def enrolment(self) -> Enrolment | None:
        return queries.enrolment_of(self.case)

    @cached_property
    def offer(self) -> Offer | None:
        return self.enrolment.open_offer if self.enrolment and self.case.state == CaseState.OFFERED else None

    @property
    def tag(self) -> words.Tag:
        return words.tag(self.case, is_asked=bool(self.correction))

    @property
    def is_live(self) -> bool:
        return self.case.state in LIVE_STATES

    # What happens next

    @cached_property
    def next_step(self) -> dict:
        return {"title": self._next_title(), "text": self._next_text(), "facts": self._next_facts()}

    def _next_title(self) -> str:
        if self.correction:
            return _("Something needs correcting before we can go on")
        if self.waits_for_objection:
            return _("Your objection is being checked")
        return str(words.MEANINGS[CaseState(self.case.state)]).split(". ")[0].rstrip(".")

    def _next_text(self) -> str:
        if self.correction:
            asked = _("Correct the marked parts and send them by %(date)s. You keep your place meanwhile.")
            return asked % {"date": full_date(self.correction.due_at)}
        is_late = self.case.state == CaseState.IN_REVIEW and self.case.due_at and self.case.due_at < self.now
        if is_late:
            return words.answer_by(self.case, self.now)
        if self.case.state == CaseState.COMPLETED and (certificate := queries.certificate_of(self.case)):
            return _("Certificate %(number)s is issued. You can download it below.") % {"number": certificate.number}
        return services.get(self.case.service).next_step(self.case, self.now) or self._usual_next()

    def _usual_next(self) -> str:
        if self.case.state == CaseState.IN_REVIEW:
            return words.answer_by(self.case, self.now)
        return self._after_the_end()

    def _after_the_end(self) -> str:
        """What a person may still do, and until when (objection: UU 25/2009, days are a setting)."""
        ended = words.ENDED.get(CaseState(self.case.state), "")
        if self.case.state in objections.OBJECTIONABLE and self.case.closed_at:
            return self._about_objecting(str(ended))
        if self.again_url:
            return str(ended) % {"date": full_date(self.enrolment.batch.closes_at)}
        return ""

    def _about_objecting(self, ended: str) -> str:
        """Until when one may object; once that is done or over, the text says so."""
        if self.objection:
            return words.objection_state(self.objection, self.now)
        is_over = objections.is_over(self.case, self.now)
        return (str(words.OBJECTION_OVER) if is_over else ended) % {"date": full_date(objections.last_day(self.case))}

    @cached_property
    def objection(self) -> Objection | None:
        """The objection to the decision that stands now."""
        return objections.current(self.case)

    @property
    def waits_for_objection(self) -> bool:
        return bool(self.objection and self.objection.is_open)

    @cached_property
    def all_objections(self) -> list[dict]:
        """Every objection to this case, the newest first, with what the office answered."""
        return [words.objection(each, self.now) for each in self.case.objections.order_by("-at")]

    @cached_property
    def may_object(self) -> bool:
        return self.case.state in objections.OBJECTIONABLE and not self.refusals(Move.OBJECT)

    @cached_property
    def told(self) -> str:
        """The reason given with the decision that closed the case."""
        decision = self.case.decisions.exclude(released_at=None).order_by("-released_at").first()
        return decision.told if decision and self.case.state == CaseState.REJECTED else ""

    @cached_property
    def again_url(self) -> str:
        """Where somebody who withdrew may register again, while registration is open."""
        place = self.enrolment
        if self.case.state != CaseState.WITHDRAWN or place is None or place.batch.closes_at <= self.now:
            return ""
        return links.intake(self.case.service, place.batch.code)

    @property
    def calendar_url(self) -> str:
        """The calendar file of the batch, while the registration can still lead there."""
        batch = self.enrolment and self.enrolment.batch
        is_ahead = batch and batch.is_listed and (self.is_live or self.case.state == CaseState.CANCELLED)
        return links.calendar(self.case.service, batch.code) if is_ahead else ""

    def _next_facts(self) -> list[dict]:
        return [{"label": label, "value": value} for label, value in self._dated() if value]

    def _dated(self):
        if self.correction:
            yield _("Answer by"), full_date(self.correction.due_at)
            return
        yield _("Your number in line"), self._rank()
        yield _("Answer by"), moment(self.offer.expires_at) if self.offer else ""
        if self.case.state == CaseState.IN_REVIEW and self.case.due_at:
            yield _("News by"), full_date(self.case.due_at)
        if self.case.state == CaseState.RESERVE and self.enrolment:
            yield _("Final answer by"), full_date(self.enrolment.batch.starts_on)

    def _rank(self) -> str:
        place = self.enrolment
        if place is None or place.told_state != EnrolmentState.RESERVE:
            return ""
        everybody = waiting_in_line(place.batch).count()
        return _("%(rank)s of %(all)s") % {"rank": position(place), "all": everybody}

    # What is asked

    @property
    def correction_url(self) -> str:
        return reverse("intake:correction", args=[self.case.number])

    @cached_property
    def may_withdraw(self) -> bool:
        return not self.refusals(Move.WITHDRAW)

    def refusals(self, move: Move) -> list[str]:
        """Why the owner cannot do this now, in words; empty when it can be asked."""
        if move not in MOVES[CaseState(self.case.state)]:
            return [_("This registration now stands at: %(state)s.") % {"state": self.tag.label}]
        reasons = rules.refusals(move, situation(self.case, self.user, self.now))
        batch = self.enrolment and self.enrolment.batch
        return [
            str(reason) for reason in reasons or services.get(self.case.service).guard(move, self.case, batch, self.now)
        ]

    # What happened and what follows

    @cached_property
    def timeline(self) -> list[dict]:
        done = words.happened(log.about(Case(pk=self.case.pk), public_only=True))
        if done and not self._coming:
            done[-1] |= {"state": "now"}
        return [*done, *self._coming]

    @cached_property
    def _coming(self) -> list[dict]:
        """The stages ahead, then the first day; nothing is promised of a case that has ended."""
        if not self.is_live:
            return []
        return [*self._stages_ahead(), *self._first_day()]

    def _stages_ahead(self) -> list[dict]:
        if self.case.state == CaseState.RESERVE:
            return [{"title": _("Waiting for a free seat"), "text": self._final_answer(), "state": "now"}]
        if self.case.state != CaseState.IN_REVIEW:
            return []
        ahead = [(stage, day) for stage, day in promised(self.case) if stage.order > self.case.stage.order]
        now = {"title": self.case.stage.name, "text": self._stage_text(), "state": "now"}
        return [now, *({"title": stage.name, "text": self._by(day)} for stage, day in ahead)]

    def _final_answer(self) -> str:
        return services.get(self.case.service).next_step(self.case, self.now)

    def _by(self, day: dt.date) -> str:
        """A date that has passed by somebody's waiting is not promised again."""
        return _("By %(date)s.") % {"date": full_date(day)} if day >= self.now.date() else ""

    def _stage_text(self) -> str:
        if self.correction:
            return _("Waiting for your correction.")
        return words.answer_by(self.case, self.now)

    def _first_day(self) -> list[dict]:
        batch = self.enrolment and self.enrolment.batch
        if batch is None or batch.starts_on <= self.now.date():
            return []
        state = "now" if self.case.state in (CaseState.OFFERED, CaseState.ACCEPTED) else ""
        return [{"title": _("Training starts"), "text": full_date(batch.starts_on), "state": state}]

    # Documents and further parts

    @cached_property
    def documents(self) -> list[dict]:
        return [self._document(document) for document in self.case.current_documents]

    def _document(self, document) -> dict:
        shown = words.verdict(document) | {"url": reverse("portal:document", args=[document.pk])}
        if self.case.is_closed and document.verdict == DocumentVerdict.PENDING:
            shown["status"] = ""
        if shown["note"] and self.correction and document.kind in self.correction.documents:
            until = _("Send it again by %(date)s.") % {"date": full_date(self.correction.due_at)}
            shown["note"] = f"{shown['note']} {until}"
        return shown

    @cached_property
    def sections(self) -> list[services.Section]:
        return services.sections(self.case, "owner")
