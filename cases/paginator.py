"""Pages by key: no OFFSET and no full count, so the last page of a million rows costs what the first one costs.

`p` is "a_<value>_<id>" (after that row) or "b_<value>_<id>" (before it); anything else is the first page.
"""

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import ngettext

from core.formats import number

CAP = 1000


def capped(count: int) -> str:
    """A count that was not counted beyond the cap: 1.000+."""
    return f"{number(CAP)}+" if count > CAP else number(count)


class KeysetPage:
    """What Wagtail's listing asks of a page."""

    number = 1

    def __init__(self, paginator, rows, *, has_next: bool, has_previous: bool):
        self.paginator, self.object_list = paginator, rows
        self._has_next, self._has_previous = has_next, has_previous

    def __iter__(self):
        return iter(self.object_list)

    def __len__(self):
        return len(self.object_list)

    def has_next(self) -> bool:
        return self._has_next

    def has_previous(self) -> bool:
        return self._has_previous

    def has_other_pages(self) -> bool:
        return self._has_next or self._has_previous

    def next_page_number(self) -> str:
        return f"a_{self._key(self.object_list[-1])}"

    def previous_page_number(self) -> str:
        return f"b_{self._key(self.object_list[0])}"

    def _key(self, row) -> str:
        return f"{getattr(row, self.paginator.field).isoformat()}_{row.pk}"


class KeysetPaginator(Paginator):
    """A paginator for a queryset ordered by one date and the id, both in the same direction."""

    num_pages = 1

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by().values("pk")[: CAP + 1].count()

    @property
    def count_label(self) -> str:
        return capped(self.count)

    @property
    def items_count_label(self) -> str:
        return ngettext("%(count)s case", "%(count)s cases", self.count) % {"count": self.count_label}

    @property
    def field(self) -> str:
        return self.object_list.query.order_by[0].lstrip("-")

    @property
    def is_descending(self) -> bool:
        return self.object_list.query.order_by[0].startswith("-")

    def get_elided_page_range(self, *args, **kwargs) -> list:
        return []

    def get_page(self, token: str | None) -> KeysetPage:
        key = self._read(token)
        backwards = bool(key) and token.startswith("b")
        descending = self.is_descending != backwards
        rows = self.object_list if key is None else _beyond(self.object_list, self.field, *key, descending)
        sign = "-" if descending else ""
        found = list(rows.order_by(f"{sign}{self.field}", f"{sign}id")[: self.per_page + 1])
        more, found = len(found) > self.per_page, found[: self.per_page]
        if backwards:
            return KeysetPage(self, found[::-1], has_next=True, has_previous=more)
        return KeysetPage(self, found, has_next=more, has_previous=key is not None)

    def _read(self, token: str | None) -> tuple | None:
        """Value and id of a token; None for anything that is none."""
        try:
            direction, value, pk = (token or "").split("_")
            column = self.object_list.model._meta.get_field(self.field)
            return (column.to_python(value), int(pk)) if direction in ("a", "b") and value else None
        except Exception:
            return None


def _beyond(rows, field: str, value, pk: int, descending: bool):
    """Rows after a key; the first condition says nothing new, but lets a database start its index there."""
    side = "lt" if descending else "gt"
    after = Q(**{f"{field}__{side}": value}) | Q(**{field: value, f"id__{side}": pk})
    return rows.filter(**{f"{field}__{side}e": value}).filter(after)
