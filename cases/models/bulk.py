"""Work on many cases at once: a row for the job, a row for each case with what became of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cases.enums import ACTIVE_JOBS, BulkAction, ItemState, JobState
from cases.models.case import Case
from core.fields import EncryptedTextField


class BulkJobQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state__in=ACTIVE_JOBS)


class BulkJob(models.Model):
    """One action on many cases, begun after a dry run. The worker does it in parts; it can be paused and undone."""

    wagtail_reference_index_ignore = True

    action = models.CharField(max_length=10, choices=BulkAction)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=JobState, default=JobState.RUNNING)
    reasons = models.JSONField(default=list)  # keys of Reason rows
    note = EncryptedTextField(blank=True)  # what each applicant reads beside the reasons
    language = models.CharField(max_length=5, default="id")  # of whoever began it: the words of the results
    lease_until = models.DateTimeField(null=True)  # one worker at a time
    ended_at = models.DateTimeField(null=True)

    objects = BulkJobQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.action} {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_JOBS

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many cases stand in each state; one statement."""
        found = dict(self.items.order_by().values_list("state").annotate(models.Count("pk")))
        return {state.value: found.get(state.value, 0) for state in ItemState}

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def to_do(self) -> int:
        """How many the job still has to look at: cases not done yet, or decisions not taken back yet."""
        return self.counts[ItemState.DONE if self.state == JobState.UNDOING else ItemState.WAITING]


class BulkItem(models.Model):
    """One case of a job. Its result is written together with the change: never lost, never done twice."""

    wagtail_reference_index_ignore = True

    job = models.ForeignKey(BulkJob, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()  # as planned; a case that changed since is left
    state = models.CharField(max_length=8, choices=ItemState, default=ItemState.WAITING)
    reasons = models.JSONField(default=list)  # why not, in words
    decision = models.PositiveBigIntegerField(null=True)  # the decision made here, for undoing exactly this one

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["job", "state", "position"])]
        constraints = [models.UniqueConstraint(fields=["job", "case"], name="one_item_a_case")]

    def __str__(self):
        return f"{self.case_id} {self.state}"
