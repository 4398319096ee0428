"""The objection (keberatan): a person says that a decision about them is wrong."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from core.fields import EncryptedTextField

DOCUMENT = "keberatan"  # kinds of its documents begin so: keberatan-1, keberatan-2


class Answer(models.TextChoices):
    """How an objection ends."""

    UPHELD = "upheld", _("Objection upheld")
    DISMISSED = "dismissed", _("First decision stands")


class ObjectionQuerySet(models.QuerySet):
    def open(self):
        """Those the office still has to answer."""
        return self.filter(answered_at=None)

    def late(self, now):
        return self.open().filter(due_at__lt=now)


class Objection(models.Model):
    """One objection to one decision, with a clock of its own (UU 25/2009; the days are settings of the office).

    `against_at` is when the decision closed the case: one objection to each decision, and an answer that rejects the
    case again is a new decision. Its documents are rows of Document with a kind of their own.
    """

    wagtail_reference_index_ignore = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="objections")
    against_at = models.DateTimeField()
    text = EncryptedTextField()
    at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(_("answer by"))
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    told = EncryptedTextField(blank=True)  # what the applicant reads with the answer
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        indexes = [models.Index(fields=["answered_at", "due_at"])]
        constraints = [
            models.UniqueConstraint(fields=["case", "against_at"], name="one_objection_a_decision"),
            models.UniqueConstraint(fields=["case"], condition=Q(answered_at=None), name="one_open_objection"),
        ]

    def __str__(self):
        return f"objection {self.case_id}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    @property
    def documents(self):
        """The proof sent with it: documents of the case that came with the same act."""
        return self.case.documents.filter(kind__startswith=DOCUMENT, created_at=self.at).select_related("file")
