"""Mail that cannot be lost: queued in the caller's transaction, delivered by the worker until it arrives.

Waits between attempts grow from one minute to an hour and cover more than four hours before a message is given up
and shown to the office.
"""

import contextlib
import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from core import letterhead
from core.formats import zone
from core.models import MessageState, OfficeSettings, OutboxMessage
from core.texts import message

log = logging.getLogger(__name__)
WAITS = [1, 2, 5, 10, 20, 40, 60, 60, 60]  # minutes; 258 in all
LEASE = dt.timedelta(minutes=5)
BATCH = 50
Links = Sequence[tuple[str, str]]
_collected: ContextVar[list[OutboxMessage] | None] = ContextVar("collected", default=None)


def office_facts(language: str) -> dict[str, str]:
    """The facts every message may use: who writes and where to ask."""
    office = OfficeSettings.load()
    hours = office.hours_en if language == "en" else office.hours
    facts = {"office": office.office, "city": office.city, "site": office.site_name, "zone": zone()}
    return facts | {"whatsapp": office.whatsapp, "hours": hours}


def queue(kind: str, *, key: str, to: str, language: str, facts: dict, about: str = "", links: Links = ()) -> None:
    """Store the message `kind`, worded now, for delivery after commit; the same `key` is stored once.

    `facts` fill the placeholders; `links` (label, address) stand below the words. Without an address there is nothing
    to send (a person registered at the counter).
    """
    if not to:
        return
    subject, text = worded(kind, language, facts)
    html = _html(subject, text, language, links=links, code=str(facts.get("code", "")))
    text = "\n\n".join([text, *(f"{label}: {url}" for label, url in links)])
    queue_mail(kind, key=key, to=to, language=language, subject=subject, text=text, about=about, html=html)


def worded(kind: str, language: str, facts: dict) -> tuple[str, str]:
    """Subject and text of a message as it is sent, or read out to a person without an address."""
    return message(kind, language, office_facts(language) | facts)


def queue_mail(kind, *, key, to, language, subject, text, about="", html="") -> None:
    """Store a mail that is already worded (allauth's codes come this way); the same `key` is stored once."""
    content = {"subject": subject, "text": text, "html": html or _html(subject, text, language)}
    row = OutboxMessage(key=key[:120], kind=kind, to=to, language=language, content=content, about=about[:60])
    collected = _collected.get()
    if collected is not None:
        collected.append(row)
    else:
        OutboxMessage.objects.bulk_create([row], ignore_conflicts=True)


@contextlib.contextmanager
def together() -> Iterator[None]:
    """Messages queued inside are stored at its end with one statement; each key is still stored once."""
    rows = []
    before = _collected.set(rows)
    try:
        yield
    finally:
        _collected.reset(before)
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True)


def _html(subject: str, text: str, language: str, *, links: Links = (), code: str = "") -> str:
    """The same words in the office's own look; a code stands large and alone."""
    with translation.override(language):
        paragraphs = [block.strip() for block in text.split("\n\n") if block.strip()]
        facts = {"subject": subject, "paragraphs": paragraphs, "links": links, "code": code}
        return render_to_string("emails/message.html", facts | letterhead.mail())


def deliver_due(at: dt.datetime | None = None) -> int:
    """Deliver what is due; returns how many were sent. Two workers never send the same message: a lease is taken.

    A round ends at the second message in a row that fails: a server that hangs would keep offers, releases and
    seals waiting for as many timeouts as there are messages.
    """
    at = at or timezone.now()
    due = OutboxMessage.objects.filter(_free(at), state=MessageState.WAITING, next_at__lte=at).order_by("next_at")
    sent = failed = 0
    for pk in due.values_list("pk", flat=True)[:BATCH]:
        delivered = deliver(pk, at=at)
        sent, failed = sent + bool(delivered), failed + 1 if delivered is False else 0
        if failed == 2:
            break
    return sent


def _free(at: dt.datetime) -> Q:
    return Q(lease_until=None) | Q(lease_until__lte=at)


def deliver(pk: int, *, at: dt.datetime) -> bool | None:
    """Send one message under its lease; a failure is written down and the next attempt planned.

    None means that another worker has it.
    """
    mine = OutboxMessage.objects.filter(_free(at), pk=pk, state=MessageState.WAITING)
    if not mine.update(lease_until=at + LEASE, attempts=F("attempts") + 1):
        return None
    row = OutboxMessage.objects.get(pk=pk)
    try:
        _send(row)
    except Exception as problem:
        _postpone(row, at, problem)
        return False
    OutboxMessage.objects.filter(pk=pk).update(state=MessageState.SENT, sent_at=at, lease_until=None, error="")
    return True


def sender() -> str:
    """The office by its name, at the address of the settings: people open mail of somebody they know."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((OfficeSettings.load().office, address))


def _send(row: OutboxMessage) -> None:
    mail = EmailMultiAlternatives(row.content["subject"], row.content["text"], sender(), to=[row.to])
    mail.attach_alternative(row.content["html"], "text/html")
    mail.extra_headers["Message-ID"] = f"<{row.pk}.{row.queued_at:%Y%m%d%H%M%S}@outbox>"
    mail.send()


def _postpone(row: OutboxMessage, at: dt.datetime, problem: Exception) -> None:
    left = row.attempts <= len(WAITS)
    wait = dt.timedelta(minutes=WAITS[min(row.attempts, len(WAITS)) - 1])
    state = MessageState.WAITING if left else MessageState.FAILED
    OutboxMessage.objects.filter(pk=row.pk).update(
        state=state, next_at=at + wait, lease_until=None, error=type(problem).__name__
    )
    log.warning("message %s (%s) not sent, attempt %s: %s", row.pk, row.kind, row.attempts, type(problem).__name__)


def try_again(row: OutboxMessage, *, at: dt.datetime | None = None) -> None:
    """Give a failed message a fresh set of attempts (the office's "try again")."""
    OutboxMessage.objects.filter(pk=row.pk, state=MessageState.FAILED).update(
        state=MessageState.WAITING, attempts=0, next_at=at or timezone.now(), error=""
    )
