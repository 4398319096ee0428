"""Finished trainings and the certificates that come out of them. All people are invented."""

import datetime as dt
import itertools
import uuid
from decimal import Decimal

import factory
from django.contrib.auth.models import Group
from wagtail.models import Page

from accounts.enums import Role
from accounts.models import Applicant, User
from core.models import OfficeSettings
from credentials import workflow
from credentials.models import Credential, CredentialSettings
from programs.enums import BatchState, EnrolmentState, ProgramKind
from programs.models import Batch, Completion, Enrolment, ProgramPage, Room
from tests.factories import accounts
from tests.factories.accounts import UserFactory

CONFIRMED = dt.datetime(2026, 9, 14, 3, 0, tzinfo=dt.UTC)
ISSUED = dt.datetime(2026, 9, 18, 3, 0, tzinfo=dt.UTC)
UNITS = [
    {"type": "unit", "value": {"code": "C.CONTOH.001.01", "title": "Mengikuti prosedur K3", "jp": 40}},
    {"type": "unit", "value": {"code": "C.CONTOH.002.01", "title": "Mengukur tubuh", "jp": 80}},
    {"type": "unit", "value": {"code": "", "title": "Menjahit dengan mesin", "jp": 120}},
]
serials = itertools.count(1)


def staff(*roles: Role, **fields) -> User:
    """A member of the office in these roles."""
    user = UserFactory(is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


class ApplicantFactory(accounts.ApplicantFactory):
    """The holder of a certificate, under a name the tests look for."""

    class Meta:
        model = Applicant

    name = "Rina Contoh"


def program_page(**fields) -> ProgramPage:
    """A programme of 240 JP with three units, outside of any site."""
    number = next(serials)
    fields = {"title": "Menjahit", "slug": f"program-{number}", "code": "mjt", "units": UNITS, "total_jp": 240} | fields
    page = ProgramPage(kind=ProgramKind.BLK, field="garmen", **fields)
    return Page.get_first_root_node().add_child(instance=page)


class BatchFactory(factory.django.DjangoModelFactory):
    """A batch that has ended."""

    class Meta:
        model = Batch

    key = factory.LazyFunction(uuid.uuid4)
    code = factory.Sequence(lambda n: f"menjahit-{n}-2026")
    program_page = factory.LazyFunction(program_page)
    kind = ProgramKind.BLK
    field = "garmen"
    title = "Menjahit"
    title_en = "Sewing"
    number = 3
    state = BatchState.CLOSED
    capacity = 100
    opens_at = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    closes_at = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    starts_on = dt.date(2026, 8, 3)
    ends_on = dt.date(2026, 9, 11)
    room = factory.LazyFunction(lambda: Room.objects.get_or_create(name="UPT BLK")[0])


class EnrolmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enrolment

    batch = factory.SubFactory(BatchFactory)
    applicant = factory.SubFactory(ApplicantFactory)
    state = EnrolmentState.FINISHED
    mark = Decimal("87")


class CompletionFactory(factory.django.DjangoModelFactory):
    """Passed and confirmed by the head."""

    class Meta:
        model = Completion

    enrolment = factory.SubFactory(EnrolmentFactory)
    jp_attended = Decimal("232")
    jp_held = Decimal("240")
    mark = Decimal("87")
    passed = True
    confirmed_by = factory.LazyFunction(lambda: staff(Role.HEAD))
    confirmed_at = CONFIRMED

    class Params:
        failed = factory.Trait(passed=False, jp_attended=Decimal("100"))
        unconfirmed = factory.Trait(confirmed_by=None)
        unmarked = factory.Trait(mark=None)


def office(**fields) -> CredentialSettings:
    """Settings of an office that can sign; `fields` change some."""
    words = CredentialSettings.load()
    for name, value in (
        {"head_name": "Dra. Contoh Pejabat, M.Si.", "head_nip": "19700101 199503 2 000"} | fields
    ).items():
        setattr(words, name, value)
    words.save()
    letterhead = OfficeSettings.load()
    letterhead.office, letterhead.whatsapp = "Dinas Ketenagakerjaan Kota Contoh", "0812-0000-0000"
    letterhead.save()
    return words


def issued(*, by=None, at=ISSUED, **fields) -> Credential:
    """A certificate as the office issues it."""
    office()
    return workflow.issue(CompletionFactory(**fields), by=by, at=at)


def revoked(**fields) -> Credential:
    return workflow.revoke(issued(**fields), by=None, reason="Dokumen pendaftaran tidak benar.", at=ISSUED)


def replaced(**fields) -> Credential:
    """An old certificate; its replacement is `.successor`."""
    old = issued(**fields)
    workflow.reissue(old, by=None, reason="Nama salah cetak.", at=ISSUED)
    return Credential.objects.get(pk=old.pk)
