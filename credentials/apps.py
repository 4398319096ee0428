from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CredentialsConfig(AppConfig):
    name = "credentials"
    verbose_name = "Credentials"

    def ready(self):
        from audit import words
        from cases import services, timeline
        from core import bootstrap, ticks
        from credentials.enums import CredentialMove
        from credentials.imports import workflow as imports
        from credentials.sections import certificate_sections
        from credentials.setup import grant_roles

        bootstrap.register("credentials", grant_roles)
        ticks.register("register imports", imports.work_due)
        services.register_sections(certificate_sections)
        timeline.register_words({verb.value: verb.label for verb in CredentialMove})
        words.register_acts({verb.value: verb.label for verb in CredentialMove})
        words.register_kind("credentials.credential", words.Kind(_("Certificate"), "number"))
        words.register_acts(
            {
                "credentials.importrun.start": _("Import begun"),
                "credentials.importrun.drop": _("Import dropped"),
                "credentials.importrun.end": _("Import finished"),
            }
        )
        words.register_kind("credentials.importrun", words.Kind(_("Import"), "file_name"))
