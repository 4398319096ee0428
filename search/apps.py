from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Search"

    def ready(self):
        from django.db.models.signals import post_migrate

        from core import bootstrap, health, ticks
        from search import failures, fulltext, index, receivers, replica
        from search.permissions import register_policy
        from search.setup import load_search

        bootstrap.register("search", load_search)
        receivers.connect()
        register_policy()
        ticks.register("search index", index.work)
        ticks.register("search copy", replica.follow)
        ticks.register("search failures", failures.forget_old)
        health.register("search", replica.fact)
        post_migrate.connect(fulltext.install_after_migrate, sender=self, dispatch_uid="search.fulltext")
