"""What the office decides about its published figures."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from core.models import KeptSetting


@register_setting(icon="order")
class StatsSettings(KeptSetting):
    """Licence of the data, and the promise whose keeping is published."""

    licence = models.CharField(_("licence"), max_length=80, default="CC BY 4.0")
    licence_url = models.URLField(_("address of the licence"), default="https://creativecommons.org/licenses/by/4.0/")
    keep_days = models.PositiveSmallIntegerField(_("working days promised for the first answer"), default=3)
    keep_window = models.PositiveSmallIntegerField(_("days looked back"), default=90)

    panels = [
        MultiFieldPanel([FieldPanel("licence"), FieldPanel("licence_url")], heading=_("Licence")),
        MultiFieldPanel([FieldPanel("keep_days"), FieldPanel("keep_window")], heading=_("Promise")),
    ]

    class Meta:
        verbose_name = _("published figures")
