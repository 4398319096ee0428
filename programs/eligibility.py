"""Who may register: the rules of a programme answered in words, the same before the form, at submit and on the desk.

The words for met, not met and unknown live in data/eligibility.json, in both languages.
"""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db import models
from django.utils.translation import get_language

from accounts.enums import Education, Employment
from accounts.models import Applicant
from core.formats import full_date
from core.models import OfficeSettings
from programs.models import Batch

DATA = Path(__file__).parent / "data" / "eligibility.json"
TEXTS = {"education_min": "education", "not_working": "not_employed"}  # rule -> its words, where the names differ
ASKS = {
    "age_min": "birth_date",
    "age_max": "birth_date",
    "domicile": "lives_here",
    "local_ktp": "ktp_is_local",
    "education_min": "education",
    "not_studying": "employment",
    "not_working": "employment",
}


class Outcome(models.TextChoices):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Person:
    """What is known of a person; None or empty means not asked yet."""

    birth_date: dt.date | None = None
    lives_here: bool | None = None
    ktp_is_local: bool | None = None
    education: str = ""
    employment: str = ""
    taken: Batch | None = None  # a training of this kind this year
    overlapping: Batch | None = None  # another training at the same time
    is_known: bool = False  # signed in: what the office has on record was looked up


@dataclass(frozen=True)
class Answer:
    """One rule, answered for one person in the active language."""

    key: str
    outcome: Outcome
    label: str
    text: str

    @property
    def is_met(self) -> bool:
        return self.outcome == Outcome.MET


def check(batch: Batch, person: Person) -> list[Answer]:
    """Every rule of the batch's programme, answered."""
    return [_answer(key, value, batch, person) for key, value in rules_of(batch)]


def refusals(batch: Batch, applicant: Applicant, at: dt.datetime) -> list[str]:
    """The rules this applicant does not meet, as sentences; what is unknown is left to the officer."""
    return [answer.text for answer in check(batch, person_of(applicant, batch)) if answer.outcome == Outcome.NOT_MET]


def asked(batch: Batch) -> list[str]:
    """The names of what a person must tell so that every rule can be answered, each once."""
    return list(dict.fromkeys(ASKS[key] for key, _value in rules_of(batch) if key in ASKS))


def rules_of(batch: Batch) -> list[tuple[str, object]]:
    """(rule, value) in the order of the programme page, and the yearly rule where it is switched on."""
    return _rules(batch.program_page.source)


def _rules(program) -> list[tuple[str, object]]:
    found = [(block.block_type, block.value) for block in program.rules]
    return found + ([("one_batch_a_year", None)] if program.one_a_year else [])


def limits(batch: Batch) -> dict:
    """The limits of the programme, for reasons that name them: {min} and {max} age, {level} of education."""
    rules = dict(rules_of(batch))
    found = {"min": rules.get("age_min"), "max": rules.get("age_max")}
    found["level"] = Education(rules["education_min"]).label if rules.get("education_min") else None
    return {name: value for name, value in found.items() if value is not None}


def labels(batch: Batch) -> list[str]:
    """The rules as a list of requirements for readers."""
    return labels_of(batch.program_page.source)


def labels_of(program) -> list[str]:
    """The same for a programme without a batch: no rule's label speaks of a date."""
    city = OfficeSettings.load().city
    return [_words(key, "label", _label_facts(key, value, city)) for key, value in _rules(program)]


def _label_facts(key: str, value, city: str) -> dict:
    level = Education(value).label if key == "education_min" else ""
    return {"min": value, "max": value, "city": city, "level": level}


def summary(answers: list[Answer], *, minutes: int = 15) -> str:
    """One sentence over all answers: may register, what is missing, or what can only be checked later."""
    counts = {outcome: sum(answer.outcome == outcome for answer in answers) for outcome in Outcome}
    if counts[Outcome.NOT_MET]:
        return _summary("some_not_met").format(count=counts[Outcome.NOT_MET])
    if counts[Outcome.UNKNOWN]:
        return _summary("some_unknown").format(count=counts[Outcome.UNKNOWN])
    return _summary("all_met").format(minutes=minutes)


def privacy() -> str:
    return _summary("privacy")


def person_of(applicant: Applicant, batch: Batch) -> Person:
    """Everything the office has on record about an applicant that a rule may ask."""
    from programs import queries

    others = queries.others_of(applicant, batch)
    return Person(
        birth_date=applicant.birth_date,
        lives_here=_lives_here(applicant),
        ktp_is_local=applicant.ktp_is_local,
        education=applicant.education,
        employment=applicant.employment,
        taken=others.taken,
        overlapping=others.overlapping,
        is_known=True,
    )


def _lives_here(applicant: Applicant) -> bool | None:
    """A kelurahan is always one of the city; an address without one lies elsewhere."""
    return True if applicant.village_id else False if applicant.address else None


def age_on(birth_date: dt.date, day: dt.date) -> int:
    """Whole years; who is born on 29 February has the birthday on 1 March in other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def _answer(key: str, value, batch: Batch, person: Person) -> Answer:
    outcome = _outcome(RULES[key](value, batch, person))
    facts = _facts(key, value, batch, person)
    return Answer(key, outcome, _words(key, "label", facts), _words(key, outcome, facts))


def _outcome(fits: bool | None) -> Outcome:
    return Outcome.UNKNOWN if fits is None else Outcome.MET if fits else Outcome.NOT_MET


def _age_min(value, batch: Batch, person: Person) -> bool | None:
    return age_on(person.birth_date, batch.starts_on) >= value if person.birth_date else None


def _age_max(value, batch: Batch, person: Person) -> bool | None:
    return age_on(person.birth_date, batch.starts_on) <= value if person.birth_date else None


def _education(value, batch: Batch, person: Person) -> bool | None:
    return Education.level(person.education) >= Education.level(value) if person.education else None


def _not_studying(value, batch: Batch, person: Person) -> bool | None:
    return person.employment != Employment.STUDYING if person.employment else None


def _not_working(value, batch: Batch, person: Person) -> bool | None:
    working = (Employment.WORKING, Employment.WORKING_SEEKING)
    return person.employment not in working if person.employment else None


def _free_of(name: str) -> Callable:
    return lambda value, batch, person: getattr(person, name) is None if person.is_known else None


RULES: dict[str, Callable[[object, Batch, Person], bool | None]] = {
    "age_min": _age_min,
    "age_max": _age_max,
    "domicile": lambda value, batch, person: person.lives_here,
    "local_ktp": lambda value, batch, person: person.ktp_is_local,
    "education_min": _education,
    "not_studying": _not_studying,
    "not_working": _not_working,
    "no_overlap": _free_of("overlapping"),
    "one_batch_a_year": _free_of("taken"),
}


def _facts(key: str, value, batch: Batch, person: Person) -> dict:
    """What the sentences of a rule speak of."""
    if key == "education_min":
        return {"level": Education(value).label}
    if key == "no_overlap":
        return _other(person.overlapping, person.overlapping and person.overlapping.ends_on)
    if key == "one_batch_a_year":
        return _other(person.taken, dt.date(batch.starts_on.year + 1, 1, 1))
    day = full_date(batch.closes_at if key == "local_ktp" else batch.starts_on)
    return {"min": value, "max": value, "date": day, "city": OfficeSettings.load().city}


def _other(batch: Batch | None, day: dt.date | None) -> dict:
    return {"program": batch.label if batch else "…", "date": full_date(day) if day else "…"}


def _words(key: str, kind: str, facts: dict) -> str:
    return _texts()[TEXTS.get(key, key)][kind][_language()].format(**facts)


def _summary(key: str) -> str:
    return _data()["summary"][key][_language()]


def _language() -> str:
    return "en" if get_language() == "en" else "id"


@lru_cache
def _texts() -> dict[str, dict]:
    return {item["key"]: item for item in _data()["items"]}


@lru_cache
def _data() -> dict:
    return json.loads(DATA.read_text(encoding="utf-8"))
