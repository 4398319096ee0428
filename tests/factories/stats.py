"""Data pages of the tests, below the list of figures that every office has."""

import datetime as dt
import itertools

from stats import tables
from stats.enums import Chart, Measure, Topic
from stats.models import DataIndexPage, DataPage, Fact

numbers = itertools.count(1)
CSV = """Kegiatan | Activity,Laki-laki | Men,Perempuan | Women
Bekerja | Employed,595664,344710
Sekolah | At school,62839,66479
"""
FIGURE = {"value": "6,33%", "label": "mencari kerja", "source": "2023. BPS"}
NOVEMBER = dt.date(2026, 11, 1)


def index(language: str = "id") -> DataIndexPage:
    return DataIndexPage.objects.get(locale__language_code=language)


def data_page(csv: str = CSV, **fields) -> DataPage:
    """A live data page with the table given as CSV."""
    number = next(numbers)
    defaults = {
        "title": f"Kegiatan utama {number}",
        "slug": f"data-{number}",
        "summary": "Menurut jenis kelamin.",
        "topic": Topic.WORK,
        "chart": Chart.STACKED,
        "table": tables.parse(csv).to_json(),
        "unit": "orang",
        "period": "2023",
        "source_name": "BPS",
        "source_date": "2024",
        "highlights": [
            {"type": "figure", "value": {"value": "6,33%", "label": "mencari kerja", "source": "2023. BPS"}}
        ],
    }
    page = index().add_child(instance=DataPage(**defaults | fields))
    page.save_revision(clean=False).publish()
    return DataPage.objects.get(pk=page.pk)


def fact(number: int = 1, *, month: dt.date = NOVEMBER, measure: str = Measure.REGISTERED, **fields) -> Fact:
    return Fact.objects.create(month=month, measure=measure, count=number, **{"service": "pelatihan"} | fields)
