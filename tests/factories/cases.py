"""A service for the tests of the engine: a letter of recommendation, asked for on a day (a Holiday row is its subject).

It shows how little a service needs, and keeps the engine's tests free of seats and batches.
"""

import datetime as dt
import itertools

from django.utils import timezone

from accounts.enums import Role
from accounts.roles import group
from cases import services
from cases.enums import Release
from cases.models import Case, Document, Procedure, Stage, Version
from cases.workflow import submit
from core.models import Holiday, PrivateFile
from tests.factories.accounts import ApplicantFactory

SLUG = "surat"
_tokens = itertools.count(1)


def lock_day(pk: int) -> Holiday:
    return Holiday.objects.select_for_update().get(pk=pk)


def letter_procedure(subject=None) -> Procedure:
    return Procedure.objects.get(slug="surat")


def register_letters() -> None:
    services.register(
        services.Service(
            slug=SLUG,
            label="Letter",
            prefix_of=lambda subject: "SRT",
            model=Case,
            lock_subject=lock_day,
            create=lambda subject, fields: Case.objects.create(**fields),
            procedure=letter_procedure,
            message_facts=lambda case, at: (
                {"place": "Kantor", "time": "08.00 WIB", "date": "Rabu, 9 Desember 2026"}
                | {"due_date": "-", "percent": 80, "rank": 1, "reserve_size": 8, "start_date": "-"}
            ),
        )
    )


CHECK = {"key": "photo", "label_id": "Foto", "label_en": "Photo"}
SCORE = {"key": "test", "label_id": "Tes", "label_en": "Test", "maximum": 100, "weight": 100}


def version_of(procedure: Procedure, *stages: dict) -> Version:
    """Publish stages as the next version: dicts of Stage columns, `role` for the group."""
    number = procedure.versions.count() + 1
    version = Version.objects.create(procedure=procedure, number=number)
    for order, fields in enumerate(stages):
        role = Role(fields.pop("role", Role.CHECKER))
        name = fields.pop("name", f"Tahap {order + 1}")
        Stage.objects.create(version=version, order=order, group=group(role), name_id=name, name_en=name, **fields)
    return version


def three_stages() -> Version:
    """Document check -> scores -> decision by the head, as for BLK classes."""
    procedure, _created = Procedure.objects.get_or_create(slug="surat", defaults={"name": "Surat"})
    return version_of(
        procedure,
        {"name": "Periksa", "checks_documents": True, "checks": [CHECK], "limit_days": 3},
        {"name": "Tes", "role": Role.SELECTOR, "scores": [SCORE], "limit_days": 5},
        {"name": "Putusan", "role": Role.HEAD, "is_decision": True, "limit_days": 2, "release": Release.TOGETHER},
    )


def one_stage(**fields) -> Version:
    """A road of one stage that decides at once."""
    procedure, _created = Procedure.objects.get_or_create(slug="surat", defaults={"name": "Surat"})
    return version_of(procedure, {"name": "Putusan", "role": Role.HEAD, "is_decision": True} | fields)


def day() -> Holiday:
    number = next(_tokens)
    return Holiday.objects.create(date=dt.date(2031, 1, 1) + dt.timedelta(days=number), name=f"Hari {number}")


def private_file(name: str = "ktp.jpg") -> PrivateFile:
    return PrivateFile.objects.create(name=name, content_type="image/jpeg", size=1, sha256="0" * 64, file="x")


def open_case(*, documents=(), applicant=None, subject=None, at=None, **fields) -> Case:
    """A case submitted by its applicant, through the workflow."""
    applicant = applicant or ApplicantFactory()
    kinds = [(kind, kind.upper(), private_file()) for kind in documents]
    fields = {"answers": {"address": "Jalan Melati 1"}, "token": f"token-{next(_tokens)}"} | fields
    at = at or timezone.now()
    return submit(SLUG, (subject or day()).pk, applicant=applicant, by=applicant.user, documents=kinds, at=at, **fields)


def good_documents(case: Case) -> None:
    Document.objects.filter(case=case).update(verdict="accepted")


def many_cases(count: int) -> list[Case]:
    """Cases of one person and one subject, as the last stage of the newest version of the letters finds them."""
    first, subject = open_case(), day()
    fields = {"applicant": first.applicant, "applicant_name": first.applicant_name, "service": SLUG}
    fields |= {"version": first.version, "stage": first.version.stages.last(), "due_at": first.due_at}
    return Case.objects.bulk_create(
        Case(number=f"SRT-{number:08X}", token=f"many-{subject.pk}-{number}", subject_id=subject.pk, **fields)
        for number in range(count)
    )
