from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "helpdesk"
    verbose_name = "Helpdesk"

    def ready(self):
        from core import bootstrap
        from helpdesk import searchable
        from helpdesk.setup import load_helpdesk

        bootstrap.register("helpdesk", load_helpdesk)
        searchable.register()
