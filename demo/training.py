"""From the first session to the certificate: attendance of every session that took place, marks, results."""

import datetime as dt
import random
from decimal import Decimal

from cases.models import Reason
from core import workdays
from credentials import workflow as certificates
from demo.agenda import Agenda
from demo.office import Office
from programs import causes, workflow
from programs.enums import AttendanceStatus, EnrolmentState
from programs.models import Batch, Session
from programs.workflow import Grade, Mark

# How a usual person comes to a session, and how the one does who falls under the threshold.
USUAL = [AttendanceStatus.PRESENT] * 28 + [AttendanceStatus.PERMITTED, AttendanceStatus.SICK]
RARELY = [AttendanceStatus.PRESENT, AttendanceStatus.ABSENT, AttendanceStatus.PRESENT, AttendanceStatus.ABSENT]
SHORT = 5  # sessions; who misses one of three falls under the threshold
LATE = [0] * 12 + [5, 10, 25]
TOO_FEW = "cancel-batch-too-few-participants"
FOUND_WORK, OWN_WISH = "drop-out-found-work", "drop-out-own-wish"
FEWEST = 8


class Course:
    """One batch from its first session on."""

    def __init__(self, agenda: Agenda, office: Office, dice: random.Random, batch: Batch):
        self.agenda, self.office, self.dice, self.batch = agenda, office, dice, batch
        self.head = office.staff["head"]

    def plan_sessions(self, *, but_last: bool = False) -> None:
        """Lists of the sessions that are over; `but_last` leaves the latest for the trainer to keep."""
        over = [session for session in self.batch.sessions.all() if session.ends_at <= self.agenda.now]
        for session in over[:-1] if but_last else over:
            self.agenda.add(session.ends_at + dt.timedelta(minutes=10), self._keep(session))

    def plan_marks(self) -> None:
        self.agenda.add(self._days_after(1), self.give_marks)

    def plan_result(self) -> None:
        self.agenda.add(self._days_after(3), self.confirm)

    def plan_certificates(self) -> None:
        self.agenda.add(self._days_after(5), self.issue)

    def _days_after(self, days: int) -> dt.datetime:
        return self.agenda.clock(workdays.add_working_days(self.batch.ends_on, days), 10, 15)

    def people(self):
        return self.batch.enrolments.filter(state=EnrolmentState.SEATED).order_by("pk")

    def _keep(self, session: Session):
        trainer = session.trainer.user or self.office.staff["trainer"]

        def keep(at: dt.datetime) -> None:
            marks = {person.pk: self._mark(number) for number, person in enumerate(self.people())}
            if marks:
                workflow.record_attendance(session, by=trainer, marks=marks, revision=0, at=at)

        return keep

    def _mark(self, number: int) -> Mark:
        usual = USUAL if self.batch.sessions.count() > SHORT else [AttendanceStatus.PRESENT]
        status = self.dice.choice(RARELY if number == 0 else usual)
        late = self.dice.choice(LATE) if status == AttendanceStatus.PRESENT else 0
        return Mark(status, late)

    def give_marks(self, at: dt.datetime) -> None:
        """Everybody passes but the second, whose marks stay below the pass mark."""
        ranges = [(35, 50) if number == 1 else (68, 96) for number in range(self.people().count())]
        grades = {person.pk: self._grade(*ranges[number]) for number, person in enumerate(self.people())}
        workflow.record_marks(self.batch, by=self.office.staff["trainer"], grades=grades, at=at)

    def _grade(self, low: int, high: int) -> Grade:
        program = self.batch.program_page
        if not program.marks_by_unit:
            return Grade(mark=Decimal(self.dice.randint(low, high)))
        return Grade(units={unit.id: Decimal(self.dice.randint(low, high)) for unit in program.units})

    def confirm(self, at: dt.datetime) -> None:
        workflow.complete(self.batch, by=self.head, at=at)

    def issue(self, at: dt.datetime) -> None:
        """Certificates for everybody who passed; afterwards one is corrected and one revoked."""
        issued = [result.credential for result in certificates.issue_batch(self.batch, by=self.head, at=at)]
        issued = [credential for credential in issued if credential]
        later = at + dt.timedelta(days=2)
        self.agenda.add(later, lambda at: self._correct(issued[0], at))
        if self.batch.pass_mark:
            self.agenda.add(later, lambda at: self._revoke(issued[1], at))

    def cancel(self, at: dt.datetime) -> None:
        """Too few people: the office calls the batch off, and everybody is told why."""
        told = causes.words(Reason.objects.get(key=TOO_FEW), minimum=FEWEST)
        workflow.cancel_batch(self.batch, by=self.head, told=told, at=at)

    def drop_out(self, at: dt.datetime) -> None:
        """Two do not go on: the last ones, so that everybody else keeps coming as planned."""
        for person, key in zip(self.people().reverse()[:2], (FOUND_WORK, OWN_WISH), strict=True):
            reason = Reason.objects.get(key=key)
            workflow.drop_out(person, by=self.head, told=causes.words(reason), reason=reason, at=at)

    def _correct(self, credential, at: dt.datetime) -> None:
        certificates.reissue(credential, by=self.head, reason="Penulisan nama diperbaiki.", at=at)

    def _revoke(self, credential, at: dt.datetime) -> None:
        certificates.revoke(credential, by=self.head, reason="Data pada sertifikat keliru.", at=at)


def plan(agenda: Agenda, office: Office, dice: random.Random, batches: dict[str, Batch]) -> None:
    """How far each batch has come."""
    courses = {key: Course(agenda, office, dice, batch) for key, batch in batches.items()}
    for key in ("motor-done", "sewing-done", "makeup-done", "praja-done"):
        courses[key].plan_sessions()
    for key in ("electric-running", "marketing-running"):
        courses[key].plan_sessions(but_last=True)
        agenda.add(agenda.moment(-1, 15), courses[key].drop_out)
    for key in ("motor-done", "sewing-done"):
        courses[key].plan_marks()
    for key in ("motor-done", "makeup-done", "praja-done"):
        courses[key].plan_result()
    for key in ("motor-done", "makeup-done"):
        courses[key].plan_certificates()
    agenda.add(agenda.moment(-4, 11), courses["computer-cancelled"].cancel)
