from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = "Programmes"

    def ready(self):
        from core import bootstrap, ticks
        from programs import log_words, receivers, searchable, service, workflow
        from programs.setup import load_programs

        service.register()
        log_words.register()
        receivers.connect()
        searchable.register()
        bootstrap.register("programs", load_programs)
        ticks.register("offers", workflow.expire_offers)
        ticks.register("seats", workflow.fill_all)
        ticks.register("lines", workflow.tell_lines)
        ticks.register("offers that end", workflow.warn_of_offers)
        ticks.register("reminders", workflow.remind)
