"""The form of a batch explains itself: every field has words, in both languages."""

import pytest
from django.utils import translation

from programs import panels
from programs.models import BatchPage


def test_every_field_of_a_batch_that_an_editor_fills_in_is_explained():
    names = [
        field.name
        for field in BatchPage._meta.local_fields
        if field.editable and field.name not in ("page_ptr", "summary")
    ]

    assert {*names} == {*panels.OF_A_BATCH}


@pytest.mark.parametrize("words", [*panels.OF_A_BATCH.values(), *panels.OF_A_SESSION.values()], ids=str)
def test_the_words_are_there_in_indonesian(words):
    with translation.override("en"):
        english = str(words)
    with translation.override("id"):
        assert str(words) != english


@pytest.mark.django_db
def test_the_editor_shows_them(client, admin_client):
    from tests.factories import programs as make

    page = make.batch_page(sessions=1)

    text = admin_client.get(f"/cms/pages/{page.pk}/edit/").content.decode()

    with translation.override("id"):
        assert str(panels.OF_A_BATCH["confirm_by"]) in text
        assert str(panels.OF_A_SESSION["jp"]) in text
