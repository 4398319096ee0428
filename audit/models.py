"""The log: who did what to which object. Rows are inserted, never changed; a chain of hashes proves it."""

import secrets
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedJSONField


def new_salt() -> str:
    return secrets.token_hex(16)


class Event(models.Model):
    """One act. Nothing personal stands here: the text is in EventBody, erasable while the chain still holds."""

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    verb = models.CharField(_("act"), max_length=60)  # app.noun.verb
    object_type = models.CharField(_("kind"), max_length=60)  # app.model
    object_ref = models.CharField(_("object"), max_length=64)
    actor_ref = models.CharField(_("by"), max_length=64)  # "user:<id>", "system", "applicant"
    is_public = models.BooleanField(default=False)  # shown in the applicant's timeline
    body_digest = models.CharField(max_length=64)
    salt = models.CharField(max_length=32, default=new_salt)

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["object_type", "object_ref", "at"]),
            models.Index(fields=["actor_ref", "at"]),
        ]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self):
        return f"{self.verb} {self.object_ref}"


class EventBody(models.Model):
    """The personal part of an event; erasing it keeps the digest, so the chain still holds."""

    wagtail_reference_index_ignore = True

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="body")
    data = EncryptedJSONField(null=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return str(self.event_id)


class Link(models.Model):
    """A place in the chain: hash = sha256(previous hash + digest of the event)."""

    wagtail_reference_index_ignore = True

    position = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="link")
    hash = models.CharField(max_length=64)

    def __str__(self):
        return f"{self.position} {self.hash[:12]}"


class Head(models.Model):
    """The end of the chain on one day, published: who keeps it can tell whether anything before it was changed."""

    wagtail_reference_index_ignore = True

    day = models.DateField(primary_key=True)
    position = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]

    def __str__(self):
        return f"{self.day} {self.position}"


class Unsealed(models.Model):
    """An event that waits for its link; the database adds the row with the event, sealing takes it away.

    Looking for events without a link would read the whole log again at every round of the worker.
    """

    wagtail_reference_index_ignore = True

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="unsealed")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at", "event"])]

    def __str__(self):
        return str(self.event_id)
