"""Reasons in the applicant's words: why, and what to do."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cases.enums import DocumentVerdict, ReasonMove
from core.models import OfficeSettings

GAP = "…"


class ReasonQuerySet(models.QuerySet):
    def in_use(self, service: str = ""):
        """Reasons of the library for one service; without one, those that fit every service."""
        return self.filter(is_active=True, service__in=("", service))


class Reason(models.Model):
    """One reason of the office's library, kept in the CMS; applicants read `why` and `do` exactly as written."""

    key = models.SlugField(max_length=80, unique=True)
    move = models.CharField(_("used for"), max_length=12, choices=ReasonMove)
    service = models.SlugField(_("service"), max_length=20, blank=True, help_text=_("Empty: for every service."))
    document = models.CharField(_("kind of document"), max_length=40, blank=True)
    verdict = models.CharField(_("verdict on the document"), max_length=12, choices=DocumentVerdict, blank=True)
    field = models.CharField(_("answer or rule"), max_length=40, blank=True)
    staff_id = models.CharField(_("short, for staff (Indonesian)"), max_length=80)
    staff_en = models.CharField(_("short, for staff (English)"), max_length=80)
    why_id = models.CharField(_("why (Indonesian)"), max_length=300)
    why_en = models.CharField(_("why (English)"), max_length=300)
    do_id = models.CharField(_("what to do (Indonesian)"), max_length=400, blank=True)
    do_en = models.CharField(_("what to do (English)"), max_length=400, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    panels = [
        FieldPanel("move"),
        FieldPanel("service"),
        FieldPanel("document"),
        FieldPanel("verdict"),
        FieldPanel("field"),
        MultiFieldPanel([FieldPanel("staff_id"), FieldPanel("why_id"), FieldPanel("do_id")], heading=_("Indonesian")),
        MultiFieldPanel([FieldPanel("staff_en"), FieldPanel("why_en"), FieldPanel("do_en")], heading=_("English")),
        FieldPanel("is_active"),
    ]

    objects = ReasonQuerySet.as_manager()

    class Meta:
        ordering = ["move", "order", "key"]
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")

    def __str__(self):
        return self.staff_en if get_language() == "en" else self.staff_id

    def text(self, language: str, facts: dict) -> str:
        """Why and what to do, with the facts filled in; an unknown placeholder stays readable as an ellipsis."""
        why, do = (self.why_en, self.do_en) if language == "en" else (self.why_id, self.do_id)
        return f"{why} {do}".strip().format_map(_Known({"city": OfficeSettings.load().city} | facts))


class _Known(dict):
    def __missing__(self, name):
        return GAP
