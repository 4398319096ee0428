"""The person in the batch: registration (the case), enrolment (the place) and offers of a freed seat."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Applicant
from cases.models import Case, Reason
from programs.enums import LIVE_ENROLMENTS, EnrolmentState, OfferAnswer
from programs.models.operation import Batch


class Registration(Case):
    """The case type "training": a request for a place in one batch."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="registrations")

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")


class EnrolmentQuerySet(models.QuerySet):
    def live(self):
        return self.filter(state__in=LIVE_ENROLMENTS)

    def participants(self):
        return self.filter(state__in=(EnrolmentState.SEATED, EnrolmentState.FINISHED))

    def next_in_line(self):
        """The reserve list in the order of ranks."""
        return self.filter(state=EnrolmentState.RESERVE).order_by("turn", "rank")


class Enrolment(models.Model):
    """A person in a batch; attendance, marks and completion hang here, so walk-ins need no invented case.

    `state` is written by programs.workflow only. `rank` is given once and keeps its place; what the applicant reads
    is the position among those who still wait.
    """

    wagtail_reference_index_ignore = True

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="enrolments")
    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="enrolments")
    registration = models.OneToOneField(
        Registration, null=True, blank=True, on_delete=models.PROTECT, related_name="enrolment"
    )
    state = models.CharField(_("state"), max_length=10, choices=EnrolmentState, default=EnrolmentState.WAITING)
    before_decision = models.CharField(max_length=10, choices=EnrolmentState, blank=True)  # what an undo returns to
    turn = models.PositiveIntegerField(default=0)  # before the rank: the place of a ranking, or 1 behind residents
    rank = models.PositiveIntegerField(null=True)
    told_rank = models.PositiveIntegerField(null=True)  # the place in line that the person was told last
    queued_at = models.DateTimeField(default=timezone.now)  # first complete submission
    yearly_key = models.CharField(max_length=80, null=True, unique=True)  # kind:year:applicant while live: one a year
    mark = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    unit_marks = models.JSONField(default=dict)  # unit key -> mark
    left_reason = models.CharField(max_length=200, blank=True)
    joined_at = models.DateTimeField(null=True)  # the seat of a running training: hours count from here on
    seat_left_at = models.DateTimeField(null=True)  # a participant who left a running training
    drop_reason = models.ForeignKey(Reason, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["queued_at", "id"]
        indexes = [models.Index(fields=["batch", "state", "rank"])]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "applicant"], condition=Q(state__in=LIVE_ENROLMENTS), name="one_live_enrolment"
            ),
            models.UniqueConstraint(
                fields=["batch", "rank"], condition=Q(rank__isnull=False), name="one_person_a_rank"
            ),
        ]

    def __str__(self):
        return f"{self.batch_id}:{self.applicant_id}"

    @property
    def told_state(self) -> EnrolmentState:
        """The state the applicant may know: a decision that is not released yet shows nothing."""
        return EnrolmentState(self.before_decision or self.state)

    @property
    def open_offer(self) -> "Offer | None":
        return self.offers.filter(answer=OfferAnswer.OPEN).first()


class Offer(models.Model):
    """A seat offered to one person until a date; one open offer for each enrolment."""

    wagtail_reference_index_ignore = True

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="offers")
    offered_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=OfferAnswer, default=OfferAnswer.OPEN)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-offered_at"]
        indexes = [models.Index(fields=["answer", "expires_at"])]
        constraints = [
            models.UniqueConstraint(fields=["enrolment"], condition=Q(answer=OfferAnswer.OPEN), name="one_open_offer"),
        ]

    def __str__(self):
        return f"offer {self.enrolment_id}"
