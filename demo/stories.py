"""What happened to one registration: steps written into the agenda, each played by the workflow function itself."""

import datetime as dt
import random

from cases import workflow as engine
from cases.enums import CaseState, DocumentVerdict, Move
from cases.models import Case
from core import questions
from demo import pictures
from demo.agenda import Agenda
from demo.office import Office
from demo.people import Person
from forms.training import definition
from programs.models import Batch
from programs.service import SLUG

# A path: (day, step). Days count from the day a batch is told about (its `around`).
PATHS = {
    "new": [(-1, "submit")],
    "today": [(0, "submit")],
    "overdue": [(-9, "submit")],
    "leased": [(-2, "submit"), (0, "lease")],
    "held": [(-2, "submit"), (0, "hold")],
    "partly": [(-2, "submit"), (-1, "look")],
    "correction": [(-6, "submit_flawed"), (-2, "ask")],
    "corrected": [(-9, "submit_flawed"), (-6, "ask"), (-1, "answer")],
    "lapsed": [(-22, "submit_flawed"), (-17, "ask")],
    "not_corrected": [(-23, "submit_flawed"), (-20, "ask"), (-4, "reject_late")],
    "test": [(-8, "submit"), (-5, "check")],
    "scored": [(-9, "submit"), (-7, "check"), (-1, "score")],
    "ranked": [(-30, "submit"), (-26, "check"), (-8, "both")],
    "ranked_equal": [(-30, "submit"), (-26, "check"), (-8, "both_equal")],
    "ranked_apart": [(-29, "submit"), (-25, "check"), (-8, "both_apart")],
    "ranked_disabled": [(-28, "submit_disabled"), (-25, "check"), (-8, "both_low")],
    "ranked_listed": [(-27, "submit_listed"), (-24, "check"), (-8, "both_low")],
    "half_scored": [(-27, "submit_listed"), (-6, "check"), (-2, "score_half")],
    "test_late": [(-25, "submit"), (-21, "check")],
    "decision": [(-24, "submit"), (-20, "check"), (-3, "test")],
    "decided": [(-24, "submit"), (-20, "check"), (-6, "test"), (-1, "accept")],
    "agreed": [(-24, "submit"), (-20, "check"), (-6, "test"), (-2, "accept"), (-1, "second")],
    "refused": [(-23, "submit"), (-19, "check"), (-6, "test_low"), (-1, "reject_score")],
    "put_back": [(-22, "submit"), (-19, "check"), (-6, "test"), (-1, "reserve")],
    "reserved": [(-16, "submit"), (-12, "check"), (-8, "test"), (-5, "reserve"), (-4, "release")],
    "in_line": [(-3, "submit")],
    "rejected": [(-12, "submit"), (-9, "reject_identity")],
    "duplicate": [(-11, "submit"), (-8, "reject_duplicate")],
    "withdrawn": [(-7, "submit"), (-3, "withdraw")],
    "accepted": [(-12, "submit"), (-10, "check"), (3, "test"), (5, "accept"), (6, "release")],
    "gave_up": [(-12, "submit"), (-10, "check"), (3, "test"), (5, "accept"), (6, "release"), (8, "withdraw")],
    "moved_up": [(-8, "submit"), (-6, "check"), (3, "test"), (5, "reserve"), (6, "release"), (10, "take")],
    "left_out": [(-7, "submit"), (-5, "check"), (3, "test"), (5, "reserve"), (6, "release"), (12, "reject_full")],
    "offered": [(-22, "submit"), (-19, "check"), (-9, "test"), (-3, "accept"), (-2, "release")],
    "took": [(-22, "submit"), (-19, "check"), (-9, "test"), (-3, "accept"), (-2, "release"), (-1, "take")],
    "declined": [(-22, "submit"), (-19, "check"), (-9, "test"), (-3, "accept"), (-2, "release"), (-1, "decline")],
    "waits": [(-20, "submit"), (-17, "check"), (-9, "test"), (-3, "reserve"), (-2, "release")],
    "short_decision": [(-6, "submit"), (-2, "check")],
    "short_accepted": [(-8, "submit"), (-6, "check"), (-5, "accept")],
    "short_took": [(-22, "submit"), (-19, "check"), (-16, "accept"), (-14, "take")],
    "short_expired": [(-22, "submit"), (-19, "check"), (-16, "accept")],
    "short_waits": [(-18, "submit"), (-15, "check"), (-13, "reserve")],
    "short_seated": [(-12, "submit"), (-10, "check"), (-9, "accept")],
    "short_gave_up": [(-13, "submit"), (-11, "check"), (-10, "accept"), (-4, "withdraw")],
    "short_rejected": [(-10, "submit"), (-7, "check"), (-4, "reject_education")],
}
UNREADABLE = {"ktp": "correct-ktp-cannot-be-read", "diploma": "correct-diploma-cannot-be-read"}
PROOFS = {"disability": "Kartu penyandang disabilitas", "social_aid": "Bukti terdaftar di DTSEN"}
LOW_SCORE = (
    "Nilai tes dan wawancara Anda belum cukup untuk kursi di angkatan ini. Anda boleh mendaftar angkatan berikutnya."
)
FULL = "Semua kursi terisi sampai hari pertama pelatihan."
DAY = dt.timedelta(days=1)
HELD = dt.timedelta(minutes=3)  # how long a colleague has had a case open
BY_APPLICANT = ("submit", "submit_flawed", "submit_disabled", "submit_listed", "answer", "withdraw", "take", "decline")


class Story:
    """One person who registers for one batch."""

    def __init__(self, agenda: Agenda, office: Office, dice: random.Random, batch: Batch, person: Person):
        self.agenda, self.office, self.dice, self.batch, self.person = agenda, office, dice, batch, person
        self.program = batch.program_page
        self.token = f"demo-{batch.code}-{person.number}"
        self.flaw = self.group = ""
        self.pk = 0
        checkers, selectors = ("checker", "checker2"), ("selector", "selector2")
        self.checker = office.staff[dice.choice(checkers)]
        self.selector = office.staff[dice.choice(selectors)]
        self.head = office.staff["head"]

    @property
    def case(self) -> Case:
        return Case.objects.select_related("stage", "applicant").get(pk=self.pk)

    def plan(self, path: str, around: dt.date) -> None:
        """Write the steps of a path into the agenda, one after the other."""
        before = None
        for number, (days, step) in enumerate(PATHS[path]):
            before = self._time(around + dt.timedelta(days=days), step, number, before)
            self.agenda.add(before, getattr(self, step))

    def _time(self, day: dt.date, step: str, number: int, before: dt.datetime | None) -> dt.datetime:
        """The office works in office hours on open days; an applicant may come at any hour. Never before `before`."""
        minute = self.dice.randint(0, 59)
        if day >= self.agenda.today:
            return self.agenda.now - (HELD if step in ("lease", "hold") else dt.timedelta(minutes=40 + minute))
        if step in BY_APPLICANT:
            return self.agenda.clock(day, self.dice.randint(6, 22), minute)
        at = self.agenda.clock(self.agenda.workday_before(day), 8 + number, minute)
        if before and at <= before:
            at = self.agenda.clock(self.agenda.workday_after(day), 8 + number, minute)
        return at if before is None or before < at < self.agenda.now else before + dt.timedelta(minutes=minute + 1)

    # The applicant.

    def submit(self, at: dt.datetime) -> None:
        applicant = self.person.applicant(at)
        case = engine.submit(
            SLUG,
            self.batch.pk,
            applicant=applicant,
            answers=self._answers(),
            token=self.token,
            by=self.person.user,
            documents=self._documents(),
            definition=definition(self.batch),
            language="en" if self.person.number % 25 == 7 else "id",
            at=at,
        )
        self.pk = case.pk

    def submit_flawed(self, at: dt.datetime) -> None:
        kinds = [document["key"] for document in self.program.asked_documents if document["key"] in UNREADABLE]
        self.flaw = self.dice.choice(kinds)
        self.submit(at)

    def submit_disabled(self, at: dt.datetime) -> None:
        self.group = "disability"
        self.submit(at)

    def submit_listed(self, at: dt.datetime) -> None:
        self.group = "social_aid"
        self.submit(at)

    def _documents(self) -> list[tuple]:
        asked = {document["key"]: document["label"] for document in self.program.asked_documents}
        if not self.person.is_local:
            asked["domicile_letter"] = "Surat domisili"
        if any(question["key"] == "portfolio" for question in self._asked()):
            asked["portfolio"] = "Contoh karya"
        if self.group:
            asked[f"{self.group}_proof"] = PROOFS[self.group]
        return [(kind, label, self._file(kind)) for kind, label in asked.items()]

    def _file(self, kind: str):
        return pictures.kept(kind, self.person, is_blurred=kind == self.flaw)

    def _asked(self) -> list[dict]:
        return questions.every(questions.definition(self.program.questions))

    def _answers(self) -> dict:
        own = {question["key"]: self._answer(question) for question in self._asked() if question["kind"] != "file"}
        return self.person.answers() | own

    def _answer(self, question: dict):
        values = [option["value"] for option in question["options"]]
        return {
            "yes_no": "no" if question["key"] in PROOFS and question["key"] != self.group else "yes",
            "number": self.dice.randint(1, 6),
            "date": f"{self.agenda.today.year - 1}-03-01",
            "choice": self.dice.choice(values) if values else "",
            "choices": values[:2],
        }.get(question["kind"], "Kue kering dan camilan")

    def answer(self, at: dt.datetime) -> None:
        kind, self.flaw = self.flaw, ""
        label = self.case.documents.filter(kind=kind).first().label
        engine.answer_correction(self.case, by=self.person.user, documents=[(kind, label, self._file(kind))], at=at)

    def withdraw(self, at: dt.datetime) -> None:
        engine.withdraw(self.case, by=self.person.user, at=at)

    def take(self, at: dt.datetime) -> None:
        """Who was offered a seat takes it; who still waits does nothing."""
        if self.case.state == CaseState.OFFERED:
            engine.take_offer(self.case, by=self.person.user, at=at)

    def decline(self, at: dt.datetime) -> None:
        engine.decline(self.case, by=self.person.user, at=at)

    # The desk.

    def lease(self, at: dt.datetime) -> None:
        engine.claim(self.case, by=self.office.staff["checker2"], at=at)

    def hold(self, at: dt.datetime) -> None:
        """Taken along for the day by the checker whose login everybody knows."""
        engine.claim(self.case, by=self.office.staff["checker"], at=at, until=self.agenda.now + DAY)

    def look(self, at: dt.datetime) -> None:
        """Begin to check and be called away."""
        engine.claim(self.case, by=self.checker, at=at)
        first = self.case.current_documents.first()
        engine.set_verdict(first, verdict=DocumentVerdict.ACCEPTED, by=self.checker, at=at)
        engine.let_go(self.case, by=self.checker)

    def check(self, at: dt.datetime) -> None:
        case = self.case
        engine.claim(case, by=self.checker, at=at)
        for document in case.current_documents:
            engine.set_verdict(document, verdict=DocumentVerdict.ACCEPTED, by=self.checker, at=at)
        for check in case.stage.checks:
            engine.set_check(case, check["key"], done=True, by=self.checker, at=at)
        engine.pass_stage(case, by=self.checker, at=at)

    def ask(self, at: dt.datetime) -> None:
        case = self.case
        engine.claim(case, by=self.checker, at=at)
        for document in case.current_documents:
            bad = document.kind == self.flaw
            verdict = DocumentVerdict.UNREADABLE if bad else DocumentVerdict.ACCEPTED
            engine.set_verdict(document, verdict=verdict, by=self.checker, at=at)
        engine.ask_correction(case, by=self.checker, documents=[self.flaw], reasons=[UNREADABLE[self.flaw]], at=at)

    def score(self, at: dt.datetime, low: int = 62, high: int = 95) -> None:
        case = self.case
        engine.claim(case, by=self.selector, at=at)
        for score in case.stage.scores:
            engine.set_score(case, score["key"], value=self.dice.randint(low, high), by=self.selector, at=at)

    def test(self, at: dt.datetime) -> None:
        self.score(at)
        engine.pass_stage(self.case, by=self.selector, at=at)

    def test_low(self, at: dt.datetime) -> None:
        self.score(at, 30, 52)
        engine.pass_stage(self.case, by=self.selector, at=at)

    def _score_apart(self, at: dt.datetime, *ranges: tuple[int, int]) -> None:
        """Each of the two officers scores alone."""
        for key, (low, high) in zip(("selector", "selector2"), ranges, strict=False):
            self.selector = self.office.staff[key]
            self.score(at, low, high)
            engine.let_go(self.case, by=self.selector)

    def both(self, at: dt.datetime) -> None:
        middle = self.dice.randint(64, 90)
        self._score_apart(at, *[(middle - 4, middle + 4)] * 2)
        engine.pass_stage(self.case, by=self.selector, at=at)

    def both_equal(self, at: dt.datetime) -> None:
        self._score_apart(at, (78, 78), (82, 82))
        engine.pass_stage(self.case, by=self.selector, at=at)

    def both_apart(self, at: dt.datetime) -> None:
        self._score_apart(at, (58, 60), (90, 92))
        engine.pass_stage(self.case, by=self.selector, at=at)

    def both_low(self, at: dt.datetime) -> None:
        self._score_apart(at, (56, 62), (56, 62))
        engine.pass_stage(self.case, by=self.selector, at=at)

    def score_half(self, at: dt.datetime) -> None:
        """The colleague has scored, the officer whose login everybody knows has not."""
        self.selector = self.office.staff["selector2"]
        self.score(at)
        engine.let_go(self.case, by=self.selector)

    # Decisions.

    def _decide(self, verdict: Move, at: dt.datetime, by=None, **words) -> None:
        case, by = self.case, by or self.head
        if case.bucket == "office":
            engine.claim(case, by=by, at=at)
        engine.decide(case, verdict=verdict, by=by, at=at, **words)
        self.agenda.soon(at)

    def accept(self, at: dt.datetime) -> None:
        self._decide(Move.ACCEPT, at)

    def reserve(self, at: dt.datetime) -> None:
        self._decide(Move.RESERVE, at)

    def reject_score(self, at: dt.datetime) -> None:
        self._decide(Move.REJECT, at, told=LOW_SCORE)

    def reject_education(self, at: dt.datetime) -> None:
        self._decide(Move.REJECT, at, reasons=["reject-dates-clash"])

    def reject_identity(self, at: dt.datetime) -> None:
        self._decide(Move.REJECT, at, by=self.checker, reasons=["reject-identity-not-confirmed"])

    def reject_duplicate(self, at: dt.datetime) -> None:
        self._decide(Move.REJECT, at, by=self.checker, reasons=["reject-duplicate-registration"])

    def reject_late(self, at: dt.datetime) -> None:
        self._decide(Move.REJECT, at, by=self.checker, reasons=["reject-correction-not-received-in-time"])

    def reject_full(self, at: dt.datetime) -> None:
        if self.case.state == CaseState.RESERVE:
            self._decide(Move.REJECT, at, told=FULL)
            engine.release(self.case, by=self.head, at=at)

    def second(self, at: dt.datetime) -> None:
        engine.second(self.case.open_decision, by=self.office.staff["head2"], at=at)

    def release(self, at: dt.datetime) -> None:
        engine.release(self.case, by=self.head, at=at)
