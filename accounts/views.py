"""The door: an e-mail address, the code that was sent to it, or a password; allauth's other pages in our design."""

import time

from allauth.account import views as allauth_views
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.mixins import NextRedirectMixin
from allauth.account.utils import get_login_redirect_url
from allauth.mfa.base import views as mfa_views
from allauth.mfa.totp import views as totp_views
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic.edit import FormView

from accounts import forms, limits, workflow
from accounts.code import CodeProcess
from accounts.code_page import CodePage
from accounts.limits import too_many
from accounts.rules import is_cms_address, is_staff_account

FRESH = 15 * 60  # seconds after a code in which a new password needs no old one


class EntranceView(NextRedirectMixin, FormView):
    """A page for people who are not signed in; it hands `next` on, and only to addresses of this site."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            return self.already_in(request)
        return super().dispatch(request, *args, **kwargs)

    def already_in(self, request):
        """Go on; but do not send somebody without a place in the CMS round in circles."""
        url = get_login_redirect_url(request, self.get_next_url())
        if is_cms_address(url) and not is_staff_account(request.user):
            return render(request, "account/not_staff.html", status=403)
        return HttpResponseRedirect(url)

    def onward(self, name: str) -> str:
        return self.passthrough_next_url(reverse(name))


class DoorView(EntranceView):
    """Ask for an e-mail address. It is not looked up, so nothing here can tell whether it is known."""

    template_name = "account/login.html"
    form_class = forms.DoorForm

    def form_valid(self, form):
        email = form.cleaned_data["email"]
        if opens_at := limits.request_code(self.request, email):
            form.add_error("email", too_many(opens_at))
            return self.form_invalid(form)
        CodeProcess.start(self.request, email)
        return HttpResponseRedirect(self.onward("account_confirm_login_code"))

    def get_context_data(self, **kwargs):
        url, wanted = self.onward("account_password_login"), self.get_next_url() or ""
        is_registering = wanted.removeprefix("/en").startswith("/daftar/")
        return super().get_context_data(password_url=url, is_registering=is_registering, **kwargs)


class CodeView(CodePage, EntranceView):
    """Ask for the code that was sent; send another one."""

    template_name = "account/confirm_login_code.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            return self.already_in(request)
        self.process = CodeProcess.current(request)
        return super().dispatch(request, *args, **kwargs) if self.process else self.gone()

    def where(self) -> str:
        return self.onward("account_confirm_login_code")

    def start(self) -> str:
        return self.onward("account_login")

    def form_valid(self, form):
        return self.process.finish(self.get_next_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(other_url=self.start(), **kwargs)


class PasswordLoginView(allauth_views.LoginView):
    """E-mail address and password: allauth checks and counts them, then asks for the second factor."""

    template_name = "account/login_password.html"
    form_class = forms.PasswordForm

    def get_form_class(self):
        return self.form_class

    def _redirect_to_pending_stage(self, request, stage):
        """A code that was asked for in this browser does not stand in the way of a password."""
        clear_login(request)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"code_url": self.passthrough_next_url(reverse("account_login"))}


class ConfirmAddressView(allauth_views.ConfirmEmailVerificationCodeView):
    """A password was right but the address is not proved yet: a code proves it."""

    template_name = "account/confirm_email_verification_code.html"

    def get_form_class(self):
        return forms.CodeForm if self._action == "verify" else super().get_form_class()

    def get_form_kwargs(self):
        if self._action != "verify":
            return super().get_form_kwargs()
        left = self._process.max_attempts - self._process.state["failed_attempts"]
        return FormView.get_form_kwargs(self) | {"code": self._process.code, "tries_left": left}


class SetPasswordView(LoginRequiredMixin, FormView):
    """Set or change the password. Right after a code, the old one is not asked for: that is also the way back in."""

    template_name = "account/password_change.html"
    form_class = forms.NewPasswordForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "is_fresh": self.came_by_code()}

    def came_by_code(self) -> bool:
        records = get_authentication_records(self.request, self.request.user)
        return any(record["method"] == "code" and time.time() - record["at"] < FRESH for record in records)

    def form_valid(self, form):
        workflow.set_password(self.request.user, form.cleaned_data["new"], by=self.request.user)
        update_session_auth_hash(self.request, self.request.user)
        messages.success(self.request, _("Your new password is set. Other devices have been signed out."))
        return redirect("portal:profile")


class ReauthenticateView(allauth_views.ReauthenticateView):
    """The password once more, before something is changed."""

    template_name = "account/reauthenticate.html"
    form_class = forms.PasswordAgainForm


class SecondFactorView(mfa_views.AuthenticateView):
    """The code of the app, after the password."""

    form_class = forms.SecondFactorForm


class SecondFactorAgainView(mfa_views.ReauthenticateView):
    """The code of the app once more, before something is changed."""

    form_class = forms.SecondFactorAgainForm


class SecondFactorStartView(totp_views.ActivateTOTPView):
    """Switch the second factor on with the first code of the app."""

    form_class = forms.SecondFactorStartForm

    def form_valid(self, form):
        """The first code is a proof like any later one: this session need not show another."""
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="totp")
        return response


def staff_door(request):
    """Wagtail's own sign-in and password pages are no second door: they lead to this one."""
    wanted = request.GET.get("next", "")
    onward = wanted if is_cms_address(wanted) else reverse("wagtailadmin_home")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': onward})}")
