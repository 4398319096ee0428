from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Core"

    def ready(self):
        from core import bootstrap, generation, health, holidays, outbox, publishing, ticks, upkeep, virus

        generation.connect()
        publishing.connect()
        holidays.connect()
        bootstrap.register("core", bootstrap.load_core)
        ticks.register("alive", health.worker_was_here)
        ticks.register("outbox", outbox.deliver_due)
        ticks.register("virus scan", virus.scan_waiting)
        ticks.register("upkeep", upkeep.once_a_day)
        health.register("virus scanner", virus.scanner)
        health.register("unscanned files", virus.oldest_waiting)
