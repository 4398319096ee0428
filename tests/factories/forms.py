"""Programmes with questions, people who fill in their wizard, and drafts at every stage of it."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from core import files
from forms import steps, training, workflow
from forms.models import Draft
from programs.models import Batch, ProgramPage
from tests.factories import programs
from tests.factories.accounts import UserFactory, next_nik
from tests.factories.files import jpeg

BORN = dt.date(1999, 5, 5)
DOCUMENTS = [
    {"type": "document", "value": {"key": "ktp", "label_id": "Foto KTP", "label_en": "Photo of your KTP"}},
    {"type": "document", "value": {"key": "diploma", "label_id": "Ijazah terakhir", "label_en": "Last diploma"}},
]


def question(key: str, kind: str = "text", **fields) -> dict:
    """A question as the CMS stores it."""
    return {"key": key, "kind": kind, "label_id": f"Tanya {key}", "label_en": f"Ask {key}", "required": True} | fields


def options(*labels: str) -> list[dict]:
    return [{"label_id": label, "label_en": f"{label} (en)"} for label in labels]


def question_step(*questions: dict, title: str = "Pertanyaan kelas") -> dict:
    return {"type": "step", "value": {"title_id": title, "title_en": f"{title} (en)", "questions": list(questions)}}


QUESTIONS = [
    question_step(
        question("motivation", "textarea", label_id="Mengapa Anda memilih kelas ini?"),
        question("machine", "yes_no", label_id="Punya mesin jahit?"),
    ),
    question_step(
        question("brand", label_id="Merek mesin", show_if="machine", show_if_value="Ya"),
        question("days", "choices", options=options("Pagi", "Sore", "Malam"), label_id="Waktu", required=False),
        title="Peralatan",
    ),
]


def program(*, questions=QUESTIONS, documents=DOCUMENTS, rules=(), **fields) -> ProgramPage:
    """A programme that asks for a KTP, a diploma, and two steps of its own."""
    rules = [{"type": name, "value": value} for name, value in rules]
    return programs.program_page(questions=questions, documents=documents, rules=rules, **fields)


def batch(*, now: dt.datetime | None = None, program_fields: dict | None = None, **fields) -> Batch:
    """An open batch of such a programme, around the real present: the wizard asks the clock of the machine."""
    now = now or timezone.now()
    return programs.batch(now=now, program=program(**program_fields or {}), **fields)


def address(of: Batch, step: str = "") -> str:
    return f"/daftar/pelatihan/{of.code}/{step + '/' if step else ''}"


def identity(**fields) -> dict:
    """What a person types at the step "identitas"."""
    born = fields.pop("born", BORN)
    return {
        "nik": next_nik(born),
        "full_name": "Rina Contoh",
        "birth_place": "Tangerang",
        "birth_date_day": str(born.day),
        "birth_date_month": str(born.month),
        "birth_date_year": str(born.year),
        "sex": "female",
    } | fields


ADDRESS = {
    "address": "Jl. Contoh Melati No. 7, RT 02/RW 05",
    "village": "36.71.01.1001",
    "ktp_is_local": "yes",
    "phone": "0812-0000-0001",
}
EDUCATION = {
    "education": "sma",
    "school": "SMA Contoh",
    "major": "",
    "graduation_year": "2017",
    "employment": "never_worked",
}
ANSWERS = {
    "pertanyaan-1": {"motivation": "Ingin membuka usaha jahit.", "machine": "no"},
    "pertanyaan-2": {"days": "pagi-en"},
}


def upload(name: str = "ktp.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or jpeg(), "image/jpeg")


def started(of: Batch, user: User | None = None) -> Draft:
    return workflow.start(training.INTAKE, of, user=user or UserFactory())


def typed(draft: Draft, step: str, values: dict) -> Draft:
    lists = {name: value if isinstance(value, list) else [value] for name, value in values.items()}
    return workflow.keep_step(draft, step, lists)


def with_file(draft: Draft, kind: str, content: bytes | None = None):
    checked = files.check(upload(f"{kind}.jpg", content), max_mb=5)
    return workflow.keep_file(draft, kind, checked)


def complete(of: Batch, user: User | None = None, **fields) -> Draft:
    """A draft in which every step is filled in; `fields` change what was typed about the person."""
    return _filled(started(of, user), identity(**fields))


def _filled(draft: Draft, person: dict) -> Draft:
    typed(draft, steps.IDENTITY, person)
    typed(draft, steps.ADDRESS, ADDRESS)
    typed(draft, steps.EDUCATION, EDUCATION)
    for step, values in ANSWERS.items():
        typed(draft, step, values)
    for kind in ("ktp", "diploma"):
        with_file(draft, kind)
    draft.refresh_from_db()
    return draft


def declared() -> dict[str, str]:
    return {"declaration": "Saya menyatakan jawaban ini benar.", "promise": "Saya bersedia hadir."}


def at_counter(of: Batch, officer: User, number: str | None = None, **fields) -> Draft:
    """A complete draft that an officer wrote for the person with this NIK."""
    person = identity(**{"nik": number} if number else {}, **fields)
    draft = workflow.start_at_counter(training.INTAKE, of, person["nik"], by=officer)
    return _filled(draft, person)


def sent(of: Batch, user: User | None = None, **fields):
    """A case that came through the wizard."""
    draft = complete(of, user, **fields)
    return workflow.submit(draft, draft.token, by=draft.user, declared=declared())
