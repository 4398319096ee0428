from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "forms"
    label = "intake"  # the label "forms" is Django's
    verbose_name = "Intake"
