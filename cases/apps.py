from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Cases"

    def ready(self):
        from cases import workflow
        from cases.permissions import register_policy
        from cases.setup import load_cases
        from core import bootstrap, ticks

        bootstrap.register("cases", load_cases)
        ticks.register("release", workflow.release_due)
        ticks.register("corrections", workflow.lapse_corrections)
        register_policy()
