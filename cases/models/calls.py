"""What has to be told by phone to a person without an e-mail address."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from core.fields import EncryptedJSONField


class CallQuerySet(models.QuerySet):
    def waiting(self):
        """Not told yet, and the person still has no account in which it stands."""
        return self.filter(told_at=None, case__applicant__user=None)


class Call(models.Model):
    """One message that an officer reads out on the phone: worded when it happened, as a mail would have been.

    `until` is the day by which the person must act; after it a call is useless.
    """

    wagtail_reference_index_ignore = True

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="calls")
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("message"), max_length=40)
    content = EncryptedJSONField()  # subject, text
    until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = [models.F("until").asc(nulls_last=True), "made_at", "pk"]
        indexes = [models.Index(fields=["told_at", "until"])]

    def __str__(self):
        return f"{self.kind} {self.case_id}"
