"""What the office writes on a case: decisions, correction requests, checks and scores."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.enums import VERDICTS, Move
from cases.models.case import Case
from cases.models.procedure import Stage
from core.fields import EncryptedTextField


class Decision(models.Model):
    """One verdict, first reserved and shown to nobody, then released and told. Undo deletes the open row."""

    wagtail_reference_index_ignore = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=10, choices=[(move.value, move.label) for move in VERDICTS])
    reasons = models.JSONField(default=list)  # keys of Reason rows
    told = EncryptedTextField(blank=True)  # what the applicant reads, worded when decided
    note = EncryptedTextField(blank=True)  # for colleagues
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    second_at = models.DateTimeField(null=True)
    release_at = models.DateTimeField(null=True)  # empty: waits until somebody releases it
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["released_at", "release_at"])]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(released_at=None), name="one_open_decision"),
        ]

    def __str__(self):
        return f"{self.verdict} {self.case_id}"

    @property
    def move(self) -> Move:
        return Move(self.verdict)

    @property
    def needs_second(self) -> bool:
        return self.stage.second_person and self.second_by_id is None


class CorrectionRequest(models.Model):
    """What the applicant is asked to correct and by when; the office's clock stands meanwhile."""

    wagtail_reference_index_ignore = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    fields = models.JSONField(default=list)  # names of answers
    documents = models.JSONField(default=list)  # kinds of documents
    reasons = models.JSONField(default=list)  # keys of Reason rows
    text = EncryptedTextField(blank=True)  # what the applicant reads
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_at=None, lapsed_at=None), name="one_open_correction"
            ),
        ]

    def __str__(self):
        return f"correction {self.case_id}"


class CheckResult(models.Model):
    """A check of the stage, ticked by one person."""

    wagtail_reference_index_ignore = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="checks")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "stage", "key"], name="one_result_a_check")]

    def __str__(self):
        return self.key


class Score(models.Model):
    """A score for one criterion, by one scorer."""

    wagtail_reference_index_ignore = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="scores")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=6, decimal_places=2)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "stage", "key", "by"], name="one_score_a_scorer")]

    def __str__(self):
        return f"{self.key} {self.value}"
