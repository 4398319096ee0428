"""Sums of facts. The rows are folded by month, so a year is read in one go, whatever the number of moves."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import get_language

from core.models import District
from programs.models import ProgramPage
from stats.enums import Measure
from stats.models import Fact, KeepRate

NONE = 0  # the key of what is not known or does not apply


@dataclass(frozen=True)
class Filters:
    """What a report counts: months from one to another, and one programme, kecamatan or sex; empty means all."""

    first: dt.date
    last: dt.date
    program: int | None = None
    district: int | None = None
    sex: str = ""

    def apply(self):
        facts = Fact.objects.filter(month__gte=self.first, month__lte=self.last)
        facts = facts.filter(program=self.program) if self.program else facts
        facts = facts.filter(district=self.district) if self.district else facts
        return facts.filter(sex=self.sex) if self.sex else facts


def sums(facts, by: str) -> dict:
    """{key: {measure: number}} of facts by one column; measures that nothing counted are missing."""
    found = defaultdict(dict)
    for key, measure, number in facts.values_list(by, "measure").annotate(n=Sum("count")).order_by():
        found[key or NONE][measure] = number
    return dict(found)


def cube(first: dt.date, last: dt.date) -> list[tuple]:
    """Everything of a span in one statement: (month, measure, service, program, district, sex, number)."""
    names = ("month", "measure", "service", "program_id", "district_id", "sex")
    facts = Fact.objects.filter(month__gte=first, month__lte=last)
    return list(facts.values_list(*names).annotate(n=Sum("count")).order_by())


def totals(first: dt.date, last: dt.date) -> dict[str, int]:
    """The number of each measure in a span of months."""
    facts = Fact.objects.filter(month__gte=first, month__lte=last).values_list("measure")
    return dict.fromkeys(Measure.values, 0) | dict(facts.annotate(n=Sum("count")).order_by())


def years() -> list[int]:
    """The years with facts, newest first; two index look-ups, never the whole table."""
    first = Fact.objects.order_by("month").values_list("month", flat=True).first()
    last = Fact.objects.order_by("-month").values_list("month", flat=True).first()
    return list(range(last.year, first.year - 1, -1)) if first else []


def districts() -> dict[int, str]:
    return dict(District.objects.values_list("pk", "name"))


def programs(ids) -> dict[int, str]:
    """Titles of programmes in the active language, in one statement for both languages."""
    source = dict(ProgramPage.objects.filter(pk__in=ids).values_list("translation_key", "pk"))
    pages = ProgramPage.objects.filter(translation_key__in=source, live=True)
    titles = {}
    for key, language, title in pages.values_list("translation_key", "locale__language_code", "title"):
        if language == get_language() or source[key] not in titles:
            titles[source[key]] = title
    return titles


def keep_rate() -> KeepRate | None:
    return KeepRate.objects.first()
