from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CredentialsConfig(AppConfig):
    name = "credentials"
    verbose_name = "Credentials"

    def ready(self):
        from audit import words
        from cases import services, timeline
        from core import bootstrap
        from credentials.enums import CredentialMove
        from credentials.sections import certificate_sections
        from credentials.setup import grant_roles

        bootstrap.register("credentials", grant_roles)
        services.register_sections(certificate_sections)
        timeline.register_words({verb.value: verb.label for verb in CredentialMove})
        words.register_acts({verb.value: verb.label for verb in CredentialMove})
        words.register_kind("credentials.credential", words.Kind(_("Certificate"), "number"))
