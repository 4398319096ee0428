"""Certificates of the office: what was said, frozen and signed, and whether it still holds."""

import hashlib

from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import EncryptedJSONField, EncryptedTextField
from credentials import signing
from credentials.codes import new_code
from credentials.enums import PUBLIC_STATES, STATE_TONES, CredentialKind, CredentialState, ImportState
from credentials.settings import CredentialSettings

__all__ = ["Credential", "CredentialSettings", "ImportPart", "ImportRun", "NumberSequence"]


class NumberSequence(models.Model):
    """The last number given out for a kind in a year; changed only by credentials.numbering.next_sequence."""

    kind = models.CharField(max_length=20, choices=CredentialKind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="one_sequence_a_kind_and_year")]

    def __str__(self):
        return f"{self.kind} {self.year}: {self.last}"


class CredentialQuerySet(models.QuerySet):
    def valid(self):
        return self.filter(state=CredentialState.VALID)

    def of_batch(self, batch):
        return self.filter(completion__enrolment__batch=batch)

    def of_user(self, user):
        """What belongs to the person signed in, newest first."""
        return self.filter(applicant__user=user).order_by("-issued_at")

    def for_verification(self):
        """With what the public page names: the credential that came instead of this one."""
        return self.select_related("replacement")


class Credential(models.Model):
    """A certificate that was issued: never deleted, never reworded.

    `subject` is everything the paper says, frozen at issue and encrypted as a whole; the plain columns are what the
    public page shows. The signature covers both, so neither can be changed afterwards. A correction is a new credential
    that names the old one.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=CredentialKind, default=CredentialKind.TRAINING)
    applicant = models.ForeignKey("accounts.Applicant", on_delete=models.PROTECT, related_name="credentials")
    completion = models.ForeignKey(
        "programs.Completion", on_delete=models.PROTECT, related_name="credentials", null=True, blank=True
    )
    number = models.CharField(_("number"), max_length=80, unique=True)
    sequence = models.PositiveIntegerField(
        null=True
    )  # none: taken over from the office's register, with its old number
    year = models.PositiveSmallIntegerField(_("year"))
    code = models.CharField(max_length=26, unique=True, default=new_code, editable=False)
    short_code = models.CharField(_("code"), max_length=11, unique=True)
    masked_name = models.CharField(_("name"), max_length=120)
    program = models.CharField(_("programme"), max_length=200)
    batch = models.CharField(_("batch"), max_length=120, blank=True)
    jp = models.PositiveIntegerField(_("lesson hours (JP)"))
    starts_on = models.DateField(_("start"))
    ends_on = models.DateField(_("end"))
    subject = EncryptedJSONField()
    state = models.CharField(_("state"), max_length=10, choices=CredentialState, default=CredentialState.VALID)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacement", verbose_name=_("replaces")
    )
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    reason = EncryptedTextField(_("reason"), blank=True)
    key_id = models.CharField(_("key"), max_length=40)
    signature = models.CharField(max_length=90)

    # Wagtail's index of who refers to whom: five queries for each row, and nothing here is chosen in an editor.
    wagtail_reference_index_ignore = True

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        verbose_name = _("issued certificate")
        verbose_name_plural = _("issued certificates")
        permissions = [
            ("issue_credential", "Can issue and reissue certificates"),
            ("revoke_credential", "Can revoke certificates"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "sequence"], name="one_number_a_sequence"),
            models.UniqueConstraint(
                fields=["completion", "kind"], condition=Q(state=CredentialState.VALID), name="one_valid_a_completion"
            ),
            models.CheckConstraint(
                condition=Q(state=CredentialState.REVOKED, revoked_at__isnull=False)
                | ~Q(state=CredentialState.REVOKED),
                name="revoked_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "issued_at"]),
            models.Index(fields=["applicant", "issued_at"]),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self) -> str:
        """The verification page, always the Indonesian one: it is what the QR code on paper opens."""
        with translation.override("id"):
            return reverse("credentials:verify", args=[self.code])

    def get_download_url(self) -> str:
        """The PDF, for its owner."""
        with translation.override("id"):
            return reverse("credentials:download", args=[self.code])

    @property
    def is_imported(self) -> bool:
        """Issued before this system: an entry of the register, without a paper of ours."""
        return self.sequence is None

    @property
    def is_valid(self) -> bool:
        return self.state == CredentialState.VALID

    @property
    @admin.display(description=pgettext_lazy("certificate", "issued"))
    def issued_on(self):
        """The day of issue at the office."""
        return timezone.localtime(self.issued_at).date()

    @property
    @admin.display(description=_("state"))
    def state_label(self) -> str:
        return self.get_state_display()

    @property
    def public_state(self) -> str:
        return PUBLIC_STATES[self.state]

    @property
    def tone(self) -> str:
        """The colour of the state's tag."""
        return STATE_TONES[self.state]

    @property
    @admin.display(description=_("signature"))
    def signature_label(self) -> str:
        return _("Genuine") if self.is_genuine else _("Does not fit the data")

    @property
    def successor(self) -> "Credential | None":
        """The credential that came instead of this one."""
        return getattr(self, "replacement", None)

    @property
    def payload(self) -> dict:
        """What the signature covers: the public facts and a digest of everything the paper says."""
        return {
            "v": 1,
            "kind": self.kind,
            "number": self.number,
            "code": self.code,
            "short_code": self.short_code,
            "name": self.masked_name,
            "program": self.program,
            "batch": self.batch,
            "jp": self.jp,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "issued_at": int(self.issued_at.timestamp()),
            "subject": hashlib.sha256(signing.canonical(self.subject)).hexdigest(),
        }

    @property
    def signed(self) -> signing.Signed:
        return signing.Signed(self.key_id, self.signature)

    def sign(self) -> None:
        """Put the office's signature under the payload; used once, at issue."""
        self.key_id, self.signature = signing.sign(self.payload)

    @property
    def is_genuine(self) -> bool:
        """Whether what is stored is what was signed."""
        return signing.is_genuine(self.payload, self.signed)


class ImportRun(models.Model):
    """One table of the office's register: checked first, taken over by the worker. Faults name rows, never values."""

    wagtail_reference_index_ignore = True

    kind = models.CharField(_("kind"), max_length=12)
    batch = models.ForeignKey("programs.Batch", null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="id")
    state = models.CharField(_("state"), max_length=8, choices=ImportState, default=ImportState.CHECKED)
    total = models.PositiveIntegerField(default=0)
    ready = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)  # [row, column, reason]
    lease_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def is_running(self) -> bool:
        return self.state == ImportState.RUNNING

    @property
    def waits(self) -> bool:
        return self.state == ImportState.CHECKED


class ImportPart(models.Model):
    """Checked rows that wait to be taken over; deleted with that."""

    wagtail_reference_index_ignore = True

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    rows = EncryptedJSONField()

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return f"{self.run_id}:{self.position}"
