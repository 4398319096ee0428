from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "Home"

    def ready(self):
        from core import bootstrap
        from home import searchable
        from home.setup import load_home

        bootstrap.register("home", load_home)
        searchable.register()
