from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Audit"

    def ready(self):
        from django.db.models.signals import post_migrate

        from audit import guard, heads
        from audit.log import seal_due, unsealed_age
        from core import health, ticks

        ticks.register("audit", seal_due)
        ticks.register("heads", heads.publish_due)
        health.register("seals", unsealed_age)
        post_migrate.connect(guard.install_after_migrate, sender=self, dispatch_uid="audit.guard")
