"""Messages are never lost, never doubled, and a dead mail server is survived."""

import contextlib
import datetime as dt
import email
import re
import threading
from email.utils import parseaddr

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core import outbox
from core.models import MessageState, OfficeSettings, OutboxMessage

FACTS = {
    "first_name": "Siti",
    "case_number": "BLK-0000-0000-0",
    "batch": "Menjahit, angkatan 3",
    "date": "Rabu, 9 Desember 2026",
    "days": 3,
    "link": "http://127.0.0.1/akun/",
}


def queue(key="k", **more):
    outbox.queue("received", key=key, to="siti@contoh.test", language="id", facts=FACTS, **more)
    return OutboxMessage.objects.filter(key=key).first()  # none yet where messages are stored together


@pytest.mark.django_db
def test_a_message_arrives_in_both_forms(mail_server):
    queue()
    assert outbox.deliver_due() == 1
    message = email.message_from_bytes(mail_server.messages[0].content)
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    assert "9 Desember 2026" in message.get_payload()[0].get_payload(decode=True).decode()


@pytest.mark.django_db
def test_the_sender_is_the_office_by_name(mail_server):
    office = OfficeSettings.load()
    office.office = "Dinas Ketenagakerjaan Kota Contoh"
    office.save()
    queue()
    outbox.deliver_due()
    name, address = parseaddr(email.message_from_bytes(mail_server.messages[0].content)["From"])
    assert (name, address) == (office.office, "layanan@cakapkerja.example")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
def test_links_stand_in_text_and_html(language):
    links = [("Buka", "http://127.0.0.1/akun/BLK-1/"), ("Cek status", "http://127.0.0.1/status/?nomor=BLK-1")]
    facts = FACTS | {"link": links[0][1]}
    outbox.queue("received", key="k", to="a@contoh.test", language=language, facts=facts, links=links)
    row = OutboxMessage.objects.get()
    for _label, url in links:
        assert url in row.content["text"]
        assert f'href="{url}"' in row.content["html"]
    assert f'<html lang="{language}">' in row.content["html"]


@pytest.mark.django_db
def test_a_code_stands_large_and_alone():
    facts = {"code": "123456", "minutes": "15", "time": "10.00"}
    outbox.queue("sign_in_code", key="k", to="a@contoh.test", language="id", facts=facts)
    row = OutboxMessage.objects.get()
    assert re.search(r'<p style="[^"]*font-size:32px[^"]*">123456</p>', row.content["html"])
    assert "\n\n123456\n\n" in row.content["text"]


@pytest.mark.django_db
def test_what_people_wrote_is_no_markup_in_a_mail():
    row = queue(links=[("<b>x</b>", "http://127.0.0.1/")])
    assert "<b>x</b>" not in row.content["html"]
    assert "<style" not in row.content["html"]


@pytest.mark.django_db
def test_the_same_event_is_told_once(mail_server):
    queue()
    queue()
    assert outbox.deliver_due() == 1
    assert outbox.deliver_due() == 0


@pytest.mark.django_db
def test_nothing_is_sent_for_what_was_rolled_back():
    with contextlib.suppress(RuntimeError), transaction.atomic():
        queue()
        raise RuntimeError
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_a_dead_server_is_retried_for_hours_and_then_shown(mail_server):
    mail_server.stop()
    row = queue()
    at = timezone.now()
    for _ in range(len(outbox.WAITS) + 1):
        outbox.deliver_due(at)
        row.refresh_from_db()
        at = row.next_at
    assert row.state == MessageState.FAILED
    assert at - row.queued_at > dt.timedelta(hours=4)


@pytest.mark.django_db
def test_a_dead_server_does_not_hold_up_a_round(mail_server):
    """Each message that waits for a dead server takes seconds, and offers, releases and seals wait behind it."""
    for number in range(5):
        queue(f"k{number}")
    mail_server.answer = "451 Try later"
    outbox.deliver_due()
    assert OutboxMessage.objects.filter(attempts=0).count() == 3

    mail_server.answer = ""
    assert outbox.deliver_due() == 3
    assert outbox.deliver_due(timezone.now() + dt.timedelta(minutes=2)) == 2


@pytest.mark.django_db
def test_a_failed_message_can_be_tried_again(mail_server):
    mail_server.answer = "550 No such mailbox"
    row = queue()
    OutboxMessage.objects.filter(pk=row.pk).update(attempts=len(outbox.WAITS))
    outbox.deliver_due()
    row.refresh_from_db()
    assert row.state == MessageState.FAILED
    mail_server.answer = ""
    outbox.try_again(row)
    assert outbox.deliver_due() == 1


@pytest.mark.django_db
def test_a_missing_fact_is_noticed_when_queued_not_by_the_reader():
    with pytest.raises(KeyError):
        outbox.queue("received", key="x", to="a@contoh.test", language="id", facts={})


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_workers_send_a_message_once(mail_server):
    row = queue()
    start = threading.Barrier(8)

    def work():
        start.wait()
        outbox.deliver(row.pk, at=timezone.now())
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(mail_server.messages) == 1


@pytest.mark.django_db
def test_address_and_text_are_not_readable_in_the_database():
    queue()
    with connection.cursor() as cursor:
        cursor.execute('SELECT "to", content FROM core_outboxmessage')
        assert "siti" not in str(cursor.fetchall()).lower()
