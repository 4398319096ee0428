"""Changing the words of messages: the office's own in place of the product's, and back."""

import datetime as dt

from django.db import transaction

from audit import log
from cases.models import MessageText
from cases.workflow import base


@transaction.atomic
def change(kind: str, fields: dict[str, str], *, by, at: dt.datetime | None = None) -> MessageText:
    """Keep own words of a message; the log keeps what was said before and after."""
    at = base.moment(at)
    before = MessageText.objects.select_for_update().filter(kind=kind).values(*fields).first()
    values = fields | {"changed_at": at, "changed_by": by}
    row, _created = MessageText.objects.update_or_create(kind=kind, defaults=values)
    log.record("cases.messagetext.change", row, by=by, at=at, body={"kind": kind, "before": before, "after": fields})
    return row


@transaction.atomic
def standard(kind: str, *, by, at: dt.datetime | None = None) -> None:
    """Go back to the words the product brings."""
    row = MessageText.objects.select_for_update().filter(kind=kind).first()
    if row:
        log.record("cases.messagetext.standard", row, by=by, at=base.moment(at), body={"kind": kind})
        row.delete()
