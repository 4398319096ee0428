"""The configured road of a case: a procedure is edited as a draft and published as immutable versions."""

from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.blocks import CharBlock, IntegerBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import Orderable

from accounts.roles import role_name
from cases.enums import Release
from core.generation import settled_kept


class CheckBlock(StructBlock):
    """One thing to tick at a stage, in both languages."""

    label_id = CharBlock(label=_("What to check (Indonesian)"), max_length=120)
    label_en = CharBlock(label=_("What to check (English)"), max_length=120)

    class Meta:
        icon = "tick"
        label = _("Check")


class ScoreBlock(StructBlock):
    """One criterion with its highest score and its weight in percent."""

    label_id = CharBlock(label=_("Criterion (Indonesian)"), max_length=80)
    label_en = CharBlock(label=_("Criterion (English)"), max_length=80)
    maximum = IntegerBlock(label=_("Highest score"), default=100, min_value=1)
    weight = IntegerBlock(label=_("Weight in percent"), default=100, min_value=1, max_value=100)

    class Meta:
        icon = "order"
        label = _("Score")


def _key(label: str) -> str:
    from django.utils.text import slugify

    return slugify(label)[:40] or "item"


def _frozen(stream) -> list[dict]:
    """A StreamField of checks or scores as plain data with stable keys, for a version that never changes."""
    return [{"key": _key(child.value["label_en"])} | dict(child.value) for child in stream]


class StageFields(models.Model):
    """What a stage says, the same in the draft and in a version."""

    name_id = models.CharField(_("name (Indonesian)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", verbose_name=_("role"))
    limit_days = models.PositiveSmallIntegerField(_("limit in working days"), default=3)
    checks_documents = models.BooleanField(_("documents are checked here"), default=False)
    scorers = models.PositiveSmallIntegerField(
        _("how many officers score"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text=_("Each scores alone and sees the others only after saving. The mean counts."),
    )
    spread = models.PositiveSmallIntegerField(
        _("warn when scores differ by more than (percent of the highest score)"),
        default=20,
        validators=[MaxValueValidator(100)],
        help_text=_("0: never."),
    )
    is_decision = models.BooleanField(_("the case is decided here"), default=False)
    second_person = models.BooleanField(_("a second person must agree"), default=False)
    release = models.CharField(_("the decision is told"), max_length=10, choices=Release, default=Release.AUTOMATIC)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_id

    @property
    def role(self) -> str:
        """The name of the role that works at this stage."""
        return role_name(self.group)


class StageForm(WagtailAdminModelForm):
    """The form of a stage: roles by their names; a group that the office made itself has its own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].label_from_instance = role_name


class StagesPanel(InlinePanel):
    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = StageForm
        return options


class Procedure(ClusterableModel):
    """A road that editors change in the CMS. Running cases keep the version they started with."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(unique=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        StagesPanel("draft_stages", heading=_("Stages"), label=_("Stage"), min_num=1),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        permissions = [("publish_procedure", "Can publish a procedure")]

    def __str__(self):
        return self.name

    @property
    def current(self) -> "Version":
        """The version new cases start with; raises Version.DoesNotExist for a procedure never published."""
        return _current(self.pk)


@settled_kept
def _current(procedure_id: int) -> "Version":
    return Version.objects.select_related("procedure").filter(procedure=procedure_id).latest("number")


class ProcedureStage(StageFields, Orderable):
    """A stage of the draft."""

    procedure = ParentalKey(Procedure, on_delete=models.CASCADE, related_name="draft_stages")
    checks = StreamField([("check", CheckBlock())], blank=True, verbose_name=_("checks"))
    scores = StreamField([("score", ScoreBlock())], blank=True, verbose_name=_("scores"))

    panels = [
        FieldPanel(name)
        for name in (
            "name_id",
            "name_en",
            "group",
            "limit_days",
            "checks_documents",
            "checks",
            "scores",
            "scorers",
            "spread",
            "is_decision",
            "second_person",
            "release",
        )
    ]

    def frozen(self) -> dict:
        """The stage as fields of an immutable Stage."""
        names = [field.name for field in StageFields._meta.get_fields()]
        fields = {name: getattr(self, name) for name in names}
        return fields | {"checks": _frozen(self.checks), "scores": _frozen(self.scores)}


class Version(models.Model):
    """One published state of a procedure; never changed afterwards."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="one_number_a_version")]

    def __str__(self):
        return f"{self.procedure} {self.number}"

    def first_stage(self) -> "Stage":
        return _first_stage(self.pk)


@settled_kept
def _first_stage(version_id: int) -> "Stage":
    """A published version never changes."""
    return Stage.objects.filter(version=version_id).order_by("order").first()


class Stage(StageFields):
    """A stage of a published version."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="stages")
    order = models.PositiveSmallIntegerField()
    checks = models.JSONField(default=list)
    scores = models.JSONField(default=list)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["version", "order"], name="one_stage_a_place")]

    def next(self) -> "Stage | None":
        return self.version.stages.filter(order__gt=self.order).order_by("order").first()
