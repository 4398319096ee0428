"""What kinds of credential exist and what may become of one."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CredentialKind(models.TextChoices):
    """What a programme may promise (programs.enums.CertificateKind), without "none"."""

    TRAINING = "training", _("Certificate of training")
    ATTENDANCE = "attendance", _("Certificate of attendance")


TITLES = {
    CredentialKind.TRAINING: ("Sertifikat Pelatihan", "Certificate of Training"),
    CredentialKind.ATTENDANCE: ("Surat Keterangan Mengikuti Pelatihan", "Certificate of Attendance"),
}  # as printed, Indonesian and English


class CredentialState(models.TextChoices):
    """The office's words for the desk; PUBLIC_STATES holds what a visitor reads."""

    VALID = "valid", pgettext_lazy("credential", "Valid")
    REVOKED = "revoked", pgettext_lazy("credential", "Revoked")
    REPLACED = "replaced", pgettext_lazy("credential", "Replaced")


PUBLIC_STATES = {
    CredentialState.VALID: pgettext_lazy("credential", "Genuine and valid"),
    CredentialState.REVOKED: pgettext_lazy("credential", "Revoked"),
    CredentialState.REPLACED: pgettext_lazy("credential", "Replaced by a new one"),
}

STATE_TONES = {
    CredentialState.VALID: "open",
    CredentialState.REVOKED: "full",
    CredentialState.REPLACED: "soon",
}


class CredentialMove(models.TextChoices):
    """Verbs of the log: what staff did to a credential."""

    ISSUE = "credentials.credential.issue", _("Certificate issued")
    REVOKE = "credentials.credential.revoke", _("Certificate revoked")
    REISSUE = "credentials.credential.reissue", _("Replacement certificate issued")
    REPLACE = "credentials.credential.replace", _("Certificate replaced")
    IMPORT = "credentials.credential.import", _("Certificate taken over from the register")
    DOWNLOAD = "credentials.credential.download", _("Certificate downloaded")


class ImportState(models.TextChoices):
    """Where a table of the register stands."""

    CHECKED = "checked", _("Checked, not taken over")
    RUNNING = "running", _("Being taken over")
    DONE = "done", _("Taken over")
    DROPPED = "dropped", _("Dropped")
