"""The acceptance list of a batch by score: what the head changed, and the ranking as it was fixed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedJSONField, EncryptedTextField
from programs.enums import Verdict
from programs.models.enrolment import Enrolment
from programs.models.operation import Batch


class Adjustment(models.Model):
    """The head's change of a proposed list for one person; the reason is read by the applicant."""

    wagtail_reference_index_ignore = True

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="adjustment")
    verdict = models.CharField(_("instead"), max_length=8, choices=Verdict)
    reason = EncryptedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.enrolment_id} {self.verdict}"


class Ranking(models.Model):
    """A place of the ranking with its calculation, frozen when the head fixed the list. `round` counts later lists."""

    wagtail_reference_index_ignore = True

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rankings")
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="ranking")
    round = models.PositiveSmallIntegerField(default=1)
    place = models.PositiveIntegerField()
    of = models.PositiveIntegerField()  # how many were ranked in this round
    total = models.DecimalField(max_digits=6, decimal_places=2)
    verdict = models.CharField(max_length=8, choices=Verdict)
    effects = EncryptedJSONField(default=list)  # what each rule did to the place (programs.ranking.effects)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["round", "place"]
        constraints = [models.UniqueConstraint(fields=["batch", "round", "place"], name="one_person_a_place")]

    def __str__(self):
        return f"{self.batch_id}: {self.place}"
