from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Core"

    def ready(self):
        from core import bootstrap, generation, health, outbox, publishing, ticks, upkeep

        generation.connect()
        publishing.connect()
        bootstrap.register("core", bootstrap.load_core)
        ticks.register("alive", health.worker_was_here)
        ticks.register("outbox", outbox.deliver_due)
        ticks.register("upkeep", upkeep.once_a_day)
