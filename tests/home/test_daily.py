"""The first screen of the CMS leads to what editors do most days, and to the words that tell how."""

import pytest

from accounts.enums import Role
from core import bootstrap
from home import guide
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office():
    bootstrap.run()


def tasks(client, role: Role) -> list:
    client.force_login(UserFactory(role=role.value))
    panels = client.get("/cms/").context["panels"]
    return next((panel.tasks for panel in panels if panel.name == "editor_tasks"), [])


def test_an_editor_finds_the_work_of_every_day(client):
    labels = [task.label for task in tasks(client, Role.EDITOR)]

    assert labels == [
        "Buka angkatan atau geser pertemuan",
        "Pasang pemberitahuan",
        "Tulis berita",
        "Tulis atau ubah halaman",
        "Terbitkan angka dari CSV",
        "Tambah kata pencarian",
        "Jawab pertanyaan",
        "Ubah tugas utama di beranda",
        "Ubah menu dan kaki halaman",
    ]


def test_every_task_opens_and_is_told_in_the_guide(client):
    headings = {part["id"] for part in guide.parts()}
    for task in tasks(client, Role.EDITOR):
        assert client.get(task.url, follow=True).status_code == 200, task
        assert task.how.partition("#")[2] in headings, task


def test_who_writes_no_pages_is_not_asked(client):
    assert tasks(client, Role.CHECKER) == []


def test_there_is_one_way_to_each_list_and_the_tree_has_a_name(client):
    tasks(client, Role.HEAD)
    html = client.get("/cms/pages/").content.decode()

    assert "Situs" in html
    assert ">Root<" not in html
    assert '"name": "snippets"' not in html
