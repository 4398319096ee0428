from django.apps import AppConfig


class StatsConfig(AppConfig):
    name = "stats"
    verbose_name = "Figures"

    def ready(self):
        from core import bootstrap, key_figures, ticks
        from stats import catalogue, receivers, searchable, workflow
        from stats.setup import load_stats

        receivers.connect()
        searchable.register()
        bootstrap.register("stats", load_stats)
        key_figures.register(catalogue.key_figures)
        ticks.register("facts", workflow.fold)
        ticks.register("promise", workflow.count_promise)
