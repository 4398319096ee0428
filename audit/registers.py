"""The register of events in the CMS: who did what to which object. What people wrote stays in the encrypted bodies."""

from django.contrib.admin import SimpleListFilter
from django.contrib.auth import get_user_model
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_modeladmin.views import InspectView

from audit import words
from audit.log import SYSTEM
from audit.models import Event
from core.asked import whole
from core.formats import clock, short_date
from core.registers import Register, RegisterIndexView

AREAS = [
    ("cases", gettext_lazy("Cases")),
    ("programs", gettext_lazy("Programmes")),
    ("credentials", gettext_lazy("Certificates")),
    ("accounts", gettext_lazy("People")),
    ("core", gettext_lazy("Messages")),
    ("audit", gettext_lazy("The log itself")),
]


class AreaFilter(SimpleListFilter):
    """The app an act belongs to: the first word of its verb. Fixed choices: no million rows are read for them."""

    title = gettext_lazy("area")
    parameter_name = "area"

    def lookups(self, request, model_admin):
        return AREAS

    def queryset(self, request, queryset):
        return queryset.filter(verb__startswith=f"{self.value()}.") if self.value() else queryset


class ActorFilter(SimpleListFilter):
    title = gettext_lazy("who acted")
    parameter_name = "who"

    def lookups(self, request, model_admin):
        return [("people", _("People")), (SYSTEM, _("The system"))]

    def queryset(self, request, queryset):
        if self.value() == SYSTEM:
            return queryset.filter(actor_ref=SYSTEM)
        return queryset.filter(actor_ref__startswith="user:") if self.value() else queryset


def name_of(actor_ref: str) -> str:
    """Who acted, by name; an account that is gone keeps its reference."""
    if actor_ref == SYSTEM:
        return _("The system")
    pk = whole(actor_ref.removeprefix("user:"))
    user = get_user_model().objects.filter(pk=pk).first() if pk is not None else None
    return str(user) if user else actor_ref


class EventIndexView(RegisterIndexView):
    """Fifty events with the names of who acted and of what it was about: one query for the people, one a kind."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        events = list(context["object_list"])
        ids = {event.actor_ref[5:] for event in events if event.actor_ref.startswith("user:")}
        names = {f"user:{user.pk}": str(user) for user in get_user_model().objects.filter(pk__in=ids)}
        objects = words.names(events)
        for event in events:
            event.actor_name = names.get(event.actor_ref)
            event.object_name = objects.get((event.object_type, event.object_ref), event.object_ref)
        context["object_list"] = events
        return context


class EventInspectView(InspectView):
    """One event with its place in the chain and, where the reader may open it, the object it is about."""

    def get_field_display_value(self, field_name, field=None):
        event = self.instance
        if field_name == "actor_ref":
            return name_of(event.actor_ref)
        if field_name == "object_ref":
            return linked(event, words.name(event))
        if field_name == "object_type":
            return words.kind(event.object_type)
        if field_name == "verb":
            return f"{words.act(event.verb)} ({event.verb})"
        if field_name == "link":
            return str(event.link) if hasattr(event, "link") else _("not sealed yet")
        return super().get_field_display_value(field_name, field)


def linked(event: Event, name: str):
    """The name of an object as a link to it; what the reader may not see answers there like what does not exist."""
    url = words.address(event)
    return format_html('<a href="{}">{}</a>', url, name) if url else name


class EventRegister(Register):
    model = Event
    menu_label = gettext_lazy("Event log")
    menu_icon = "history"
    menu_order = 900
    add_to_admin_menu = False  # stands among the reports
    base_url_path = "catatan"
    index_view_class = EventIndexView
    inspect_view_class = EventInspectView
    list_display = ("when", "act", "kind", "about", "actor", "is_sealed")
    list_filter = (AreaFilter, ActorFilter, "at")
    search_fields = ("verb", "object_ref", "actor_ref")
    list_export = ("id", "at", "verb", "object_type", "object_ref", "actor_ref", "is_public", "body_digest")
    export_filename = "catatan-peristiwa"
    ordering = ("-at",)
    list_select_related = ("link",)
    inspect_view_fields = ("at", "verb", "object_type", "object_ref", "actor_ref", "is_public", "body_digest", "link")

    def when(self, event: Event) -> str:
        return f"{short_date(event.at)}, {clock(event.at)}"

    when.short_description = gettext_lazy("time")
    when.admin_order_field = "at"

    def act(self, event: Event) -> str:
        return words.act(event.verb)

    act.short_description = gettext_lazy("act")
    act.admin_order_field = "verb"

    def kind(self, event: Event) -> str:
        return words.kind(event.object_type)

    kind.short_description = gettext_lazy("kind of object")
    kind.admin_order_field = "object_type"

    def about(self, event: Event):
        return linked(event, getattr(event, "object_name", None) or words.name(event))

    about.short_description = gettext_lazy("about")
    about.admin_order_field = "object_ref"

    def actor(self, event: Event) -> str:
        return getattr(event, "actor_name", None) or name_of(event.actor_ref)

    actor.short_description = gettext_lazy("by")

    def is_sealed(self, event: Event) -> bool:
        return hasattr(event, "link")

    is_sealed.boolean = True
    is_sealed.short_description = gettext_lazy("sealed")
