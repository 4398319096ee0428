"""The page that asks for a code sent by mail: typed, counted, sent again. Used at the door and for a new address."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.generic.edit import FormView

from accounts import forms, limits
from accounts.limits import too_many
from accounts.rules import shows_code


class CodePage(FormView):
    """Needs `process`, the code under way; where() gives this page's address, start() that of the one before it."""

    form_class = forms.CodeForm
    process = None

    def where(self) -> str:
        raise NotImplementedError

    def start(self) -> str:
        raise NotImplementedError

    def gone(self):
        """Nothing is under way any more: say so, and begin again."""
        messages.info(self.request, _("The code is no longer valid. Ask for a new one."))
        return HttpResponseRedirect(self.start())

    def post(self, request, *args, **kwargs):
        return self.resend() if request.POST.get("action") == "resend" else self.verify()

    def resend(self):
        opens_at = limits.request_code(self.request, self.process.email) if self.process.can_resend else None
        if opens_at:
            messages.error(self.request, too_many(opens_at))
        elif self.process.can_resend:
            self.process.resend()
            messages.success(self.request, _("We sent a new code. The old one no longer works."))
        return HttpResponseRedirect(self.where())

    def verify(self):
        form = self.get_form()
        if opens_at := limits.try_code(self.request, self.process.email):
            form.full_clean()
            form.errors.clear()
            form.add_error("code", too_many(opens_at))
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_invalid(self, form):
        if form.is_wrong and not self.process.record_invalid_attempt():
            messages.error(self.request, _("The code was wrong too often. Ask for a new one."))
            return HttpResponseRedirect(self.start())
        return super().form_invalid(form)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"code": self.process.code, "tries_left": self.process.tries_left}

    def get_context_data(self, **kwargs):
        email = self.process.email
        code = self.process.code if shows_code(email) else ""
        return super().get_context_data(email=email, can_resend=self.process.can_resend, shown_code=code, **kwargs)
