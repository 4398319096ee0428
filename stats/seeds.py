"""The figures the reference office publishes: the tables of data/, each as a data page in both languages.

A city of its own puts its tables there, or makes its pages in the CMS; nothing else depends on these.
"""

from django.conf import settings

from stats import setup, tables
from stats.models import DataIndexPage, DataPage

SWAPPED = str.maketrans(".,", ",.")


def load() -> list[DataPage]:
    """Make the pages that are not there yet; returns the new ones."""
    index = DataIndexPage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
    there = set(DataPage.objects.child_of(index).values_list("slug", flat=True))
    return [_page(index, item) for item in setup.words()["pages"] if item["slug"] not in there]


def table_of(slug: str) -> tables.Table:
    return tables.parse((setup.DATA / "tables" / f"{slug}.csv").read_text(encoding="utf-8"))


def _page(index: DataIndexPage, item: dict) -> DataPage:
    index.refresh_from_db()
    operation = {"topic": item["topic"], "chart": item["chart"], "table": table_of(item["slug"]).to_json()}
    operation |= {"drawn_columns": item["drawn"], "undrawn_rows": item["undrawn"], "slug": item["slug"]}
    page = index.add_child(instance=DataPage(**operation, **_words(item, settings.LANGUAGE_CODE)))
    page.save_revision(clean=False).publish()
    setup.translate(page, lambda language: _words(item, language))
    return page


def _words(item: dict, language: str) -> dict:
    fields = setup.texts(item, language) | {name: item[name][language] for name in ("unit", "period", "note")}
    highlights = [{"type": "figure", "value": _highlight(each, language)} for each in item["highlights"]]
    source = {"source_name": item["source"][language], "source_date": item["source_date"][language]}
    return fields | source | {"highlights": highlights}


def _highlight(item: dict, language: str) -> dict:
    """Numbers are written as the language writes them."""
    value = item["value"] if language == settings.LANGUAGE_CODE else item["value"].translate(SWAPPED)
    return {"value": value, "label": item["label"][language], "source": item["source"][language]}
