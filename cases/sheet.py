"""Everything the page of a case shows, read once: facts, documents, what is to be done and what may be done."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Applicant
from audit import log
from cases import conflicts, messages, objections, permissions, queries, rules, scoring, services
from cases.answers import Answer, answers
from cases.enums import Bucket, DocumentVerdict, Move, ReasonMove, Release
from cases.models import Case, Document, Note, Reason, Score, Stage
from cases.models.reason import GAP
from cases.rows import Clock, Label, state_label, verdict_label
from cases.services import Fact
from core import workdays
from core.formats import full_date, phone, plain_date
from core.models import OfficeSettings

NOTED = "cases.case.noted"
VERDICTS = [verdict for verdict in DocumentVerdict if verdict != DocumentVerdict.PENDING]
# Which facts of the applicant are compared with which document.
COMPARED = {
    "ktp": ("name", "nik", "birth", "address"),
    "kk": ("name", "nik", "address"),
    "diploma": ("name", "birth", "education", "school"),
    "photo": ("name",),
    "domicile_letter": ("name", "address"),
}


@dataclass
class Card:
    """A document on the page: the row, and the facts that stand above its picture."""

    document: Document
    facts: list[Fact]
    older: int = 0

    @property
    def is_picture(self) -> bool:
        return self.document.file.is_image

    @property
    def is_open(self) -> bool:
        return self.document.verdict == DocumentVerdict.PENDING


@dataclass
class Choice:
    """A reason of the library with the sentence the applicant will read."""

    reason: Reason
    text: str
    is_chosen: bool = False
    is_shown: bool = True

    @property
    def is_complete(self) -> bool:
        """Whether every fact of the sentence is known; one with a gap stands last."""
        return GAP not in self.text


@dataclass
class Item:
    """A check or a score of the stage."""

    key: str
    label: str
    value: str = ""
    is_done: bool = False
    maximum: int = 0


@dataclass
class Sheet:
    case: Case
    user: object
    now: dt.datetime
    chosen: set[str] = field(default_factory=set)  # reasons ticked in a form that came back

    @cached_property
    def service(self) -> services.Service:
        return services.get(self.case.service)

    # Where it stands

    @cached_property
    def stages(self) -> list[Stage]:
        return list(queries.stages_of(self.case.version_id))

    @property
    def state(self) -> Label:
        return state_label(self.case, self.decision)

    @cached_property
    def deadline(self) -> Label:
        return Clock([self.case], self.now).label(self.case)

    @cached_property
    def decision(self):
        if self.case.bucket != Bucket.HELD:
            return None
        return self.case.decisions.filter(released_at=None).select_related("by", "second_by", "stage").first()

    @property
    def verdict(self) -> str:
        return verdict_label(self.decision)

    @property
    def told_when(self) -> str:
        """When the applicant hears of a decision, and until when it can be taken back: the rule of the stage."""
        if self.decision and self.decision.release_at:
            return _("It is told by itself at %(time)s; undo is possible until then.") % {
                "time": f"{date_format(timezone.localtime(self.decision.release_at), 'H.i.s')} WIB"
            }
        stage = self.decision.stage if self.decision else self.case.stage
        if stage.release == Release.TOGETHER:
            return _("It is told when the head releases it; undo is possible until then.")
        seconds = OfficeSettings.load().undo_seconds
        return _("It is told by itself %(seconds)s seconds after deciding; undo is possible until then.") % {
            "seconds": seconds
        }

    @cached_property
    def correction(self):
        return self.case.open_correction if self.case.bucket == Bucket.APPLICANT else None

    @cached_property
    def objection(self):
        """The objection to the decision that stands now."""
        return objections.current(self.case)

    # Who and what

    @cached_property
    def facts(self) -> list[Fact]:
        own = applicant_facts(self.case.applicant)
        known = {fact.label for fact in own.values()}
        return [*own.values(), *(fact for fact in self.service_facts if fact.label not in known)]

    @cached_property
    def service_facts(self) -> list[Fact]:
        return self.service.facts(self.case)

    @cached_property
    def scored(self) -> list[scoring.Result]:
        """The scores of earlier stages, for who decides; of this stage only for who has scored or does not score."""
        is_scorer = self.situation.in_group and not self.case.is_closed
        shown = scoring.shown_to(self.user, self.stages, self.case.stage, self.score_rows, is_scorer=is_scorer)
        return scoring.results(self.score_rows, shown)

    @property
    def total(self):
        return scoring.total(self.scored)

    @cached_property
    def answers(self) -> list[Answer]:
        return answers(self.case)

    @cached_property
    def requirements(self) -> list[services.Requirement]:
        return self.service.requirements(self.case)

    @cached_property
    def sections(self) -> list[services.Section]:
        return services.sections(self.case, "staff")

    # Rows of the case, each kind read once for everything the page says

    @cached_property
    def documents(self) -> list[Document]:
        return list(self.case.documents.select_related("file"))

    @cached_property
    def ticked(self) -> set[str]:
        """The checks of this stage that are ticked."""
        if not self.case.stage.checks:
            return set()
        return set(self.case.checks.filter(stage=self.case.stage).values_list("key", flat=True))

    @cached_property
    def score_rows(self) -> list[Score]:
        """Scores of all stages so far; none is asked for before the first stage that scores."""
        reached = [stage for stage in self.stages if stage.order <= self.case.stage.order]
        return list(self.case.scores.select_related("by")) if any(stage.scores for stage in reached) else []

    @cached_property
    def cards(self) -> list[Card]:
        documents = list(self.documents)
        kinds = list(dict.fromkeys(document.kind for document in documents))  # a corrected one keeps its place
        documents.sort(key=lambda document: kinds.index(document.kind))
        own, others = applicant_facts(self.case.applicant), self.service_facts
        return [
            Card(
                document,
                _about(document, own, others),
                sum(other.kind == document.kind and other.replaced for other in documents),
            )
            for document in documents
            if not document.replaced
        ]

    @cached_property
    def notes(self) -> list[Note]:
        """What colleagues left, the newest first; asked for only when the history tells of a note."""
        is_noted = any(event.verb == NOTED for event in self.events)
        return list(self.case.notes.select_related("by")) if is_noted else []

    @cached_property
    def events(self) -> list:
        """Everything that happened to the case, oldest first."""
        return list(log.about(Case(pk=self.case.pk)))

    @cached_property
    def officers_alike(self) -> list:
        """Officers with the NIK, phone or e-mail of this applicant; they may not handle the case."""
        return conflicts.officers_like(self.case.applicant)

    @property
    def alike_names(self) -> str:
        return ", ".join(officer.label for officer in self.officers_alike)

    # What is to be done

    @cached_property
    def checks(self) -> list[Item]:
        return [Item(each["key"], worded(each), is_done=each["key"] in self.ticked) for each in self.case.stage.checks]

    @cached_property
    def scores(self) -> list[Item]:
        if not self.case.stage.scores:
            return []
        here = [row for row in self.score_rows if row.stage_id == self.case.stage_id]
        mine = {row.key: row.value for row in here if row.by_id == self.user.pk}
        return [
            Item(each["key"], worded(each), value=_plain(mine.get(each["key"])), maximum=each["maximum"])
            for each in self.case.stage.scores
        ]

    # What may be done

    @cached_property
    def situation(self) -> rules.Situation:
        """What the rules look at, from the rows the page shows anyway."""
        current = [document.verdict for document in self.documents if not document.replaced]
        scored = [row.key for row in self.score_rows if row.stage_id == self.case.stage_id]
        return queries.situation_of_page(
            self.case,
            self.user,
            self.now,
            alike={officer.pk for officer in self.officers_alike},
            verdicts=current,
            ticked=self.ticked,
            scored=scored,
            correction_open=bool(self.correction),
            decision_open=bool(self.decision),
        )

    @property
    def is_mine(self) -> bool:
        """Whether this person works on it now: the claim succeeded when the page was opened."""
        return self.case.lease_by_id == self.user.pk and not rules.refusals(Move.CLAIM, self.situation)

    @property
    def held_by(self) -> str:
        return self.situation.held_by

    @property
    def refusals(self) -> list[str]:
        """Why nothing can be done here now, in words; not said of a closed case, whose state says it."""
        if self.is_mine or self.held_by or self.case.is_closed:
            return []
        return [str(each) for each in rules.refusals(Move.CLAIM, self.situation)]

    @property
    def obstacles(self) -> list[str]:
        """What is still missing before this stage can be passed or decided."""
        move = Move.ACCEPT if self.case.stage.is_decision else Move.PASS_STAGE
        return [str(each) for each in rules.refusals(move, self.situation)]

    @property
    def may_undo(self) -> bool:
        return bool(self.decision) and permissions.may_undo(self.user, self.decision)

    @property
    def may_correct_here(self) -> bool:
        """A person without an account brings what was asked for to the counter."""
        return bool(self.correction) and self.case.applicant.user_id is None and permissions.may_file(self.user)

    @property
    def may_second(self) -> bool:
        return bool(self.decision) and permissions.may_second(self.user, self.decision)

    @property
    def may_release(self) -> bool:
        return bool(self.decision) and not self.decision.needs_second and permissions.may_release(self.user)

    @property
    def may_reveal(self) -> bool:
        return permissions.may_reveal(self.user)

    # Reasons, worded for this applicant

    @cached_property
    def _reasons(self) -> list[Reason]:
        return list(queries.library(self.case.service, (ReasonMove.CORRECT.value, ReasonMove.REJECT.value)))

    def _texts(self, date: dt.datetime) -> dict:
        return self.service.message_facts(self.case, self.now) | {"date": full_date(date)}

    @cached_property
    def correct_choices(self) -> list[Choice]:
        """Reasons about documents of this case stand first, those that fit a verdict are ticked already."""
        facts = self._texts(workdays.deadline(self.now, OfficeSettings.load().days_correction))
        verdicts = {card.document.kind: card.document.verdict for card in self.cards}
        found = [each for each in self._reasons if each.move == ReasonMove.CORRECT]
        first = _first_of_each(found, verdicts)
        choices = []
        for reason in found:
            if reason.document and reason.document not in verdicts:
                continue
            fits = not reason.document or verdicts[reason.document] == reason.verdict
            is_chosen = reason.key in self.chosen if self.chosen else reason.pk in first
            choices.append(Choice(reason, reason.text(self.case.language, facts), is_chosen, fits or is_chosen))
        complete = [choice for choice in choices if choice.is_complete]
        return sorted(complete, key=lambda choice: not choice.reason.document)

    @cached_property
    def reject_choices(self) -> list[Choice]:
        facts = self._texts(messages.objection_until(self.now))
        found = [each for each in self._reasons if each.move == ReasonMove.REJECT]
        choices = in_reading_order(found, self.case.language, facts, self.chosen)
        return [choice for choice in choices if choice.is_complete]


def in_reading_order(reasons: list[Reason], language: str, facts: dict, chosen: set[str] = frozenset()) -> list[Choice]:
    """Reasons with their sentences; those whose facts are known come first."""
    choices = [Choice(reason, reason.text(language, facts), reason.key in chosen) for reason in reasons]
    return sorted(choices, key=lambda choice: not choice.is_complete)


def applicant_facts(applicant: Applicant) -> dict[str, Fact]:
    """What the desk shows of every applicant, whatever the service; an empty value is not shown."""
    village = applicant.village
    place = f"{village.name}, {village.district.name}" if village else ""
    return {
        "name": Fact(_("Name"), applicant.name),
        "nik": Fact("NIK", applicant.masked_nik, is_secret=True),
        "birth": Fact(_("Born"), f"{applicant.birth_place}, {plain_date(applicant.birth_date)}"),
        "address": Fact(_("Address"), ", ".join(part for part in (applicant.address, place) if part)),
        "education": Fact(_("Education"), applicant.get_education_display()),
        "school": Fact(_("School"), _school(applicant)),
        "phone": Fact(_("Phone"), phone(applicant.phone.as_e164) if applicant.phone else ""),
    }


def _school(applicant: Applicant) -> str:
    parts = (applicant.school, applicant.major, applicant.graduation_year)
    return ", ".join(str(part) for part in parts if part)


def _about(document: Document, own: dict[str, Fact], others: list[Fact]) -> list[Fact]:
    """The facts to compare with this document, each once."""
    facts = [*(own[name] for name in COMPARED.get(document.kind, ())), *others]
    wanted = [fact for fact in facts if fact in own.values() or fact.document == document.kind]
    return list({fact.label: fact for fact in reversed(wanted) if fact.value}.values())[::-1]


def _first_of_each(reasons: list[Reason], verdicts: dict[str, str]) -> set[int]:
    """For each document that is not accepted, the first reason that fits its verdict."""
    first = {}
    for reason in reasons:
        if reason.document and verdicts.get(reason.document) == reason.verdict:
            first.setdefault(reason.document, reason.pk)
    return set(first.values())


def worded(item: dict) -> str:
    """The label of a frozen check or score in the reader's language."""
    return item["label_en"] if get_language() == "en" else item["label_id"]


def _plain(value) -> str:
    return "" if value is None else f"{value.normalize():f}"
