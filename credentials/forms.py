"""What a visitor types to check a certificate, and what staff write when they end one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form


class VerifyForm(Form):
    """A number or a code, as printed beside the QR code."""

    kode = forms.CharField(
        label=_("Certificate number or code"),
        help_text=_("Printed beside the QR code, for example 7K3M-9QX2-D"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )


class ReasonForm(forms.Form):
    """Why a certificate is revoked or replaced; kept with it, and told to the holder when it is revoked."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the reason.")},
    )
