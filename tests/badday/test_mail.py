"""The mail server refuses, hangs or closes amid a letter: nobody waits for it, nothing is lost or doubled."""

import datetime as dt
import itertools
import os
import signal

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from core import outbox
from core.models import MessageState, OutboxMessage
from tests import processes
from tests.badday import mail
from tests.badday.visitors import Visitor
from tests.factories import forms as made
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def post():
    with mail.Post() as found:
        yield found


@pytest.fixture
def used_here(post, settings):
    """This process hands its mail to the server of the test, and waits less long for it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", post.port, 0.3
    return post


def waiting():
    return OutboxMessage.objects.filter(state=MessageState.WAITING)


def time_passes() -> None:
    """The next attempt of every message is due, and no worker that died holds one."""
    OutboxMessage.objects.update(next_at=timezone.now(), lease_until=None)


def all_sent_as_hours_pass() -> bool:
    """What waits for a later attempt is due; what a worker holds stays in its hand."""
    later = waiting().filter(lease_until=None, next_at__gt=timezone.now())
    if later.exists():
        later.update(next_at=timezone.now())
    return not waiting().exists()


@pytest.mark.endurance
def test_sign_up_and_send_never_wait_for_mail_and_every_letter_arrives_once(post):
    drafts = [made.complete(made.batch(), UserFactory()) for _mode in mail.BAD_DAYS]
    with processes.web() as port, processes.worker(TEST_SMTP_PORT=str(post.port)):
        for mode, draft in zip(mail.BAD_DAYS, drafts, strict=True):
            post.mode, before = mode, post.asked
            answered_at_once(port, mode, draft)
            processes.until(lambda before=before: post.asked > before, processes.PATIENCE)
            processes.until(lambda: not waiting().filter(attempts=0).exists(), processes.PATIENCE)
        assert post.letters == []
        everybody = list(OutboxMessage.objects.values_list("to", flat=True))
        assert len(everybody) >= 2 * len(mail.BAD_DAYS)

        post.mode = mail.WELL
        processes.until(all_sent_as_hours_pass, processes.PATIENCE)
    assert sorted(letter["To"] for letter in post.letters) == sorted(everybody)
    assert len(set(post.ids())) == len(everybody)


def answered_at_once(port: int, mode: str, draft) -> None:
    """A code is asked for, and a registration is sent, in less time than the mail server is given."""
    door, sender = Visitor(port), Visitor(port, draft.user)
    asked = door.fill_in("/masuk/", {"email": f"{mode.replace(' ', '-')}@contoh.test"})
    assert (asked.status_code, asked.headers["Location"]) == (302, "/masuk/kode/")
    assert door.seconds < django_settings.EMAIL_TIMEOUT
    path = f"/daftar/pelatihan/{draft.code}/pernyataan/"
    sent = sender.fill_in(path, {"declaration": "on", "promise": "on"})
    assert "tanda-terima" in sent.headers["Location"]
    assert sender.seconds < django_settings.EMAIL_TIMEOUT


@pytest.mark.endurance
def test_a_letter_in_the_hand_of_a_worker_that_dies_is_sent_by_the_next(post):
    post.mode = mail.HANGS
    row = queued()
    with processes.worker(TEST_SMTP_PORT=str(post.port)) as pid:
        processes.until(lambda: post.asked, processes.PATIENCE)
        os.kill(pid, signal.SIGKILL)
    row.refresh_from_db()
    assert row.lease_until > timezone.now()
    assert outbox.deliver(row.pk, at=timezone.now()) is None, "another worker takes it too early"

    post.mode = mail.WELL
    time_passes()
    with processes.worker(TEST_SMTP_PORT=str(post.port)):
        processes.until(lambda: not waiting().exists(), processes.PATIENCE)
    assert len(post.letters) == 1


def queued(number: int = 1) -> OutboxMessage:
    words = {"subject": "Judul", "text": "Isi", "about": "BLK-1"}
    outbox.queue_mail("test", key=f"k{number}", to="warga@contoh.test", language="id", **words)
    return OutboxMessage.objects.get(key=f"k{number}")


@pytest.mark.parametrize("mode", mail.BAD_DAYS)
def test_attempts_go_on_for_more_than_four_hours_then_the_office_tries_again(used_here, mode):
    used_here.mode, row = mode, queued()
    tried = attempts(row)
    gaps = [(later - earlier) / dt.timedelta(minutes=1) for earlier, later in itertools.pairwise(tried)]
    assert gaps == outbox.WAITS
    assert sum(gaps) > 4 * 60
    assert used_here.asked == len(tried)
    row.refresh_from_db()
    assert (row.state, row.lease_until) == (MessageState.FAILED, None)

    used_here.mode = mail.WELL
    assert pressed_try_again(row)
    assert outbox.deliver_due() == 1
    assert outbox.deliver_due() == 0
    assert len(used_here.letters) == 1


def attempts(row: OutboxMessage) -> list[dt.datetime]:
    """When it was tried, as the clock of the worker goes on; between two attempts nothing is tried."""
    found = []
    while row.state == MessageState.WAITING:
        at = row.next_at
        assert outbox.deliver_due(at - dt.timedelta(seconds=1)) == 0
        outbox.deliver_due(at)
        found.append(at)
        row.refresh_from_db()
    return found


def pressed_try_again(row: OutboxMessage) -> bool:
    """The register shows what failed and why; the head presses the button."""
    head = Client()
    head.force_login(UserFactory(role=Role.HEAD))
    listed = head.get("/cms/pesan-keluar/", {"state__exact": "failed"}).content.decode()
    assert "Coba lagi" in listed
    assert row.about in listed
    return head.post(reverse("outbox_try_again", args=[row.pk])).status_code == 302


def test_a_letter_whose_receipt_was_lost_is_recognised_by_its_number(used_here):
    """The server took it, the line broke before it said so: it is sent again under the number it had."""
    used_here.mode = mail.LOSES_ITS_ANSWER
    row = queued()
    assert outbox.deliver_due() == 0
    used_here.mode = mail.WELL
    row.refresh_from_db()
    assert outbox.deliver_due(row.next_at) == 1
    assert len(used_here.letters) == 2
    assert len(set(used_here.ids())) == 1


def test_one_letter_that_is_refused_for_good_holds_up_no_other(used_here):
    used_here.mode = mail.REFUSES
    for number in range(3):
        queued(number)
    outbox.deliver_due()
    used_here.mode = mail.WELL
    time_passes()
    assert outbox.deliver_due() == 3
    assert len(set(used_here.ids())) == 3
