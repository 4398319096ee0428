from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsConfig(AppConfig):
    name = "forms"
    label = "intake"  # the label "forms" is Django's
    verbose_name = "Intake"

    def ready(self):
        from django.db.models.signals import post_delete

        from audit import words
        from core import ticks
        from forms import receivers, training, wizards, workflow
        from forms.models import DraftFile

        post_delete.connect(workflow.forget_file, sender=DraftFile, dispatch_uid="intake.forget_file")
        ticks.register("drafts", workflow.purge_expired)
        wizards.register(training.INTAKE)
        receivers.connect()
        words.register_acts({"intake.counter.begun": _("Registration begun at the counter")})
        words.register_kind("intake.draft", words.Kind(_("Draft")))
