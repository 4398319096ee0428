"""What is counted, how a table is drawn, and which shelf a data page stands on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Measure(models.TextChoices):
    """What the live figures count; each is one act of the log (stats.counting)."""

    REGISTERED = "registered", _("Registered")
    VERIFIED = "verified", _("Verified")
    TRAINED = "trained", _("Trained")
    CERTIFIED = "certified", _("Certified")


class Chart(models.TextChoices):
    """How a table is drawn. FIGURES is no drawing: each row is a number with its own period and source."""

    BAR = "bar", _("Bars")
    STACKED = "stacked", _("Stacked bars")
    LINE = "line", _("Line")
    PYRAMID = "pyramid", _("Population pyramid")
    TILES = "tiles", _("Map of the kecamatan")
    FIGURES = "figures", _("Figures side by side, each with its own source")
    NONE = "none", _("Table only")


class Topic(models.TextChoices):
    """The shelves of the index page, in this order."""

    PEOPLE = "people", _("Population")
    WORK = "work", _("Work and economy")
    LIVING = "living", _("Health, education and welfare")
    SERVICE = "service", _("Our programmes and services")
