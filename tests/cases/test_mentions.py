"""A note calls colleagues with @: they find it on their home page and in the mail, until they have opened the case."""

import pytest
from django.urls import reverse

from cases import mentions, rules
from cases.models import Note, NoteMention
from cases.workflow import sharing
from core.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.cases import open_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(road, checker, selector, head):
    return open_case()


def test_who_is_called_hears_of_it(case, checker, head, client):
    sharing.note(case, text="@budi, tolong lihat ijazahnya. budi@contoh.id bukan panggilan.", by=checker)
    message = OutboxMessage.objects.get(kind="mentioned")
    assert message.to == head.email
    assert "Rina" in message.content["subject"]
    assert "ijazah" not in message.content["text"]
    client.force_login(head)
    html = client.get("/cms/").content.decode()
    assert "Rekan memanggil Anda" in html
    assert case.number in html
    client.get(reverse("cases:edit", args=[case.pk]))
    assert NoteMention.objects.get().seen_at
    assert "Rekan memanggil Anda" not in client.get("/cms/").content.decode()


def test_whoever_only_looks_has_not_read_it_for_them(case, checker, head, selector, client):
    sharing.note(case, text="@budi?", by=checker)
    client.force_login(selector)
    client.get(reverse("cases:edit", args=[case.pk]))
    assert NoteMention.objects.get().seen_at is None


def test_a_name_nobody_goes_by_is_refused_with_the_names(case, checker):
    with pytest.raises(rules.Refused) as refusal:
        sharing.note(case, text="@butet lihat ini", by=checker)
    assert "@budi" in str(refusal.value)
    assert not Note.objects.exists()


def test_calling_oneself_tells_nobody(case, checker):
    sharing.note(case, text="@rina ingat", by=checker)
    assert not NoteMention.objects.exists()
    assert not OutboxMessage.objects.filter(kind="mentioned").exists()


def test_two_with_one_first_name_are_called_in_full(case, checker):
    other = UserFactory(role="checker", first_name="Rina", last_name="Lubis")
    names = mentions.handles(mentions.officers(case))
    assert names["rinalubis"] == other
    assert mentions.called("@rinalubis", case) == [other]


def test_a_trainer_is_not_called(case, checker):
    UserFactory(role="trainer", first_name="Pelatih")
    with pytest.raises(rules.Refused):
        sharing.note(case, text="@pelatih", by=checker)
