"""What the live figures are counted from: anonymous rows, and how often the office kept its promise."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import Sex
from core.models import District
from programs.models import ProgramPage
from stats.enums import Measure


class Fact(models.Model):
    """So many of one measure in one month, for one programme, kecamatan and sex. Nobody can be found through it.

    A move inserts a row of its own, so that two moves never wait for one another; the worker folds rows of one cell
    into one (stats.workflow.fold). There is no day and no reference to a case or a person.
    """

    wagtail_reference_index_ignore = True

    month = models.DateField(_("month"))  # its first day
    measure = models.CharField(_("measure"), max_length=12, choices=Measure)
    service = models.CharField(_("service"), max_length=20, blank=True)
    program = models.ForeignKey(
        ProgramPage, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("kecamatan")
    )
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    count = models.PositiveIntegerField(_("number"), default=1)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        indexes = [models.Index(fields=["month", "measure"])]
        permissions = [("view_figures", "Can see the report of live figures")]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.measure} {self.count}"


class KeepRate(models.Model):
    """How many requests of the last days were first answered within the promised working days; one row a day."""

    wagtail_reference_index_ignore = True

    on = models.DateField(unique=True)
    counted_at = models.DateTimeField()
    window_days = models.PositiveSmallIntegerField()
    limit_days = models.PositiveSmallIntegerField()
    within = models.PositiveIntegerField()
    total = models.PositiveIntegerField()

    class Meta:
        ordering = ["-on"]

    def __str__(self):
        return f"{self.on} {self.within}/{self.total}"

    @property
    def percent(self) -> int | None:
        """The share in whole percent, never rounded up to a promise that was not kept; None when nothing was due."""
        return self.within * 100 // self.total if self.total else None
