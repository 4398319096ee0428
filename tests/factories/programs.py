"""Programmes, batches and registrations of the tests. Batches are rows as publishing makes them; traits name states."""

import datetime as dt
import itertools
import uuid

from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from accounts.models import Applicant, User
from cases import workflow as engine
from cases.enums import Move
from cases.models import Case
from core import nik
from core.models import Village
from programs.enums import BatchState, Mode, ProgramKind
from programs.models import (
    Batch,
    BatchPage,
    BatchPageSession,
    Enrolment,
    ProgramIndexPage,
    ProgramPage,
    Room,
    Session,
    Trainer,
)
from programs.service import SLUG
from tests.factories.accounts import ApplicantFactory, UserFactory

NOW = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)  # Monday, 10.00 WIB
DAY = dt.timedelta(days=1)
numbers = itertools.count(1)


def program_page(**fields) -> ProgramPage:
    """A live programme outside of any site, without rules."""
    number = next(numbers)
    defaults = {"title": "Menjahit", "slug": f"menjahit-{number}", "code": f"mjt{number}", "one_a_year": False}
    page = ProgramPage(**{"kind": ProgramKind.BLK, "field": "Garmen"} | defaults | fields)
    return Page.get_first_root_node().add_child(instance=page)


def batch(*, now: dt.datetime = NOW, program: ProgramPage | None = None, **fields) -> Batch:
    """An open batch of 16 seats in order mode: registration for a week around `now`, training a month later."""
    program = program or program_page()
    number = next(numbers)
    day = timezone.localdate(now)
    defaults = {
        "key": uuid.uuid4(),
        "code": f"{program.code}-{number}-{day.year}",
        "is_listed": True,
        "kind": program.kind,
        "field": program.field,
        "title": program.title,
        "number": number,
        "state": BatchState.RUNNING,
        "mode": Mode.ORDER,
        "capacity": 16,
        "reserve_size": 8,
        "opens_at": now - 3 * DAY,
        "closes_at": now + 4 * DAY,
        "starts_on": day + 30 * DAY,
        "ends_on": day + 60 * DAY,
    }
    return Batch.objects.create(program_page=program, **defaults | fields)


def page_in_site(**fields) -> ProgramPage:
    """A live programme below the list of programmes, with an address."""
    number = next(numbers)
    defaults = {"title": "Menjahit", "slug": f"kelas-{number}", "code": f"kls{number}", "one_a_year": False}
    page = ProgramPage(**{"kind": ProgramKind.BLK, "field": "Garmen"} | defaults | fields)
    return ProgramIndexPage.objects.get(locale__language_code="id").add_child(instance=page)


def batch_page(
    program: ProgramPage | None = None, *, now: dt.datetime = NOW, sessions: int = 0, live: bool = True, **fields
) -> BatchPage:
    """A batch as editors write it, published through a revision; sessions run daily from the first day."""
    program, day, number = program or page_in_site(), timezone.localdate(now), next(numbers)
    defaults = {
        "title": f"{program.title}, Angkatan {number} Tahun {day.year}",
        "slug": f"angkatan-{number}",
        "number": number,
        "opens_at": now - 3 * DAY,
        "closes_at": now + 4 * DAY,
        "starts_on": day + 30 * DAY,
        "ends_on": day + 60 * DAY,
        "live": False,
    }
    page = BatchPage(**defaults | fields)
    for count in range(sessions):
        page.page_sessions.add(page_session(page.starts_on + count * DAY))
    page = program.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    return BatchPage.objects.get(pk=page.pk)


def page_session(day: dt.date, *, at: int = 8, hours: int = 6, **fields) -> BatchPageSession:
    starts_at = timezone.make_aware(dt.datetime.combine(day, dt.time(at)))
    return BatchPageSession(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=hours), **fields)


def by_score(**fields) -> Batch:
    return batch(mode=Mode.SCORE, **fields)


def session(of: Batch, *, starts_at: dt.datetime, hours: int = 6, **fields) -> Session:
    """One meeting of eight JP."""
    ends_at = starts_at + dt.timedelta(hours=hours)
    return Session.objects.create(
        batch=of, key=uuid.uuid4(), starts_at=starts_at, ends_at=ends_at, **{"jp": 8} | fields
    )


def trainer(*, user=None, **fields) -> Trainer:
    user = user or UserFactory(role="trainer")
    return Trainer.objects.create(name=f"Pelatih {next(numbers)}", user=user, **fields)


def room(**fields) -> Room:
    return Room.objects.create(**{"name": f"Ruang {next(numbers)}"} | fields)


def local_applicant(**fields) -> Applicant:
    """A person who lives in the city."""
    return ApplicantFactory(village=Village.objects.first(), address="Jl. Contoh 1", **fields)


def register(of: Batch, applicant: Applicant | None = None, *, at: dt.datetime = NOW, **fields) -> Case:
    """A registration submitted through the engine; a fresh token each time unless one is given."""
    applicant = applicant or ApplicantFactory()
    fields = {"answers": {}, "token": uuid.uuid4().hex, "by": applicant.user} | fields
    return engine.submit(SLUG, of.pk, applicant=applicant, at=at, **fields)


def enrolment(case: Case) -> Enrolment:
    return Enrolment.objects.get(registration_id=case.pk)


def at_decision(case: Case) -> Case:
    """Jump to the last stage, as if the earlier ones had passed."""
    last = case.version.stages.order_by("order").last()
    Case.objects.filter(pk=case.pk).update(stage=last)
    return Case.objects.get(pk=case.pk)


def head():
    return UserFactory(role="head")


def decided(case: Case, verdict: Move = Move.ACCEPT, *, by=None, at: dt.datetime = NOW) -> Case:
    """Decided by the head, not released yet."""
    told = "Contoh alasan" if verdict == Move.REJECT else ""
    engine.decide(at_decision(case), verdict=verdict, by=by or head(), told=told, at=at)
    return Case.objects.get(pk=case.pk)


def released(case: Case, verdict: Move = Move.ACCEPT, *, by=None, at: dt.datetime = NOW) -> Case:
    """Decided and told."""
    return engine.release(decided(case, verdict, by=by, at=at), at=at)


def seated(of: Batch, applicant: Applicant | None = None, *, at: dt.datetime = NOW) -> Enrolment:
    """A participant."""
    return enrolment(released(register(of, applicant, at=at), at=at))


def many_at_decision(of: Batch, count: int) -> list[Case]:
    """So many registrations of a batch by score that wait for the decision, written in bulk."""
    first = at_decision(register(of, at=timezone.now()))
    users = User.objects.bulk_create(User(email=f"many{next(numbers)}@contoh.example") for _number in range(count))
    people = Applicant.objects.bulk_create(_person(number, user) for number, user in enumerate(users))
    fields = {name: getattr(first, name) for name in ("service", "subject_id", "subject_label", "version", "stage")}
    cases = Case.objects.bulk_create(
        Case(number=f"BLK-{person.pk:08X}", token=uuid.uuid4().hex, applicant=person, due_at=first.due_at, **fields)
        for person in people
    )
    with connection.cursor() as cursor:
        rows = [(case.pk, of.pk) for case in cases]
        cursor.executemany("INSERT INTO programs_registration (case_ptr_id, batch_id) VALUES (%s, %s)", rows)
    Enrolment.objects.bulk_create(
        Enrolment(batch=of, applicant=case.applicant, registration_id=case.pk, state="waiting") for case in cases
    )
    return cases


def _person(number: int, user: User) -> Applicant:
    code = f"3671{number // 1000 % 100:02}020290{9000 + number % 1000}"
    born = {"birth_date": dt.date(1990, 2, 2), "birth_place": "Tangerang", "sex": "male"}
    return Applicant(user=user, name=f"Warga {number}", nik=code, nik_hash=nik.keyed_hash(code), **born)
