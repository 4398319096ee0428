"""What a person changes about the own account: the e-mail address, and being signed in elsewhere."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic.edit import FormView

from accounts import forms, limits, workflow
from accounts.address import AddressProcess
from accounts.code_page import CodePage
from accounts.limits import too_many


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


class ConfirmAddressView(LoginRequiredMixin, CodePage):
    """Ask for the code that was sent to the new address."""

    template_name = "account/address_code.html"

    def dispatch(self, request, *args, **kwargs):
        self.process = AddressProcess.current(request) if request.user.is_authenticated else None
        if request.user.is_authenticated and self.process is None:
            return self.gone()
        return super().dispatch(request, *args, **kwargs)

    def where(self) -> str:
        return reverse("account_confirm_address")

    def start(self) -> str:
        return reverse("account_email")

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


class SignOutEverywhereView(LoginRequiredMixin, View):
    """End every other session of the account: a phone that was lost, a computer in an internet cafe."""

    http_method_names = ["post"]

    def post(self, request):
        workflow.end_sessions(request.user, by=request.user)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("All other devices are signed out. You are still signed in here."))
        return redirect("portal:profile")
