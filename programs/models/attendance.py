"""Attendance of sessions and the completion of a training."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from programs.enums import AttendanceStatus
from programs.models.enrolment import Enrolment
from programs.models.operation import Session


class SessionSheet(models.Model):
    """The saved list of a session: `revision` tells a second trainer that somebody saved meanwhile."""

    wagtail_reference_index_ignore = True

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="sheet")
    revision = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"sheet {self.session_id}"


class Attendance(models.Model):
    """One mark for each person and session."""

    wagtail_reference_index_ignore = True

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attendance")
    status = models.CharField(_("status"), max_length=10, choices=AttendanceStatus)
    minutes_late = models.PositiveSmallIntegerField(_("minutes late"), default=0)
    note = EncryptedTextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "enrolment"], name="one_mark_a_session")]

    def __str__(self):
        return f"{self.session_id}:{self.enrolment_id} {self.status}"


class Completion(models.Model):
    """The end of a training for one person, with the calculation frozen as it stood when the head confirmed."""

    wagtail_reference_index_ignore = True

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="completion")
    jp_attended = models.DecimalField(max_digits=7, decimal_places=2)
    jp_held = models.DecimalField(max_digits=7, decimal_places=2)
    mark = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    calculation = models.JSONField(default=dict)  # threshold, percentages, marks, each with its source
    passed = models.BooleanField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"completion {self.enrolment_id}"
