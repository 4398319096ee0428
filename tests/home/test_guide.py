"""The guide for editors, read inside the CMS."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from core import bootstrap
from home import guide
from tests.factories.accounts import UserFactory


def test_every_part_is_in_the_contents():
    assert len(guide.parts()) >= 12
    assert all(f'<h2 id="{part["id"]}">' in guide.html() for part in guide.parts())


def test_its_marks_become_lists_and_nothing_stays_raw():
    html = guide.html()

    assert "<ol><li>Buka <strong>Pengaturan</strong>" in html
    assert "**" not in html
    assert "`" not in html


@pytest.mark.django_db
def test_an_editor_reads_it_and_a_visitor_does_not(client):
    bootstrap.run()
    assert client.get(reverse("guide")).status_code == 302

    client.force_login(UserFactory(role=Role.EDITOR))

    assert "Memasang pengumuman darurat" in client.get(reverse("guide")).content.decode()
