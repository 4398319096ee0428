"""Filling the demo office: everything in one transaction, from the first account to the last certificate."""

import datetime as dt
import random

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from cases.models import Procedure
from cases.workflow.procedures import publish as publish_procedure
from core.models import MessageState, OutboxMessage
from demo import editorial, library, pages, selecting, training
from demo.agenda import Agenda
from demo.batches import DRAFT, PLANS, Plan
from demo.office import Office, open_office
from demo.people import UPPER_LEVELS, Crowd, Person
from demo.stories import Story
from home.setup import rewrite_texts
from programs.enums import ProgramKind
from programs.models import Batch, ProgramPage
from stats import seeds as figures
from stats.workflow import count_promise

SEED = 2026
# The paths of the citizen whose login everybody knows: one thing to do, one to wait for, one to show.
OWN = {
    "makeup-done": "short_seated",
    "electric-running": "rejected",
    "motor-offers": "offered",
    "praja-barista-open": "correction",
}


def is_seeded() -> bool:
    return ProgramPage.objects.exists()


@transaction.atomic
def fill(now: dt.datetime | None = None) -> None:
    """Fill an office that has been set up; the same seed gives the same people and paths on every machine."""
    with disable_reference_index_auto_update():
        _play(now or timezone.now())
    for page in Page.objects.filter(depth__gt=1).specific():
        ReferenceIndex.create_or_update_for_object(page)


def _play(now: dt.datetime) -> None:
    dice = random.Random(SEED)
    agenda = Agenda(now.replace(microsecond=0))
    office = open_office()
    rewrite_texts()
    programs = pages.programs()
    _ask_two_persons(programs["tata-boga"], office)
    selecting.prepare(programs["desain"], office)
    narrator = Narrator(agenda, office, dice)
    batches = {}
    for plan in PLANS:
        batch = pages.published_batch(programs[plan.program], office, plan.columns(agenda))
        batches[plan.key] = batch
        narrator.tell(plan, batch)
    training.plan(agenda, office, dice, batches)
    selecting.plan(agenda, office, batches["design-result"])
    agenda.run()
    draft = pages.draft_batch(programs[DRAFT.program], office, DRAFT.columns(agenda))
    pages.waiting_for_head(office, draft, agenda.now)
    pictures = library.pictures()
    pages.news(agenda.today, pictures)
    editorial.pages(pictures, library.documents())
    editorial.notices(agenda.now)
    editorial.voices(agenda.today, dice)
    figures.load()
    count_promise(agenda.now)
    _settle_messages(agenda)


def _ask_two_persons(program: ProgramPage, office: Office) -> None:
    """One programme follows a road of its own: a second person must agree to every decision."""
    usual = Procedure.objects.get(slug="blk")
    procedure = Procedure(name="BLK, diputuskan dua orang", slug="blk-dua-orang")
    stages = list(usual.draft_stages.all())
    for stage in stages:
        stage.pk = None
    stages[-1].second_person = True
    procedure.draft_stages.set(stages)
    procedure.save()
    publish_procedure(procedure, by=office.staff["head"])
    program.procedure = procedure
    pages.publish(program)


class Narrator:
    """Gives every path of a plan to a person; the citizen with the known login walks some of them."""

    def __init__(self, agenda: Agenda, office: Office, dice: random.Random):
        self.agenda, self.office, self.dice = agenda, office, dice
        self.crowd = Crowd(agenda.today, dice)
        self.citizen = self.crowd.person(
            UPPER_LEVELS, name=office.citizen.get_full_name(), sex="female", is_local=True, user=office.citizen
        )

    def tell(self, plan: Plan, batch: Batch) -> None:
        around = self.agenda.day(plan.around)
        for path, count in plan.cast:
            for number in range(count):
                person = self.citizen if number == 0 and OWN.get(plan.key) == path else self._person(batch)
                Story(self.agenda, self.office, self.dice, batch, person).plan(path, around)

    def _person(self, batch: Batch) -> Person:
        levels = {"levels": UPPER_LEVELS} if batch.kind == ProgramKind.BLK else {}
        return self.crowd.person(**levels)


def _settle_messages(agenda: Agenda) -> None:
    """Messages of earlier days have long been sent, but for a few that their mail server refused."""
    old = OutboxMessage.objects.filter(state=MessageState.WAITING, queued_at__lt=agenda.moment(-1, 12))
    refused = list(old.order_by("-queued_at").values_list("pk", flat=True)[:3])
    OutboxMessage.objects.filter(pk__in=refused).update(
        state=MessageState.FAILED, attempts=10, error="SMTPRecipientsRefused"
    )
    old.update(state=MessageState.SENT, attempts=1, sent_at=F("queued_at") + dt.timedelta(minutes=1))
