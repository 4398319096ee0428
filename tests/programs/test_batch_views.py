"""The register of batches, and cancelling or moving one: seen before it is done, by who may, told once."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import OutboxMessage
from programs import forecast, queries
from programs.enums import BatchState, Mode
from programs.models import Batch
from tests.factories import programs as make
from tests.factories.accounts import ApplicantFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = make.DAY
REASON = "cancel-batch-trainer-not-available"
FEW = "cancel-batch-too-few-participants"


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def head(client):
    user = make.head()
    client.force_login(user)
    return user


@pytest.fixture
def batch(now):
    """A published batch with a participant-to-be and one in line."""
    page = make.batch_page(now=now, sessions=2, capacity=1, reserve_size=3)
    for _person in range(2):
        make.register(page.batch, at=now)
    return page.batch


def url(name, batch):
    return reverse(f"batches:{name}", args=[batch.pk])


def text_of(answer):
    return answer.content.decode()


@pytest.mark.parametrize("role", ["editor", "checker", "selector", "trainer"])
def test_other_roles_find_nothing(client, batch, role):
    client.force_login(UserFactory(role=role))

    answers = [
        client.get(reverse("batches:index")),
        *[client.get(url(name, batch)) for name in ("batch", "cancel", "move")],
    ]
    posted = client.post(url("cancel", batch), {"reason": REASON, "seen": queries.touched(batch).digest})

    assert {answer.status_code for answer in [*answers, posted]} == {404}
    assert Batch.objects.get(pk=batch.pk).state == BatchState.RUNNING


def test_the_register_finds_by_name_and_status(client, head, now):
    sewing = make.batch(now=now, program=make.program_page(title="Menjahit"))
    cooking = make.batch(now=now, program=make.program_page(title="Tata Boga"), state=BatchState.CANCELLED)

    def found(**query):
        text = text_of(client.get(reverse("batches:index"), query))
        return [batch for batch in (sewing, cooking) if url("batch", batch) in text]

    assert found() == [sewing, cooking]
    assert found(q="boga") == [cooking]
    assert found(status="cancelled") == [cooking]
    assert found(q="menjahit", status="cancelled") == []


def test_the_register_asks_the_same_for_any_number_of_batches(client, head, now):
    counts = []
    for more in (1, 29):
        for _ in range(more):
            make.batch(now=now)
        client.get(reverse("batches:index"))  # what is asked once after a change
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("batches:index"))
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_batch_shows_who_is_in_it(client, head, batch):
    answer = client.get(url("batch", batch))

    touched = answer.context["touched"]
    assert (touched.held, touched.undecided, touched.people) == (1, 1, 2)
    assert url("cancel", batch) in text_of(answer)
    assert url("move", batch) in text_of(answer)


def test_a_page_in_the_explorer_leads_to_its_batch(client, head, batch):
    text = text_of(client.get(reverse("wagtailadmin_explore", args=[batch.page.get_parent().pk])))
    link = reverse("batches:of_page", args=[batch.page_id])

    assert link in text
    assert client.get(link).url == url("batch", batch)


def test_a_draft_leads_nowhere(client, head, now):
    page = make.batch_page(now=now, live=False)

    assert client.get(reverse("batches:of_page", args=[page.pk])).status_code == 404


# Cancelling


def cancel(client, batch, **data):
    return client.post(url("cancel", batch), {"reason": REASON, "note": "", "minimum": ""} | data)


def test_cancelling_is_shown_first(client, head, batch):
    answer = cancel(client, batch)

    assert Batch.objects.get(pk=batch.pk).state == BatchState.RUNNING
    assert answer.context["touched"].people == 2
    assert "Pelatih berhalangan" in answer.context["message"]["text"]
    assert "Batalkan dan beri tahu 2 orang" in text_of(answer)


def test_then_it_is_done(client, head, batch):
    seen = cancel(client, batch).context["seen"]

    answer = cancel(client, batch, seen=seen)

    assert answer.url == url("batch", batch)
    batch = Batch.objects.get(pk=batch.pk)
    assert (batch.state, batch.held) == (BatchState.CANCELLED, 0)
    assert OutboxMessage.objects.filter(kind="batch_cancelled").count() == 2
    text = text_of(client.get(url("batch", batch)))
    assert batch.cancelled_reason in text
    assert url("cancel", batch) not in text


def test_a_cancelled_batch_is_not_cancelled_from_an_old_tab(client, head, batch):
    seen = cancel(client, batch).context["seen"]
    cancel(client, batch, seen=seen)

    assert cancel(client, batch, seen=seen).url == url("batch", batch)
    assert OutboxMessage.objects.filter(kind="batch_cancelled").count() == 2


def test_who_came_meanwhile_is_seen_before_it_is_done(client, head, batch, now):
    seen = cancel(client, batch).context["seen"]
    make.register(batch, at=now)

    answer = cancel(client, batch, seen=seen)

    assert answer.context["changed"]
    assert answer.context["touched"].people == 3
    assert Batch.objects.get(pk=batch.pk).state == BatchState.RUNNING


@pytest.mark.parametrize(
    ("data", "field"), [({"reason": ""}, "reason"), ({"reason": FEW}, "minimum"), ({"reason": "nobody"}, "reason")]
)
def test_a_reason_is_needed_and_complete(client, head, batch, data, field):
    answer = cancel(client, batch, **data)

    assert list(answer.context["form"].errors) == [field]


def test_the_smallest_number_stands_in_the_reason(client, head, batch):
    message = cancel(client, batch, reason=FEW, minimum="8").context["message"]

    assert "kurang dari 8 orang" in message["text"]


def test_own_words_are_read_by_everybody(client, head, batch):
    seen = cancel(client, batch, reason="", note="Gedung direnovasi.").context["seen"]
    cancel(client, batch, reason="", note="Gedung direnovasi.", seen=seen)

    assert Batch.objects.get(pk=batch.pk).cancelled_reason == "Gedung direnovasi."


def test_people_can_be_moved_to_the_next_batch(client, head, batch, now):
    target = make.batch(now=now, program=batch.program_page, capacity=1, reserve_size=0)
    answer = cancel(client, batch, carry_to=target.pk)
    assert answer.context["fit"] == forecast.Fit(seats=1, line=0, out=1)

    cancel(client, batch, carry_to=target.pk, seen=answer.context["seen"])

    assert sorted(OutboxMessage.objects.filter(kind__startswith="batch").values_list("kind", flat=True)) == [
        "batch_cancelled",
        "batch_carried",
    ]


def test_by_score_everybody_who_is_being_checked_fits():
    target = make.batch(mode=Mode.SCORE, capacity=1, reserve_size=1)

    found = forecast.fit(queries.Touched(seats=1, undecided=30, ranks=2), target)

    assert found == forecast.Fit(seats=1, line=1, out=1)


def test_back_from_the_preview_keeps_what_was_typed(client, head, batch):
    answer = cancel(client, batch, note="Maaf.", back="1")

    assert "Maaf." in text_of(answer)
    assert not answer.context["form"].errors


def test_who_has_no_address_is_named(client, head, batch, now):
    person = ApplicantFactory(user=None, name="Tanpa Alamat")
    make.register(batch, person, by=head, at=now)

    answer = cancel(client, batch)
    cancel(client, batch, seen=answer.context["seen"])

    assert "Tanpa Alamat" in text_of(client.get(url("batch", batch)))


# Moving


def moved(client, batch, **data):
    local = timezone.localtime(batch.closes_at)
    now = {"first_on": batch.starts_on, "closes_at": f"{local:%Y-%m-%d %H:%M}", "capacity": batch.capacity}
    return client.post(url("move", batch), now | {"reason": REASON, "note": "", "minimum": ""} | data)


def test_moving_is_shown_first_and_then_done(client, head, batch):
    first_on = batch.starts_on + 7 * DAY
    answer = moved(client, batch, first_on=first_on)
    assert [label for label, _old, _new in answer.context["changes"]] == ["Hari pertama"]
    assert Batch.objects.get(pk=batch.pk).starts_on == batch.starts_on

    moved(client, batch, first_on=first_on, seen=answer.context["seen"])

    assert Batch.objects.get(pk=batch.pk).starts_on == first_on
    assert OutboxMessage.objects.filter(kind="batch_moved").count() == 2


def test_more_seats_alone_write_to_nobody(client, head, batch):
    answer = moved(client, batch, capacity=2, reason="")
    assert "Ubah tanpa mengirim pesan" in text_of(answer)

    moved(client, batch, capacity=2, reason="", seen=answer.context["seen"])

    assert Batch.objects.get(pk=batch.pk).capacity == 2
    assert not OutboxMessage.objects.filter(kind="batch_moved").exists()


@pytest.mark.parametrize(
    "data",
    [{}, {"capacity": "0"}, {"first_on": "2020-01-06"}, {"first_on": "besok"}],
    ids=["same", "none", "past", "word"],
)
def test_what_cannot_be_is_refused_in_words(client, head, batch, data):
    answer = moved(client, batch, **data)

    assert answer.context["form"].errors
    assert "touched" not in answer.context


def test_a_moved_batch_remembers_it(client, head, batch):
    first_on = batch.starts_on + 7 * DAY
    moved(client, batch, first_on=first_on, seen=moved(client, batch, first_on=first_on).context["seen"])

    history = client.get(url("batch", batch)).context["history"]

    assert [event["who"] for event in history] == [head.label]
    assert dt.timedelta(0) <= timezone.now() - history[0]["at"] < dt.timedelta(minutes=10)
