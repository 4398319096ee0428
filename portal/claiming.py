"""A person who was registered at the counter connects that record with their own account."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormView

from accounts import claiming, limits
from portal.forms import ClaimForm


class ClaimView(LoginRequiredMixin, FormView):
    """Code and birth date -> every registration of the record. Whatever is wrong gets the same answer."""

    template_name = "portal/claim.html"
    form_class = ClaimForm

    def form_valid(self, form):
        if opens_at := limits.try_claim(self.request):
            return self.refuse(form, limits.too_many(opens_at), 429)
        try:
            claiming.claim(form.cleaned_data["code"], form.cleaned_data["birth_date"], by=self.request.user)
        except claiming.ClaimRefused:
            return self.refuse(form, REFUSED)
        messages.success(self.request, _("Your registrations from the counter are in your account now."))
        return redirect("portal:home")

    def refuse(self, form, reason, status: int = 200):
        form.add_error(None, reason)
        return self.render_to_response(self.get_context_data(form=form), status=status)


REFUSED = gettext_lazy(
    "We could not connect anything with this code and birth date. Check both. If they are right, come to the counter "
    "with your receipt and your KTP."
)
