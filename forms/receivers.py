"""What the office did to a batch, told to people who had begun to register and have not sent it. Only enqueues."""

import datetime as dt

from django.utils import timezone, translation

from core import outbox
from core.formats import full_date
from core.links import absolute
from forms.models import Draft
from forms.training import other_batches
from programs import facts, signals
from programs.service import SLUG


def unsent(batch):
    """Open drafts of registrations for this batch, of people who have no place in it."""
    found = Draft.objects.open().registrations().filter(service=SLUG, subject_id=batch.pk)
    return found.exclude(user__applicant__in=batch.enrolments.live().values("applicant"))


def count_unsent(sender, batch, **kwargs) -> int:
    return unsent(batch).count()


def tell_cancelled(sender, batch, told, users, at: dt.datetime, **kwargs) -> None:
    for draft in _drafts(batch, users):
        with translation.override(draft.user.language):
            words = {"date": full_date(draft.expires_at), "link": absolute(other_batches()["url"])}
            _tell(draft, "draft_batch_cancelled", batch, "", told, words)


def tell_moved(sender, batch, told, before, users, at: dt.datetime, **kwargs) -> None:
    """Only who can still send it: after the last day of registration the draft leads nowhere."""
    if batch.closes_at <= at:
        return
    for draft in _drafts(batch, users):
        with translation.override(draft.user.language):
            until = min(draft.expires_at, batch.closes_at)
            words = before[draft.user.language] | facts.when_and_where(batch, at)
            words |= {"date": full_date(timezone.localtime(until)), "link": absolute(draft.url())}
            _tell(draft, "draft_batch_moved", batch, f".{batch.moves}", told, words)


def _drafts(batch, users):
    found = Draft.objects.open().registrations().filter(service=SLUG, subject_id=batch.pk)
    return found.exclude(user__in=[user for user in users if user]).select_related("user").order_by("pk")


def _tell(draft: Draft, kind: str, batch, count: str, told: dict, words: dict) -> None:
    language = draft.user.language
    key = f"draft:{draft.pk}:{kind}:{batch.pk}{count}"
    known = {"batch": batch.label, "reason": told[language]} | words
    outbox.queue(kind, key=key, to=draft.user.email, language=language, facts=known)


def connect() -> None:
    signals.unsent.connect(count_unsent, dispatch_uid="intake.unsent")
    signals.batch_cancelled.connect(tell_cancelled, dispatch_uid="intake.batch_cancelled")
    signals.batch_moved.connect(tell_moved, dispatch_uid="intake.batch_moved")
