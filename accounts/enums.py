"""Fixed choices about people; lists the office may change live in the CMS."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Staff roles; each is a group of this name. Superusers administer."""

    EDITOR = "editor", _("Editor")
    CHECKER = "checker", _("Document checker")
    SELECTOR = "selector", _("Selection officer")
    TRAINER = "trainer", _("Trainer")
    HEAD = "head", _("Head")


class Sex(models.TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class Education(models.TextChoices):
    """Highest finished education, in rising order (AK-1 card)."""

    NONE = "none", _("No schooling")
    SD = "sd", _("Primary school (SD)")
    SMP = "smp", _("Lower secondary (SMP)")
    SMA = "sma", _("Upper secondary (SMA)")
    SMK = "smk", _("Vocational secondary (SMK)")
    D1 = "d1", _("Diploma 1")
    D2 = "d2", _("Diploma 2")
    D3 = "d3", _("Diploma 3")
    D4 = "d4", _("Diploma 4")
    S1 = "s1", _("Bachelor (S1)")
    PROFESI = "profesi", _("Professional")
    S2 = "s2", _("Master (S2)")
    S3 = "s3", _("Doctor (S3)")

    @classmethod
    def level(cls, value: str) -> int:
        """Position in the rising order; SMA and SMK count as equal."""
        return cls.values.index("sma" if value == "smk" else value)


class Employment(models.TextChoices):
    """Groups of job seekers of Perpres 57/2023 Pasal 10, and the others the office meets."""

    NEVER_WORKED = "never_worked", _("Never worked")
    STOPPED = "stopped", _("Worked before, now without work")
    WORKING_SEEKING = "working_seeking", _("Working and looking for another job")
    WORKING = "working", _("Working")
    STUDYING = "studying", _("Still studying")
