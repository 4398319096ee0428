"""Drafts: what a person has typed and uploaded before sending it."""

import datetime as dt
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Case, CorrectionRequest
from core.fields import EncryptedJSONField
from core.models import OfficeSettings, PrivateFile


def new_token() -> str:
    """128 random bits: what a form is sent with and what opens a receipt."""
    return secrets.token_urlsafe(16)


def default_expiry() -> dt.datetime:
    """The end of the days a draft is kept after its last change (setting days_draft)."""
    return timezone.now() + dt.timedelta(days=OfficeSettings.load().days_draft)


class DraftQuerySet(models.QuerySet):
    def open(self):
        return self.filter(finished_at=None)

    def registrations(self):
        """What people write for themselves; what the counter writes for somebody is never among it."""
        return self.filter(correction=None, person_hash="")

    def at_counter(self):
        return self.exclude(person_hash="")

    def filled(self):
        """Drafts in which at least one step was saved."""
        return self.exclude(step="")

    def due(self, at):
        return self.filter(expires_at__lte=at)


class Draft(models.Model):
    """An unfinished registration, or the answer to a correction request. Exists only for signed-in people.

    `definition` holds questions, documents and rules as they were at the start, so that an editor's change breaks
    nothing; `data` holds what was typed, valid or not. One open draft for each person and subject.

    At the counter an officer writes for somebody else: `user` is that officer, `person_hash` the keyed hash of the
    NIK the draft was begun for.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    service = models.CharField(max_length=20)
    subject_id = models.PositiveBigIntegerField()
    code = models.CharField(max_length=60)  # in addresses: of the batch, or the case number of a correction
    correction = models.OneToOneField(
        CorrectionRequest, null=True, blank=True, on_delete=models.CASCADE, related_name="draft"
    )
    person_hash = models.CharField(max_length=64, blank=True, default="")  # at the counter: whom it is for
    definition = models.JSONField(default=dict)
    data = EncryptedJSONField(default=dict)  # step -> name -> list of what was typed
    step = models.CharField(max_length=40, blank=True)  # the last one saved
    token = models.CharField(max_length=64, unique=True, default=new_token)
    revision = models.PositiveIntegerField(default=0)  # counts changes, so that a check page knows it is outdated
    case = models.OneToOneField(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="draft")
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(default=default_expiry)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-changed_at"]
        indexes = [models.Index(fields=["expires_at"]), models.Index(fields=["service", "subject_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "service", "subject_id"],
                condition=Q(finished_at=None, correction=None, person_hash=""),
                name="one_open_draft",
            ),
            models.UniqueConstraint(
                fields=["person_hash", "service", "subject_id"],
                condition=Q(finished_at=None, correction=None) & ~Q(person_hash=""),
                name="one_open_counter_draft",
            ),
        ]

    def __str__(self):
        return f"{self.service} {self.code}"

    @property
    def is_at_counter(self) -> bool:
        return bool(self.person_hash)

    def url(self, step: str = "") -> str:
        """The address of a step; without one, of the page from which the person goes on."""
        if self.is_at_counter:
            return self._url_at_counter(step)
        name, args = ("correction", [self.code]) if self.correction_id else ("start", [self.service, self.code])
        if not step:
            return reverse(f"intake:{name}", args=args)
        return reverse(f"intake:{'correction_step' if self.correction_id else 'step'}", args=[*args, step])

    def _url_at_counter(self, step: str) -> str:
        if not step:
            return reverse("counter:draft", args=[self.pk])
        return reverse("counter:correct" if self.correction_id else "counter:step", args=[self.pk, step])

    @property
    def resume_url(self) -> str:
        return self.url()


class DraftFile(models.Model):
    """A file of a draft: one for each document or file question. It passes to the case when the draft is sent."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    kind = models.SlugField(max_length=40)
    file = models.ForeignKey(PrivateFile, on_delete=models.PROTECT, related_name="draft_files")
    is_reused = models.BooleanField(default=False)  # accepted by the office before, taken over from an earlier case

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["draft", "kind"], name="one_file_a_kind")]

    def __str__(self):
        return f"{self.draft_id} {self.kind}"

    @property
    def url(self) -> str:
        return reverse("intake:file", args=[self.file.key])
