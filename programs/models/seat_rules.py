"""How seats are given, as data: edited as a draft in the CMS, published as versions that never change."""

from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from programs.seat_blocks import ShareStreamBlock, TieStreamBlock, criterion_labels


class SeatRules(models.Model):
    """The rules for seats: residents first, ties between equals, shares for groups. A programme names its rules."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    residents_first = models.BooleanField(
        _("residents of the city first"),
        default=False,
        help_text=_(
            "Whoever has a KTP of the city comes before all others. First come, first served: until registration "
            "closes, others wait in line."
        ),
    )
    ties = StreamField(TieStreamBlock(), blank=True, verbose_name=_("between equal totals"))
    shares = StreamField(ShareStreamBlock(), blank=True, verbose_name=_("reserved shares"))

    panels = [
        FieldPanel("name"),
        FieldPanel("residents_first"),
        FieldPanel("ties"),
        FieldPanel("shares"),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("seat rules")
        verbose_name_plural = _("seat rules")
        permissions = [("publish_seatrules", "Can publish seat rules")]

    def __str__(self):
        return self.name

    @property
    def current(self) -> "SeatRulesVersion | None":
        return self.versions.order_by("-number").first()

    def frozen(self) -> dict:
        """The draft as plain data for a version."""
        labels = criterion_labels()
        return {
            "residents_first": self.residents_first,
            "ties": [_tie(block, labels) for block in self.ties],
            "shares": [{"key": _key(block.value["label_en"])} | dict(block.value) for block in self.shares],
        }


def _tie(block, labels: dict) -> dict:
    key = block.value if block.block_type == "criterion" else ""
    return {"kind": block.block_type, "criterion": key} | labels.get(key, {"label_id": key, "label_en": key})


def _key(label: str) -> str:
    return slugify(label)[:40] or "share"


class SeatRulesVersion(models.Model):
    """One published state of the rules. A batch keeps the version in force when the first person registered."""

    rules = models.ForeignKey(SeatRules, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField(default=dict)  # residents_first, ties, shares, as SeatRules.frozen makes them
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rules", "number"], name="one_number_of_seat_rules")]

    def __str__(self):
        return f"{self.rules} {self.number}"
