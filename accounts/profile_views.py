"""What a person changes about the own account: the e-mail address, and being signed in elsewhere."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic.edit import FormView

from accounts import forms, limits, workflow
from accounts.address import AddressProcess
from accounts.limits import too_many
from accounts.rules import shows_code


class AddressView(LoginRequiredMixin, FormView):
    """Ask for the new address and send a code there; the old one stays until the code is right."""

    template_name = "account/address.html"
    form_class = forms.AddressForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"present": self.request.user.email}

    def form_valid(self, form):
        email = form.cleaned_data["email"]
        if opens_at := limits.request_code(self.request, email):
            form.add_error("email", too_many(opens_at))
            return self.form_invalid(form)
        AddressProcess.start(self.request, email)
        return redirect("account_confirm_address")


class ConfirmAddressView(LoginRequiredMixin, FormView):
    """Ask for the code that was sent to the new address."""

    template_name = "account/address_code.html"
    form_class = forms.CodeForm

    def dispatch(self, request, *args, **kwargs):
        self.process = AddressProcess.current(request) if request.user.is_authenticated else None
        if request.user.is_authenticated and self.process is None:
            messages.info(request, _("The code is no longer valid. Ask for a new one."))
            return redirect("account_email")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.resend() if request.POST.get("action") == "resend" else self.verify()

    def resend(self):
        opens_at = limits.request_code(self.request, self.process.email) if self.process.can_resend else None
        if opens_at:
            messages.error(self.request, too_many(opens_at))
        elif self.process.can_resend:
            self.process.resend()
            messages.success(self.request, _("We sent a new code. The old one no longer works."))
        return redirect("account_confirm_address")

    def verify(self):
        form = self.get_form()
        if opens_at := limits.try_code(self.request, self.process.email):
            form.full_clean()
            form.errors.clear()
            form.add_error("code", too_many(opens_at))
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form):
        email = self.process.email
        self.process.abort()
        try:
            workflow.change_address(self.request.user, email, by=self.request.user)
        except workflow.AddressTaken:
            messages.error(self.request, _("This address belongs to another account. Choose a different one."))
            return redirect("account_email")
        update_session_auth_hash(self.request, self.request.user)
        messages.success(self.request, _("Your new e-mail address is in use. Sign in with it from now on."))
        return redirect("portal:profile")

    def form_invalid(self, form):
        if form.is_wrong and not self.process.record_invalid_attempt():
            messages.error(self.request, _("The code was wrong too often. Ask for a new one."))
            return redirect("account_email")
        return super().form_invalid(form)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"code": self.process.code, "tries_left": self.process.tries_left}

    def get_context_data(self, **kwargs):
        email = self.process.email
        code = self.process.code if shows_code(email) else ""
        return super().get_context_data(email=email, can_resend=self.process.can_resend, shown_code=code, **kwargs)


class SignOutEverywhereView(LoginRequiredMixin, View):
    """End every other session of the account: a phone that was lost, a computer in an internet cafe."""

    http_method_names = ["post"]

    def post(self, request):
        workflow.end_sessions(request.user, by=request.user)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("All other devices are signed out. You are still signed in here."))
        return redirect("portal:profile")
