"""What the business stands on: batches, sessions, rooms and trainers as plain rows. Pages only describe them."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from core.models import Village
from programs.enums import BatchState, Mode, ProgramKind
from programs.forms import TrainerForm


class Room(models.Model):
    """A place where sessions are held; two sessions at one time in one room are a clash."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    village = models.ForeignKey(Village, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("kelurahan"))
    capacity = models.PositiveSmallIntegerField(_("places"), default=16)

    panels = [FieldPanel("name"), FieldPanel("address"), FieldPanel("village"), FieldPanel("capacity")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("room")
        verbose_name_plural = _("rooms")

    def __str__(self):
        return self.name


class Trainer(models.Model):
    """A person who trains; with an account, also the one who keeps attendance."""

    name = models.CharField(_("name"), max_length=120)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="trainer",
        verbose_name=_("account"),
    )
    expertise = models.CharField(_("expertise"), max_length=120, blank=True)

    base_form_class = TrainerForm
    panels = [FieldPanel("name"), FieldPanel("expertise"), FieldPanel("user")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("trainer")
        verbose_name_plural = _("trainers")

    def __str__(self):
        return self.name


class BatchQuerySet(models.QuerySet):
    def listed(self):
        """Batches whose page is published."""
        return self.filter(is_listed=True)

    def open_for_registration(self, now):
        return self.listed().filter(state=BatchState.RUNNING, opens_at__lte=now, closes_at__gt=now)

    def upcoming(self, now):
        return self.listed().filter(state=BatchState.RUNNING, opens_at__gt=now)


class Batch(models.Model):
    """One intake of a programme (angkatan). Seats are counted here: `held` promised, `seated` taken.

    Everything the office edits on BatchPage arrives here by workflow.apply_schedule when the page is published, so an
    old draft never changes a seat.
    """

    key = models.UUIDField(unique=True)  # translation_key of the page
    code = models.SlugField(max_length=60, unique=True)  # in addresses: menjahit-3-2026
    program_page = models.ForeignKey(
        "programs.ProgramPage", on_delete=models.PROTECT, related_name="batches", verbose_name=_("programme")
    )
    page = models.ForeignKey("programs.BatchPage", null=True, on_delete=models.SET_NULL, related_name="+")
    is_listed = models.BooleanField(default=False)
    kind = models.CharField(_("kind"), max_length=20, choices=ProgramKind)
    field = models.CharField(_("field"), max_length=40)
    field_en = models.CharField(max_length=40, blank=True)
    title = models.CharField(_("programme"), max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    number = models.PositiveSmallIntegerField(_("batch number"))
    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.PLANNED)
    mode = models.CharField(_("mode"), max_length=5, choices=Mode, default=Mode.ORDER)
    capacity = models.PositiveSmallIntegerField(_("seats"))
    reserve_size = models.PositiveSmallIntegerField(_("reserve list"), default=0)
    held = models.PositiveSmallIntegerField(default=0)
    seated = models.PositiveSmallIntegerField(default=0)
    applicants = models.PositiveIntegerField(default=0)  # registrations ever submitted and not withdrawn
    last_rank = models.PositiveIntegerField(default=0)  # the highest reserve rank given
    opens_at = models.DateTimeField(_("registration opens"))
    closes_at = models.DateTimeField(_("registration closes"))
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"))
    confirm_by = models.DateTimeField(_("re-registration until"), null=True)
    threshold = models.PositiveSmallIntegerField(_("attendance threshold in percent"), default=80)
    pass_mark = models.PositiveSmallIntegerField(_("lowest passing mark"), default=0)
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="batches")
    seat_rules = models.ForeignKey(
        "programs.SeatRulesVersion", null=True, on_delete=models.PROTECT, related_name="batches"
    )
    cancelled_reason = models.CharField(max_length=600, blank=True)
    cancelled_reason_en = models.CharField(max_length=600, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    moves = models.PositiveSmallIntegerField(default=0)  # how often the office moved the whole batch
    sequence = models.PositiveIntegerField(default=0)  # counts changes, for calendars
    changed_at = models.DateTimeField(default=timezone.now)  # when `sequence` was raised last

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["closes_at", "id"]
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        indexes = [models.Index(fields=["is_listed", "state", "closes_at"]), models.Index(fields=["kind", "field"])]
        constraints = [
            models.CheckConstraint(condition=Q(held__gte=0) & Q(seated__gte=0), name="seats_not_negative"),
            models.CheckConstraint(condition=Q(capacity__gte=F("held") + F("seated")), name="never_a_seat_too_many"),
        ]
        permissions = [
            ("keep_attendance", "Can keep attendance and marks"),
            ("confirm_completion", "Can confirm who passed"),
            ("cancel_batch", "Can cancel a batch"),
            ("select_people", "Can fix the acceptance list"),
        ]

    def __str__(self):
        return f"{self.title}, Angkatan {self.number} Tahun {self.starts_on.year}"

    @property
    def label(self) -> str:
        """Programme, batch and year in the active language."""
        if get_language() == "en":
            return f"{self.title_en or self.title}, Batch {self.number} of {self.starts_on.year}"
        return str(self)

    @property
    def why_cancelled(self) -> str:
        """The reason that visitors read, in the active language."""
        return (get_language() == "en" and self.cancelled_reason_en) or self.cancelled_reason

    @property
    def used(self) -> int:
        """Seats promised or taken."""
        return self.held + self.seated

    @property
    def free(self) -> int:
        return self.capacity - self.used


class SessionQuerySet(models.QuerySet):
    def taking_place(self):
        return self.filter(cancelled_at=None)

    def planned(self):
        """What the page of the batch says; make-up sessions are the office's own."""
        return self.filter(makes_up_for=None)

    def with_leads(self):
        """Each with `leads`: whether another session is held together with it."""
        return self.annotate(leads=Exists(self.model.objects.filter(held_with=OuterRef("pk"), cancelled_at=None)))


class Session(models.Model):
    """One meeting (pertemuan). With attendance it is cancelled, never deleted; cancelled it lowers nobody's hours.

    What the office does on the day (another trainer, called off, held together, made up for) stands here and outlives
    every publishing of the page.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="sessions")
    key = models.UUIDField(unique=True)  # of the inline child on the page
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    jp = models.PositiveSmallIntegerField(_("JP"))
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="sessions")
    trainer = models.ForeignKey(Trainer, null=True, on_delete=models.PROTECT, related_name="sessions")
    topic = models.CharField(_("topic"), max_length=120, blank=True)
    sequence = models.PositiveIntegerField(default=0)  # counts changes, for calendars
    changed_at = models.DateTimeField(default=timezone.now)  # when `sequence` was raised last
    cancelled_at = models.DateTimeField(null=True)
    cancelled_reason = models.CharField(max_length=600, blank=True)  # said by the office: publishing never revives it
    cancelled_reason_en = models.CharField(max_length=600, blank=True)
    planned_trainer = models.ForeignKey(Trainer, null=True, on_delete=models.PROTECT, related_name="+")
    substituted_at = models.DateTimeField(null=True)  # since when `trainer` stands in for `planned_trainer`
    held_with = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="guests")
    makes_up_for = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="make_ups")

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [
            models.Index(fields=["room", "starts_at"]),
            models.Index(fields=["trainer", "starts_at"]),
            models.Index(fields=["starts_at"]),  # the schedule reads the nearest ones and stops
        ]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start")]

    def __str__(self):
        return f"{self.batch} {self.starts_at:%d-%m-%Y}"

    @property
    def why_cancelled(self) -> str:
        """The reason that participants read, in the active language."""
        return (get_language() == "en" and self.cancelled_reason_en) or self.cancelled_reason

    @property
    def host_id(self) -> int:
        """The session whose time, place and trainer hold: its own, unless it is held together with another."""
        return self.held_with_id or self.pk
