"""A name is found by its parts, also after a migration has rebuilt the table of cases."""

import pytest
from django.db import connection, models

from cases import name_search
from cases.models import Case
from tests.factories.accounts import ApplicantFactory
from tests.factories.cases import open_case


def found(text: str) -> list[Case]:
    return list(name_search.matching(Case.objects.all(), text))


def case_of(name: str) -> Case:
    return Case.objects.get(pk=open_case(applicant=ApplicantFactory(name=name)).pk)


@pytest.mark.postgres
def test_a_name_is_found_by_any_part_of_its_words(road):
    case = case_of("Siti Nurhaliza Contoh")
    case_of("Budi Contoh")
    assert found("haliz siti") == [case]
    assert found("x") == []


@pytest.mark.postgres
def test_quotes_and_operators_are_letters(road):
    case_of("Budi Contoh")
    assert found('"budi" OR NEAR(') == []
    assert found("budi* AND") == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only on SQLite: PostgreSQL changes a table in place")
@pytest.mark.django_db(transaction=True)
def test_names_are_still_found_after_the_table_is_built_anew(road):
    """SQLite builds a table anew when a column changes, and forgets its triggers."""
    wider = models.CharField(max_length=170)
    wider.set_attributes_from_name("subject_label")
    with connection.schema_editor() as editor:
        editor._remake_table(Case, alter_fields=[(Case._meta.get_field("subject_label"), wider)])
    name_search.install_after_migrate(using="default")
    case = case_of("Ayu Lestari Contoh")
    assert found("lestari") == [case]
