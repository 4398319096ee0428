"""“Account” of an officer: NIK and phone, so that the desk keeps them away from their own requests."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumber_field.formfields import PhoneNumberField
from wagtail.admin.views.account import BaseSettingsPanel

from cases import permissions
from cases.models import OfficerIdentity
from core import nik

WHY = gettext_lazy("A request with this NIK or phone is handled by somebody else. Applicants never see it.")


class IdentityForm(forms.Form):
    """The NIK is kept as a keyed hash only: it can be compared and not read. An empty NIK changes nothing."""

    nik = forms.CharField(
        label="NIK", required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    phone = PhoneNumberField(label=gettext_lazy("phone"), region="ID", required=False)

    def __init__(self, *args, instance, **kwargs):
        self.identity = OfficerIdentity.objects.filter(user=instance).first() or OfficerIdentity(user=instance)
        super().__init__(*args, initial={"phone": self.identity.phone}, **kwargs)
        self.fields["nik"].help_text = WHY
        if self.identity.nik_hash:
            self.fields["nik"].help_text = _("Your NIK is known. Write it again only to change it.")

    def clean_nik(self):
        value = nik.normalise(self.cleaned_data["nik"])
        if value and not nik.FORM.match(value):
            raise forms.ValidationError(_("A NIK has 16 digits."))
        return value

    def save(self):
        if self.cleaned_data["nik"]:
            self.identity.nik_hash = nik.keyed_hash(self.cleaned_data["nik"])
        self.identity.phone = self.cleaned_data["phone"]
        self.identity.save()


class IdentityPanel(BaseSettingsPanel):
    name = "identity"
    title = gettext_lazy("Your own requests")
    order = 400
    form_class = IdentityForm

    def is_active(self):
        return permissions.may_work(self.user)
