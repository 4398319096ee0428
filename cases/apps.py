from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Cases"

    def ready(self):
        from django.db.models.signals import post_migrate

        from cases import log_words, name_search, words, workflow
        from cases.permissions import register_policy
        from cases.setup import load_cases
        from cases.workflow import jobs
        from cases.workflow.calendar import recount_due
        from cases.workflow.decisions import release_age
        from cases.workflow.escalation import escalate_due
        from core import bootstrap, health, texts, ticks

        bootstrap.register("cases", load_cases)
        texts.register_words(words.own)
        ticks.register("escalation", escalate_due)
        ticks.register("calendar", recount_due)
        ticks.register("release", workflow.release_due)
        ticks.register("corrections", workflow.lapse_corrections)
        ticks.register("bulk", jobs.work_due)
        health.register("releases", release_age)
        register_policy()
        log_words.register()
        post_migrate.connect(name_search.install_after_migrate, sender=self, dispatch_uid="cases.name_search")
