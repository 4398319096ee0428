"""The two registers that can be taken over: what a row is known by, and what becomes of it. Rows are checked before."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Applicant
from audit import log
from cases.rules import Refused
from core import nik
from core.numbers import short_code
from credentials import signing
from credentials.enums import CredentialKind, CredentialMove
from credentials.imports import columns
from credentials.models import Credential, ImportRun
from programs import workflow as training
from programs.models import Enrolment

NOON = dt.time(12)
REGISTER = "register"  # the source written into the frozen words of a certificate that was taken over


@dataclass
class Taken:
    """What became of the rows of one part; `left` are (row number, column, reason)."""

    done: int = 0
    known: int = 0
    left: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Importer:
    """key(values) tells rows apart; known(run, keys) are those taken over before; take(run, rows, by, at) does it."""

    kind: str
    title: Any
    columns: list[columns.Column]
    key: Callable[[dict], str]
    known: Callable
    take: Callable


def people(rows: list[dict], *, at: dt.datetime) -> dict[str, Applicant]:
    """The person of each row by NIK; made where nobody is known yet. What is known of a person is never rewritten."""
    hashes = {nik.keyed_hash(row["nik"]): row for row in rows}
    found = {person.nik_hash: person for person in Applicant.objects.filter(nik_hash__in=hashes)}
    new = [_person(digest, row, at) for digest, row in hashes.items() if digest not in found]
    Applicant.objects.bulk_create(new)
    found |= {person.nik_hash: person for person in new}
    return {hashes[digest]["nik"]: person for digest, person in found.items()}


def _person(digest: str, row: dict, at: dt.datetime) -> Applicant:
    return Applicant(
        nik=row["nik"],
        nik_hash=digest,
        name=row["nama"],
        birth_place=row["tempat_lahir"],
        birth_date=_day(row["tanggal_lahir"]),
        sex=row["jenis_kelamin"],
        phone=row.get("ponsel", ""),
        address=row.get("alamat", ""),
        created_at=at,
    )


def _day(value) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


# Certificates


def numbers_known(run: ImportRun, keys: list[str]) -> set[str]:
    return set(Credential.objects.filter(number__in=keys).values_list("number", flat=True))


def take_certificates(run: ImportRun, rows: list[tuple[int, dict]], *, by, at: dt.datetime) -> Taken:
    """Certificates of before: the old number, no number of our own count, signed so that nobody changes the entry."""
    known = numbers_known(run, [row["nomor"] for _number, row in rows])
    new = [row for _number, row in rows if row["nomor"] not in known]
    holders = people(new, at=at)
    made = [_certificate(row, holders[row["nik"]], by) for row in new]
    Credential.objects.bulk_create(made)
    events = [(CredentialMove.IMPORT, each, by, {"number": each.number, "import": run.pk}, at, False) for each in made]
    log.record_many(events)
    return Taken(done=len(made), known=len(known))


def _certificate(row: dict, holder: Applicant, by) -> Credential:
    issued_on = _day(row["tanggal_terbit"])
    credential = Credential(
        kind=row["jenis"] or CredentialKind.TRAINING,
        applicant=holder,
        number=row["nomor"],
        sequence=None,
        year=issued_on.year,
        short_code=short_code(),
        masked_name=Applicant(name=row["nama"]).masked_name,
        program=row["program"],
        batch=row["angkatan"],
        jp=row["jp"],
        starts_on=_day(row["mulai"]),
        ends_on=_day(row["selesai"]),
        subject=_words(row),
        issued_at=timezone.make_aware(dt.datetime.combine(issued_on, NOON)),
        issued_by=by,
    )
    credential.sign()
    return credential


def _words(row: dict) -> dict:
    """The entry of the register as it was: no paper is made from it."""
    person = {"name": row["nama"], "birth_place": row["tempat_lahir"], "birth_date": str(row["tanggal_lahir"])}
    entry = hashlib.sha256(signing.canonical({name: str(value) for name, value in row.items()})).hexdigest()
    return {"source": REGISTER, "person": person, "entry": entry}


# Participants


def people_known(run: ImportRun, keys: list[str]) -> set[str]:
    hashes = {nik.keyed_hash(key): key for key in keys}
    there = Enrolment.objects.live().filter(batch=run.batch_id, applicant__nik_hash__in=hashes)
    return {hashes[digest] for digest in there.values_list("applicant__nik_hash", flat=True)}


def take_participants(run: ImportRun, rows: list[tuple[int, dict]], *, by, at: dt.datetime) -> Taken:
    """A seat for each person of the office's list; who does not get one is named with the reason."""
    taken, known = Taken(), people_known(run, [row["nik"] for _number, row in rows])
    holders = people([row for _number, row in rows], at=at)
    for number, row in rows:
        if row["nik"] in known:
            taken.known += 1
            continue
        try:
            with transaction.atomic():
                training.take_in(run.batch, holders[row["nik"]], by=by, at=at)
            taken.done += 1
        except (Refused, IntegrityError) as refused:
            taken.left.append((number, "nik", str(refused) if isinstance(refused, Refused) else _("Try again.")))
    return taken


CERTIFICATES = Importer(
    kind="certificates",
    title=gettext_lazy("Certificates issued before"),
    columns=columns.CERTIFICATES,
    key=lambda row: row["nomor"],
    known=numbers_known,
    take=take_certificates,
)
PARTICIPANTS = Importer(
    kind="participants",
    title=gettext_lazy("Participants of a batch"),
    columns=columns.PARTICIPANTS,
    key=lambda row: row["nik"],
    known=people_known,
    take=take_participants,
)
IMPORTERS = {importer.kind: importer for importer in (CERTIFICATES, PARTICIPANTS)}
