"""A class given by score: two officers score apart, the rules rank, the head changes one place and fixes the list."""

import datetime as dt

from cases.models import Procedure
from cases.workflow import jobs
from cases.workflow.procedures import publish as publish_procedure
from demo import pages
from demo.agenda import Agenda
from demo.office import Office
from programs import proposal, workflow
from programs.enums import Verdict
from programs.models import Batch, ProgramPage, SeatRules

LOW_SCORE = (
    "Nilai tes dan wawancara Anda belum cukup untuk kursi di angkatan ini. Anda boleh mendaftar angkatan berikutnya."
)
CHANGE = "Telah lulus seleksi angkatan sebelumnya dan mengundurkan diri karena sakit."
SHARES = [
    ("Penyandang disabilitas", "People with disabilities", 10, "disability"),
    ("Keluarga dalam daftar DTSEN", "Families on the social-aid list (DTSEN)", 25, "social_aid"),
]


def prepare(program: ProgramPage, office: Office) -> None:
    """The programme follows a road with two scorers and has rules for its seats."""
    usual = Procedure.objects.get(slug="blk")
    procedure = Procedure(name="BLK, dinilai dua orang", slug="blk-dua-penilai")
    stages = list(usual.draft_stages.all())
    for stage in stages:
        stage.pk = None
    stages[1].scorers = 2
    procedure.draft_stages.set(stages)
    procedure.save()
    publish_procedure(procedure, by=office.staff["head"])
    program.procedure, program.seat_rules = procedure, _rules(office)
    pages.publish(program)


def _rules(office: Office) -> SeatRules:
    shares = [
        {"label_id": words, "label_en": english, "percent": percent, "question": question, "answer": "yes"}
        for words, english, percent, question in SHARES
    ]
    rules = SeatRules.objects.create(
        name="Kelas dengan seleksi",
        residents_first=True,
        ties=[{"type": "criterion", "value": "interview"}, {"type": "earlier", "value": None}],
        shares=[{"type": "share", "value": share} for share in shares],
    )
    workflow.publish_seat_rules(rules, by=office.staff["head"])
    return rules


def plan(agenda: Agenda, office: Office, batch: Batch) -> None:
    """The head changes one place, fixes the list, and releases it on the day after."""
    head = office.staff["head"]

    def change(at: dt.datetime) -> None:
        found = proposal.propose(batch, at=at)
        last = found.people[found.placed[-1].candidate.pk]
        workflow.adjust(last, verdict=Verdict.RESERVE, reason=CHANGE, by=head, at=at)

    def fix(at: dt.datetime) -> None:
        seen = proposal.propose(batch, at=at).digest
        for job in workflow.fix_list(batch, by=head, seen=seen, told=LOW_SCORE, at=at):
            _finish(job, at)

    def release(at: dt.datetime) -> None:
        _finish(jobs.start(workflow.plan_release(batch), by=head, at=at), at)

    agenda.add(agenda.moment(-5, 14), change)
    agenda.add(agenda.moment(-5, 15), fix)
    agenda.add(agenda.moment(-4, 10), release)


def _finish(job, at: dt.datetime) -> None:
    while jobs.work(job, at=at):
        pass
