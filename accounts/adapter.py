"""allauth's hooks: codes in our own words through the outbox, nobody led to a foreign address, no demo accounts."""

import datetime as dt
import secrets

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.rules import is_staff_account, may_sign_in
from core import fields, outbox
from core.formats import time_of_day
from core.models import OfficeSettings

DIGITS = 6
WRONG_PAIR = _("E-mail address and password do not fit together. Check both, or sign in with a code.")
TOO_MANY = _("Too many tries. Wait five minutes and try again.")


def new_code() -> str:
    return "".join(secrets.choice("0123456789") for _n in range(DIGITS))


class AccountAdapter(DefaultAccountAdapter):
    """Mails are rows: a dead mail server never breaks a sign-up, and the code arrives when it is back."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG_PAIR,
        "incorrect_code": _("The code does not match. Check the last code we sent."),
        "incorrect_password": _("This is not your password. Try again."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def pre_authenticate(self, request, **credentials):
        """Count a password for the account from wherever it comes; then allauth's own limits."""
        if not limits.try_password(credentials.get("email", "")):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Wrong passwords close one account for one place: neighbours at the same address still come in."""
        place = self.get_client_ip(request) or "unknown"
        return limits.unreadable(f"{credentials.get('email', '').lower()}|{place}")

    def send_mail(self, template_prefix, email, context):
        key = f"account:{secrets.token_hex(16)}"
        language = get_language() or "id"
        if "code" in context:
            outbox.queue("sign_in_code", key=key, to=email, language=language, facts=code_facts(context["code"]))
            return
        mail = self.render_mail(template_prefix, email, {"email": email, "request": current.request} | context)
        kind = template_prefix.rpartition("/")[2]
        outbox.queue_mail(kind, key=key, to=email, language=language, subject=mail.subject, text=mail.body)

    def format_email_subject(self, subject):
        return str(subject)

    def generate_login_code(self):
        return new_code()

    def generate_email_verification_code(self):
        return new_code()

    def is_safe_url(self, url):
        """Only addresses of the host that was asked, whatever else the settings allow."""
        request = current.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def pre_login(self, request, user, **kwargs):
        if not may_sign_in(user):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return None

    def get_login_redirect_url(self, request):
        """Staff go to their desk, everybody else to their own pages."""
        return resolve_url("wagtailadmin_home" if is_staff_account(request.user) else "portal:home")

    def get_logout_redirect_url(self, request):
        return resolve_url("account_login")

    def get_email_verification_redirect_url(self, email_address):
        return resolve_url("portal:home")


def code_facts(code: str) -> dict[str, str]:
    seconds = app_settings.LOGIN_BY_CODE_TIMEOUT
    until = timezone.now() + dt.timedelta(seconds=seconds)
    return {"code": code, "minutes": str(seconds // 60), "time": time_of_day(until)}


class MfaAdapter(DefaultMFAAdapter):
    """The secret of the second factor is encrypted like every other secret of a person."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code does not match. Enter the code your app shows now."),
    }

    def encrypt(self, text):
        return fields.encrypt(text)

    def decrypt(self, encrypted_text):
        return fields.decrypt(encrypted_text)

    def build_totp_svg(self, url):
        """An inline picture without styles, which the content policy of our pages allows."""
        return segno.make(url, error="m").svg_inline(scale=5, border=3, light="white")

    def get_totp_issuer(self):
        return OfficeSettings.load().site_name
