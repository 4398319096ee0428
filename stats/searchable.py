"""How data pages stand in the public search: by their words and the names of rows and columns, not by their numbers."""

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core import searchable
from core.searchable import Entry, Kind, plain_text
from stats.models import DataPage
from stats.tables import Words


def register() -> None:
    searchable.register(Kind("data", _("Figures"), DataPage, _live, _entries))


def _live():
    return DataPage.objects.live().public().select_related("locale")


def _entries(page: DataPage) -> Iterator[Entry]:
    with translation.override(page.locale.language_code):
        table = page.grid
        names = [str(column.label) for column in table.columns]
        names += [str(cell) for row in table.rows for cell in row[:1] if isinstance(cell, Words)]
    yield Entry(
        language=page.locale.language_code,
        title=page.title,
        url=page.get_url() or "",
        summary=page.summary,
        body="\n".join([plain_text(page.body), page.note, page.source_name]),
        keywords=" ".join([page.slug.replace("-", " "), page.period, *names]),
    )
