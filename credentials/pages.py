"""What the verification page says about a certificate, as rows of a facts table. Nothing here is a secret."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core import formats
from credentials.enums import CredentialState
from credentials.models import Credential

ORIGIN = gettext_lazy("Taken over from the office's register, under its old number")


def facts(credential: Credential, *, shows_name: bool = True) -> list[dict]:
    """Number, shortened name, programme, dates, kind and state: what stands on paper too, to be compared."""
    rows = [{"label": pgettext("certificate", "Number"), "value": credential.number}]
    if shows_name:
        note = _("Compare it with the name on the certificate in your hand")
        rows.append({"label": _("Name"), "value": credential.masked_name, "note": note})
    hours = _("%(count)s lesson hours") % {"count": formats.number(credential.jp)}
    period = formats.date_range(credential.starts_on, credential.ends_on)
    if credential.is_imported:
        rows.append(
            {"label": pgettext("certificate", "Origin"), "value": _("Issued before this system"), "note": ORIGIN}
        )
    return [
        *rows,
        {"label": _("Programme"), "value": credential.program, "note": hours},
        {"label": _("Training"), "value": period, "note": credential.batch},
        {"label": pgettext("certificate", "Issued"), "value": formats.plain_date(credential.issued_at)},
        {"label": _("Kind"), "value": credential.get_kind_display()},
        {"label": _("Status"), "value": _state_tag(credential), "note": _state_note(credential)},
    ]


def _state_tag(credential: Credential) -> SafeString:
    return render_to_string("components/status_tag.html", {"tone": credential.tone, "label": credential.public_state})


def _state_note(credential: Credential) -> str:
    if credential.state == CredentialState.REVOKED:
        return formats.plain_date(credential.revoked_at)
    if credential.state == CredentialState.REPLACED:
        return formats.plain_date(credential.successor.issued_at)
    return _("Not revoked and not replaced")
