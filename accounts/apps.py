from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self):
        from accounts.roles import create_groups
        from audit import words
        from core import bootstrap

        bootstrap.register("accounts", create_groups)
        words.register_acts(
            {
                "accounts.user.opened": _("Account opened"),
                "accounts.user.password_set": _("Password set"),
                "accounts.user.address_changed": _("E-mail address changed"),
                "accounts.user.sessions_ended": _("Other devices signed out"),
                "accounts.applicant.contact_changed": _("Contact changed"),
                "accounts.applicant.claim_code_printed": _("Code to connect the record printed"),
                "accounts.applicant.claimed": _("Record connected with an account"),
                "accounts.applicant.shown": _("Record shown at the counter"),
            }
        )
        words.register_kind("accounts.user", words.Kind(_("Account")))
        words.register_kind("accounts.applicant", words.Kind(_("Person")))
