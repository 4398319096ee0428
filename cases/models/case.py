"""The case: one request by one applicant. The desk's queue reads this table alone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Applicant
from cases.enums import CLOSED_STATES, LIVE_STATES, Bucket, CaseState, DocumentVerdict
from cases.models.procedure import Stage, Version
from core.fields import EncryptedJSONField
from core.models import PrivateFile


class CaseQuerySet(models.QuerySet):
    def live(self):
        return self.filter(state__in=LIVE_STATES)

    def at_the_office(self):
        return self.filter(bucket=Bucket.OFFICE)

    def overdue(self, now):
        return self.at_the_office().filter(due_at__lt=now)

    def escalated(self, now):
        """Late and before the head; a stage that began since then has a clock of its own."""
        return self.overdue(now).filter(escalated_at__gte=F("due_at"))

    def for_me(self, user):
        """Not assigned to somebody else."""
        return self.filter(Q(assigned_to=None) | Q(assigned_to=user))

    def free(self, now, user=None):
        """Not held by somebody else's lease."""
        return self.filter(Q(lease_by=None) | Q(lease_until__lte=now) | Q(lease_by=user))


class Case(models.Model):
    """One request: one number, one row, one life. `state` is written by cases.workflow only.

    Write inherited fields through Case.objects: on a subclass Django turns a guarded update into two statements and
    the guard is lost.
    """

    wagtail_reference_index_ignore = True

    number = models.CharField(_("number"), max_length=20, unique=True)
    token = models.CharField(max_length=64, unique=True)  # of the submit form: the same token, the same case
    service = models.CharField(_("service"), max_length=20)
    subject_id = models.PositiveBigIntegerField()
    subject_label = models.CharField(_("asked for"), max_length=160)
    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="cases")
    applicant_name = models.CharField(_("applicant"), max_length=120)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=CaseState, default=CaseState.IN_REVIEW)
    bucket = models.CharField(max_length=10, choices=Bucket, default=Bucket.OFFICE)
    is_corrected = models.BooleanField(default=False)  # a correction was answered at this stage
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="cases")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="cases")
    due_at = models.DateTimeField(_("deadline"), null=True)
    paused_days = models.PositiveSmallIntegerField(null=True)  # working days left when the clock was stopped
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    lease_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    lease_since = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)  # counts changes; a form that saw an older one is refused
    submitted_at = models.DateTimeField(_("received"), default=timezone.now)
    escalated_at = models.DateTimeField(null=True)  # brought before the head; an older one than the deadline is past
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    answers = EncryptedJSONField(default=dict)
    definition = models.JSONField(default=dict)  # the questions as they were asked
    language = models.CharField(max_length=5, default="id")

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["bucket", "stage", "due_at", "id"]),
            models.Index(fields=["bucket", "due_at", "id"]),
            models.Index(fields=["service", "subject_id", "state"]),
            models.Index(fields=["service", "subject_id", "due_at", "id"]),
            models.Index(fields=["service", "subject_id", "submitted_at", "id"]),
            models.Index(fields=["lease_by", "lease_until"]),
            models.Index(fields=["assigned_to", "bucket", "due_at", "id"]),
            models.Index(fields=["applicant", "submitted_at"]),
            models.Index(fields=["submitted_at", "id"]),
            models.Index(fields=["bucket", "submitted_at", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(bucket=Bucket.CLOSED) | Q(state__in=CLOSED_STATES), name="closed_means_closed"
            ),
        ]
        permissions = [
            ("work_case", "Can check cases"),
            ("decide_case", "Can decide cases"),
            ("release_case", "Can release decisions"),
            ("file_case", "Can register people at the counter"),
        ]

    def __str__(self):
        return self.number

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED_STATES

    def is_leased(self, now, user) -> bool:
        """Whether somebody other than `user` holds it right now."""
        return bool(self.lease_by_id and self.lease_by_id != getattr(user, "pk", None) and self.lease_until > now)

    @property
    def open_correction(self):
        return self.corrections.filter(answered_at=None, lapsed_at=None).first()

    @property
    def open_decision(self):
        return self.decisions.filter(released_at=None).first()

    @property
    def current_documents(self):
        return self.documents.filter(replaced=False).select_related("file")


class Document(models.Model):
    """One version of one document of a case, with the verdict of the person who checked it."""

    wagtail_reference_index_ignore = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    kind = models.SlugField(max_length=40)  # ktp, ijazah, photo, domicile, or a key of the programme's questions
    label = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField(default=1)  # version: an answer to a correction counts up
    file = models.ForeignKey(PrivateFile, on_delete=models.PROTECT, related_name="documents")
    verdict = models.CharField(max_length=12, choices=DocumentVerdict, default=DocumentVerdict.PENDING)
    verdict_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    verdict_at = models.DateTimeField(null=True)
    replaced = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "number"], name="one_document_a_version"),
            models.UniqueConstraint(fields=["case", "kind"], condition=Q(replaced=False), name="one_current_document"),
        ]

    def __str__(self):
        return f"{self.kind} {self.number}"
