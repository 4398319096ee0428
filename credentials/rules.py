"""May this certificate be issued, revoked or replaced; if not, which reasons, in words for the desk."""

from django.utils.translation import gettext as _

from core import printing
from credentials.enums import CredentialKind, CredentialState
from credentials.models import Credential
from credentials.subjects import Wording, kind_of, texts
from programs.models import Completion

ISSUE = "credentials.issue_credential"
REVOKE = "credentials.revoke_credential"
VIEW = "credentials.view_credential"


def may(by, permission: str) -> bool:
    """Nobody (`by` None) is the office itself: imports and the demo."""
    return by is None or by.has_perm(permission)


def reasons_not_to_issue(completion: Completion, *, by) -> list[str]:
    """Only who has passed, confirmed by the head, in a programme that gives a certificate."""
    reasons = []
    if not may(by, ISSUE):
        reasons.append(_("You may not issue certificates."))
    if not completion.passed:
        reasons.append(_("This participant has not passed."))
    if not completion.confirmed_by_id:
        reasons.append(_("The head has not confirmed the result yet."))
    if kind_of(completion) not in CredentialKind.values:
        reasons.append(_("This programme gives no certificate."))
    return reasons


def reasons_not_to_print(subject: dict, wording: Wording) -> list[str]:
    """What would make bad paper: nobody who signs, or a letter that no typeface has."""
    reasons = []
    if not wording.words.head_name.strip():
        reasons.append(_("The name of the signatory is missing. Fill it in under Settings, Certificate."))
    try:
        printing.require_printable(*texts(subject))
    except printing.PrintError as error:
        reasons.append(str(error))
    return reasons


def reasons_not_to_revoke(credential: Credential, *, by, reason: str) -> list[str]:
    reasons = []
    if not may(by, REVOKE):
        reasons.append(_("You may not revoke certificates."))
    if credential.state != CredentialState.VALID:
        reasons.append(_("Only a valid certificate can be revoked."))
    if not reason.strip():
        reasons.append(_("Write the reason; the holder reads it."))
    return reasons


def reasons_not_to_reissue(credential: Credential, *, by, reason: str) -> list[str]:
    """A valid one is replaced to correct it, a revoked one after a successful objection."""
    reasons = []
    if not may(by, ISSUE):
        reasons.append(_("You may not issue certificates."))
    if credential.is_imported:
        reasons.append(_("This is an entry of the old register: there are no words for a new paper."))
    if credential.state == CredentialState.REPLACED:
        reasons.append(_("This certificate has been replaced already."))
    if not reason.strip():
        reasons.append(_("Write the reason; it is kept with the certificate."))
    return reasons
