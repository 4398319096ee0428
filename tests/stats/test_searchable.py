"""Data pages are found by their words and by the names in their table."""

import pytest

from core import searchable
from tests.factories import stats as made

pytestmark = pytest.mark.django_db


def test_a_data_page_is_found_by_the_names_in_its_table_but_not_by_its_numbers():
    page = made.data_page(note="Tidak cocok.")
    kind = searchable.kinds()["data"]

    (entry,) = kind.entries(kind.rows().get(pk=page.pk))

    assert (entry.language, entry.title, entry.url) == ("id", page.title, page.url)
    assert {"Bekerja", "Laki-laki", "2023"} <= set(entry.keywords.split())
    assert "Tidak cocok." in entry.body
    assert "595664" not in entry.keywords + entry.body


def test_a_withdrawn_page_is_not_found():
    page = made.data_page()
    page.unpublish()

    assert not searchable.kinds()["data"].rows().filter(pk=page.pk).exists()
