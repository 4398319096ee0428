"""What a certificate says: read once at issue from the completion and the office's settings, then frozen.

The answer is the data of templates/print/certificate.typ without number and code. It holds no fractions (they are
written as text), so that it can be signed. Paper is Indonesian with English lines, whatever language the desk uses.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import letterhead
from core.models import OfficeSettings
from credentials.enums import TITLES
from credentials.settings import CredentialSettings, read_grades
from programs.models import Batch, Completion

PAPER = "id"


@dataclass(frozen=True)
class Wording:
    """The office's settings as they are now; loaded once for a whole batch."""

    office: OfficeSettings
    words: CredentialSettings

    @classmethod
    def load(cls) -> "Wording":
        return cls(OfficeSettings.load(), CredentialSettings.load())


def freeze(completion: Completion, *, wording: Wording, at) -> dict:
    """Everything the paper says about this completion."""
    batch, words = completion.enrolment.batch, wording.words
    with translation.override(PAPER):
        result = _result(completion, words)
        return {
            "office": office_block(wording),
            "title": TITLES[kind_of(completion)][0],
            "title_en": TITLES[kind_of(completion)][1],
            "person": _person(completion),
            "program": {"title": batch.title, "title_en": batch.title_en or batch.title},
            "batch": _batch(completion, wording),
            "attendance": _attendance(completion),
            "result": result,
            "statement": _statement(words.statement if result["grade"] else words.statement_unmarked, batch, result),
            "statement_en": _statement_en(words, batch, result),
            "legend": _legend(words) if result["mark"] else [],
            "units": _units(completion),
            "basis": words.basis,
            "signature": _signature(words, at),
        }


def kind_of(completion: Completion) -> str:
    """The kind its programme promises; "none" when it gives no certificate."""
    return completion.enrolment.batch.program_page.certificate_kind


def texts(node) -> list[str]:
    """Every text of a subject: what must be printable before a number is used up."""
    if isinstance(node, str):
        return [node]
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [text for child in children for text in texts(child)]


def office_block(wording: Wording) -> dict:
    """The letterhead; a certificate names no hours."""
    block = letterhead.paper(wording.office, unit=wording.words.unit) | {"address": wording.office.address}
    return {name: value for name, value in block.items() if name not in ("address_lines", "zone")}


def batch_name(batch: Batch) -> str:
    """How a batch is called on paper: Angkatan 3 Tahun 2026."""
    with translation.override(PAPER):
        return _("Batch %(number)d of %(year)d") % {"number": batch.number, "year": batch.starts_on.year}


def training_hours(completion: Completion) -> int:
    """Lesson hours of the programme, or of the sessions that took place where the programme names none."""
    return completion.enrolment.batch.program_page.total_jp or int(completion.jp_held)


def _person(completion: Completion) -> dict:
    applicant = completion.enrolment.applicant
    return {
        "name": " ".join(applicant.name.split()),
        "birth_place": applicant.birth_place,
        "birth_date": applicant.birth_date.isoformat(),
    }


def _batch(completion: Completion, wording: Wording) -> dict:
    batch = completion.enrolment.batch
    return {
        "name": batch_name(batch),
        "name_en": f"batch {batch.number}, {batch.starts_on.year}",
        "place": batch.room.name if batch.room else wording.office.city,
        "start": batch.starts_on.isoformat(),
        "end": batch.ends_on.isoformat(),
        "jp": training_hours(completion),
        "jp_minutes": wording.office.jp_minutes,
    }


def _attendance(completion: Completion) -> dict:
    held, attended = completion.jp_held, completion.jp_attended
    percent = (attended / held * 100).quantize(Decimal("0.1")) if held else Decimal("0.0")
    facts = {"attended": _plain(attended), "held": _plain(held), "percent": _comma(str(percent))}
    return {
        "percent": str(percent),
        "threshold": int(completion.calculation.get("threshold", completion.enrolment.batch.threshold)),
        "sentence": _(
            "Present %(attended)s of %(held)s JP: %(attended)s ÷ %(held)s × 100 = %(percent)s. Permission and illness "
            "count as absent; lateness counts by the lesson hours attended."
        )
        % facts,
    }


def _result(completion: Completion, words: CredentialSettings) -> dict:
    mark = completion.mark
    grade = _grade(mark, words)
    return {
        "verdict": _("passed"),
        "mark": None if mark is None else _plain(mark),
        "grade": grade and grade[1],
        "grade_en": grade and grade[2],
        "sentence": _mark_sentence(completion),
    }


def _mark_sentence(completion: Completion) -> str:
    if completion.enrolment.unit_marks:
        return _("Mean of the marks of the units by their lesson hours.")
    return _("Final mark given by the trainer.")


def _grade(mark: Decimal | None, words: CredentialSettings) -> tuple[int, str, str] | None:
    """The highest grade that begins at or below the mark."""
    if mark is None:
        return None
    return next((grade for grade in read_grades(words.grades) if mark >= grade[0]), None)


def _legend(words: CredentialSettings) -> list[dict]:
    grades = read_grades(words.grades)
    tops = [100, *(lowest - 1 for lowest, *_names in grades)][: len(grades)]
    return [
        {"range": f"{lowest}–{top}" if lowest else f"< {top + 1}", "name": name, "name_en": name_en}
        for (lowest, name, name_en), top in zip(grades, tops, strict=True)
    ]


def _units(completion: Completion) -> list[dict]:
    """Units with hours and marks; a programme without units is its own only unit."""
    batch, marks = completion.enrolment.batch, completion.enrolment.unit_marks
    units = [
        {
            "code": block.value["code"] or "",
            "title": block.value["title"],
            "jp": int(block.value["jp"]),
            "mark": _plain(Decimal(str(marks[block.id]))) if block.id in marks else None,
        }
        for block in batch.program_page.units
    ]
    return units or [{"code": "", "title": batch.title, "jp": training_hours(completion), "mark": None}]


def _statement(template: str, batch: Batch, result: dict) -> list[dict]:
    """The sentence in plain and strong parts. Asterisks in a title are text: only the office's own make a part bold."""
    facts = {
        "program": batch.title,
        "batch": batch_name(batch),
        "verdict": result["verdict"].upper(),
        "grade": result["grade"] or "",
    }
    parts = [(part.format_map(facts), bool(index % 2)) for index, part in enumerate(template.split("*"))]
    return [{"text": text, "strong": strong} for text, strong in parts if text]


def _statement_en(words: CredentialSettings, batch: Batch, result: dict) -> str:
    template = words.statement_en if result["grade"] else words.statement_unmarked_en
    facts = {
        "program": batch.title_en or batch.title,
        "batch": f"batch {batch.number}, {batch.starts_on.year}",
        "verdict": "passed",
        "grade": result["grade_en"] or "",
    }
    return template.replace("*", "").format_map(facts)


def _signature(words: CredentialSettings, at) -> dict:
    return {
        "place": words.place,
        "date": timezone.localtime(at).date().isoformat(),
        "role": words.head_title,
        "name": words.head_name,
        "rank": words.head_rank,
        "nip": words.head_nip,
        "electronic": words.electronic,
    }


def _plain(value: Decimal) -> str:
    """A number as Indonesians write it, without idle zeros: 232, 87,5."""
    return _comma(f"{value.normalize():f}")


def _comma(text: str) -> str:
    return text.replace(".", ",")
