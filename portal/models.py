"""What the portal itself stores: the private calendar address of an account."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.fields import EncryptedTextField


class CalendarLink(models.Model):
    """An address with 128 random bits at which a calendar program reads one person's own dates, without signing in.

    Found by a keyed hash, shown again to its owner from the encrypted text. A revoked one opens nothing; its row stays.
    """

    wagtail_reference_index_ignore = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_links")
    token = EncryptedTextField()
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at=None), name="one_calendar_link"),
        ]

    def __str__(self):
        return f"calendar of {self.user_id}"
