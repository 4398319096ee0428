"""What a person types at the door and to change password and contact."""

import secrets
import unicodedata

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.adapter import DIGITS
from accounts.models import Applicant
from core.forms import Form, ModelForm, PhoneField, PlainErrorsMixin


def email_field(hint="") -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mail"),
        help_text=hint,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("An e-mail address needs an @ and a dot, like nama@contoh.id."),
        },
    )


def password_field(label, autocomplete: str, hint="") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, help_text=hint, strip=False, max_length=128, widget=widget)


class CodeInput(forms.TextInput):
    """A field for a code out of a mail or an app: digits, offered by the keyboard."""

    def __init__(self):
        super().__init__({"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"})


class DoorForm(Form):
    """The one question of the door."""

    email = email_field(_("For example nama@contoh.id. We send the sign-in code to this address."))

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class AddressForm(Form):
    """The address a person wants to sign in with from now on."""

    email = email_field(_("We send a code to this address."))

    def __init__(self, *args, present: str, **kwargs):
        self.present = present
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if email == self.present.lower():
            raise ValidationError(_("You use this address already."), code="same")
        return email


class CodeForm(Form):
    """The code that was sent. Spaces and full-width digits do no harm."""

    code = forms.CharField(
        label=_("Sign-in code"),
        max_length=20,
        widget=CodeInput,
        error_messages={"required": _("Enter the code we sent.")},
    )

    def __init__(self, *args, code: str = "", tries_left: int = 0, **kwargs):
        self.expected, self.tries_left = code, tries_left
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("%(digits)s digits we just sent you") % {"digits": DIGITS}

    def clean_code(self):
        typed = "".join(unicodedata.normalize("NFKC", self.cleaned_data["code"]).split())
        if not (typed.isascii() and typed.isdigit() and len(typed) == DIGITS):
            words = _("The code has %(digits)s digits. You entered %(count)s.")
            raise ValidationError(words, code="form", params={"digits": DIGITS, "count": len(typed)})
        if not secrets.compare_digest(typed, self.expected):
            words = _("The code does not match. Check the last code we sent; %(left)s tries left.")
            raise ValidationError(words, code="wrong", params={"left": self.tries_left - 1})
        return typed

    @property
    def is_wrong(self) -> bool:
        return any(error.code == "wrong" for error in self.errors.as_data().get("code", []))


class PasswordForm(PlainErrorsMixin, LoginForm):
    """E-mail address and password; allauth checks them and counts wrong tries."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field()
        self.fields["password"] = password_field(_("Password"), "current-password")
        self.fields["password"].error_messages["required"] = _("Enter your password.")
        self.order_fields(["login", "password"])

    def _setup_password_field(self):
        """allauth drops the field where sign-up asks for no password; staff have one all the same."""


class NewPasswordForm(Form):
    """A new password; the old one is asked for unless the person has just signed in by a code."""

    old = password_field(_("Your present password"), "current-password")
    new = password_field(_("New password"), "new-password", _("At least 8 characters. A short sentence is fine."))

    def __init__(self, *args, user, is_fresh: bool, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)
        if is_fresh or not user.has_usable_password():
            del self.fields["old"]

    def clean_old(self):
        if not self.user.check_password(self.cleaned_data["old"]):
            raise ValidationError(_("This is not your password. Try again."), code="wrong")
        return self.cleaned_data["old"]

    def clean_new(self):
        password_validation.validate_password(self.cleaned_data["new"], self.user)
        return self.cleaned_data["new"]


class ContactForm(ModelForm):
    """How the office reaches a person; name, NIK and birth date are corrected at the office."""

    phone = PhoneField(label=_("Mobile number"), required=False, help_text=_("For example 0812 3456 7890"))

    class Meta:
        model = Applicant
        fields = ["phone", "address", "village"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["village"].empty_label = _("Choose one")
        self.fields["address"].widget.attrs["autocomplete"] = "address-line1"


class SecondFactorForm(PlainErrorsMixin, AuthenticateForm):
    """The code of the app, or a recovery code, after the password."""

    code = forms.CharField(label=_("Code of your app"), widget=CodeInput, max_length=20)


class SecondFactorAgainForm(PlainErrorsMixin, ReauthenticateForm):
    """The same before something is changed."""

    code = forms.CharField(label=_("Code of your app"), widget=CodeInput, max_length=20)


class SecondFactorStartForm(PlainErrorsMixin, ActivateTOTPForm):
    """The first code of a new app."""

    code = forms.CharField(label=_("Code of your app"), widget=CodeInput, max_length=20)


class PasswordAgainForm(PlainErrorsMixin, PasswordReauthenticateForm):
    """The password once more, before something is changed."""

    password = password_field(_("Password"), "current-password")
