from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Audit"

    def ready(self):
        from audit.log import seal_due
        from core import ticks

        ticks.register("audit", seal_due)
