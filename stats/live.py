"""The live figures as the public may see them: one year, by month, programme, kecamatan and sex, small numbers hidden.

Single years and no figures over all years: the difference of two spans must not reveal what each of them hides.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.enums import Sex
from cases import services
from core.formats import number
from stats import queries, rules
from stats.enums import Measure
from stats.queries import NONE
from stats.tables import Cell, Column, Table, Words

HIDDEN = "*"


@dataclass(frozen=True)
class Breakdown:
    """One table: its key (an anchor and a name in addresses), title, name of the first column, labels and numbers."""

    key: str
    title: str
    head: str
    labels: list[str]
    columns: dict[str, list[int | None] | None]  # by measure; None: too few to publish any of it

    def rows(self) -> list[tuple[str, list[int | None]]]:
        columns = [self.columns[measure] for measure in Measure.values]
        return [
            (label, [column[place] if column else None for column in columns])
            for place, label in enumerate(self.labels)
        ]

    def table(self) -> Table:
        """The same for drawings and downloads; what is hidden is words, not a number."""
        head = [Column(Words(self.head), False), *[Column(Words(str(m.label)), True) for m in Measure]]
        return Table(head, [[Words(label), *[_cell(value) for value in values]] for label, values in self.rows()])


def _cell(value: int | None) -> Cell:
    return Words(HIDDEN) if value is None else Decimal(value)


@dataclass(frozen=True)
class Year:
    year: int
    totals: dict[str, int | None]
    breakdowns: list[Breakdown]


def year_of(year: int) -> Year:
    """All that is published of one year, from one reading of its facts."""
    facts = queries.cube(dt.date(year, 1, 1), dt.date(year, 12, 1))
    makers = (_by_month, _by_program, _by_district, _by_sex)
    sorted_facts = [maker(facts) for maker in makers]
    counts = {
        measure: [_column(measure, keys, values) for _head, keys, values in sorted_facts] for measure in Measure.values
    }
    published = rules.publishable(counts)
    breakdowns = [
        Breakdown(*head, list(keys.values()), {m: lists and lists[place] for m, lists in published.items()})
        for place, (head, keys, _values) in enumerate(sorted_facts)
    ]
    totals = {m: sum(counts[m][0]) if published[m] is not None else None for m in Measure.values}
    return Year(year, totals, breakdowns)


def _column(measure: str, keys: dict, values: dict) -> list[int]:
    return [values.get((key, measure), 0) for key in keys]


def _summed(facts: list[tuple], key) -> dict:
    found = {}
    for fact in facts:
        cell = (key(fact), fact[1])
        found[cell] = found.get(cell, 0) + fact[-1]
    return found


def _by_month(facts: list[tuple]):
    values = _summed(facts, lambda fact: fact[0])
    months = sorted({month for month, _measure in values})
    keys = {month: date_format(month, "F") for month in months}
    return ("bulan", _("By month"), _("Month")), keys, values


def _by_program(facts: list[tuple]):
    """Programmes by name; what has no programme, by the name of its service."""
    values = _summed(facts, lambda fact: fact[3] or fact[2])
    found = {key for key, _measure in values}
    titles = queries.programs([key for key in found if isinstance(key, int)])
    labels = {service.slug: str(service.label) for service in services.every()}
    named = {key: titles.get(key) or labels.get(key) or _("Other") for key in found}
    keys = dict(sorted(named.items(), key=lambda each: each[1]))
    return ("program", _("By programme"), _("Programme")), keys, values


def _by_district(facts: list[tuple]):
    values = _summed(facts, lambda fact: fact[4] or NONE)
    keys = queries.districts()
    return ("kecamatan", _("By kecamatan"), _("Kecamatan")), dict(_named(keys, values)), values


def _by_sex(facts: list[tuple]):
    values = _summed(facts, lambda fact: fact[5] or NONE)
    keys = {sex.value: str(sex.label) for sex in Sex}
    return ("jenis-kelamin", _("By sex"), _("Sex")), dict(_named(keys, values)), values


def _named(keys: dict, values: dict):
    yield from keys.items()
    if any(key == NONE for key, _measure in values):
        yield NONE, _("Not known")


def written(value: int | None) -> str:
    return HIDDEN if value is None else number(value)
