"""How colleagues share the work: filters each keeps, who is in charge of a programme, notes on a case."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.enums import Tab
from cases.models.case import Case
from core.fields import EncryptedTextField


class SavedView(models.Model):
    """A tab with filters under a name, for one person. A search is never kept: it may hold a name or a NIK."""

    wagtail_reference_index_ignore = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_views")
    name = models.CharField(_("name"), max_length=40)
    tab = models.CharField(max_length=10, choices=Tab)
    filters = models.CharField(max_length=500)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_view_a_name")]

    def __str__(self):
        return self.name


class Charge(models.Model):
    """Who gets the new cases of a programme at the stages of a role, until somebody assigns them to another."""

    wagtail_reference_index_ignore = True

    service = models.CharField(max_length=20)
    topic = models.CharField(max_length=160)  # the programme, as cases are labelled
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "topic", "group"], name="one_in_charge")]

    def __str__(self):
        return self.topic


class Note(models.Model):
    """What colleagues tell each other about a case; the applicant never reads it, and it cannot be changed."""

    wagtail_reference_index_ignore = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = EncryptedTextField()

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.case_id} {self.pk}"


class NoteMention(models.Model):
    """A colleague who is called by a note; waits on their home page until they have opened the case."""

    wagtail_reference_index_ignore = True

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "seen_at"])]
        constraints = [models.UniqueConstraint(fields=["note", "user"], name="one_mention_a_note")]

    def __str__(self):
        return f"{self.note_id} {self.user_id}"
