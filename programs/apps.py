from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = "Programmes"

    def ready(self):
        from cases import services
        from core import bootstrap, sitemaps, ticks
        from programs import explaining, log_words, receivers, searchable, service, windows, workflow
        from programs.setup import load_programs

        service.register()
        services.register_sections(explaining.sections)
        log_words.register()
        receivers.connect()
        searchable.register()
        bootstrap.register("programs", load_programs)
        sitemaps.register_ended(windows.ended_pages)
        ticks.register("windows", windows.tell)
        ticks.register("offers", workflow.expire_offers)
        ticks.register("seats", workflow.fill_all)
        ticks.register("lines", workflow.tell_lines)
        ticks.register("offers that end", workflow.warn_of_offers)
        ticks.register("reminders", workflow.remind)
