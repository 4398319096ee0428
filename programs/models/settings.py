"""Limits of running trainings that the office may change."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import register_setting

from core.models import KeptSetting


@register_setting(icon="group", order=155)
class TrainingSettings(KeptSetting):
    """Until when a seat that becomes free in a running training goes to the reserve list, and how fast."""

    replaced_before_day = models.PositiveSmallIntegerField(
        _("training day from which nobody is replaced"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("3: a seat that is free before the third training day goes to the reserve list. 1: never."),
    )
    replacement_hours = models.PositiveSmallIntegerField(
        _("hours to take a seat once the training has begun"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("At the latest until the first session of that training day begins."),
    )
    panels = [FieldPanel("replaced_before_day"), FieldPanel("replacement_hours")]

    class Meta:
        verbose_name = _("replacing participants")
