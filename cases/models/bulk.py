"""What a bulk action did: a row for the run, a result for each case."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class BulkRun(models.Model):
    """One run over many cases. `results` holds case, number, done and words for each; never a name."""

    action = models.CharField(max_length=10)  # a BulkAction
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    results = models.JSONField(default=list)

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.action} {self.pk}"

    @property
    def done(self) -> list[dict]:
        return [result for result in self.results if result["done"]]

    @property
    def left(self) -> list[dict]:
        return [result for result in self.results if not result["done"]]
