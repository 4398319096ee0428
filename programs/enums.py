"""Kinds, modes and states of programmes, batches, enrolments and attendance."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgramKind(models.TextChoices):
    BLK = "blk", _("BLK vocational training")
    ENTREPRENEURSHIP = "entrepreneurship", _("Entrepreneurship training")
    SI_PRAJA = "si_praja", _("Si Praja mobile training")


PREFIXES = {ProgramKind.BLK: "BLK", ProgramKind.ENTREPRENEURSHIP: "KWU", ProgramKind.SI_PRAJA: "SPJ"}


class CertificateKind(models.TextChoices):
    TRAINING = "training", _("Certificate of training")
    ATTENDANCE = "attendance", _("Certificate of attendance")
    NONE = "none", _("No certificate")


class Mode(models.TextChoices):
    ORDER = "order", _("First come, first served")
    SCORE = "score", _("By score")


class BatchState(models.TextChoices):
    """What the office decided about a batch; what the public reads follows from it and the dates (BatchStatus)."""

    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Takes place")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class BatchStatus(models.TextChoices):
    """What visitors read and filter by; computed from a batch and the time (programs.rules.status)."""

    SOON = "soon", pgettext_lazy("batch", "Opens soon")
    OPEN = "open", pgettext_lazy("batch", "Open")
    FULL = "full", pgettext_lazy("batch", "Full")
    SELECTION = "selection", pgettext_lazy("batch", "Registration closed")
    RUNNING = "running", pgettext_lazy("batch", "Running")
    FINISHED = "finished", pgettext_lazy("batch", "Finished")
    CANCELLED = "cancelled", pgettext_lazy("batch", "Cancelled")


class EnrolmentState(models.TextChoices):
    WAITING = "waiting", _("Waiting for the result")
    HELD = "held", _("Seat held")
    SEATED = "seated", _("Participant")
    RESERVE = "reserve", _("Reserve")
    LEFT = "left", _("Left")
    FINISHED = "finished", _("Finished")


LIVE_ENROLMENTS = (EnrolmentState.WAITING, EnrolmentState.HELD, EnrolmentState.SEATED, EnrolmentState.RESERVE)


class OfferAnswer(models.TextChoices):
    OPEN = "open", _("Offer open")
    TAKEN = "accepted", _("Offer taken")
    DECLINED = "declined", _("Offer declined")
    EXPIRED = "expired", _("Offer expired")
    CANCELLED = "cancelled", _("Offer cancelled")


class AttendanceStatus(models.TextChoices):
    PRESENT = "present", _("Present")
    PERMITTED = "permitted", _("Permitted")
    SICK = "sick", _("Sick")
    ABSENT = "absent", _("Absent")


class Tie(models.TextChoices):
    """What decides between people of the same total."""

    CRITERION = "criterion", _("Higher score of a criterion")
    RESIDENT = "resident", _("Resident of the city first")
    EARLIER = "earlier", _("Earlier registration")


class Verdict(models.TextChoices):
    """What the acceptance list proposes for a person."""

    ACCEPT = "accept", _("Accept")
    RESERVE = "reserve", _("Put on reserve list")
    OUT = "out", _("No place")
