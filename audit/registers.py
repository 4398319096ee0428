"""The register of events in the CMS: who did what to which object. What people wrote stays in the encrypted bodies."""

from django.apps import apps
from django.contrib.admin import SimpleListFilter
from django.contrib.auth import get_user_model
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail_modeladmin.views import InspectView

from audit.log import SYSTEM
from audit.models import Event
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
    pk = actor_ref.removeprefix("user:")
    user = get_user_model().objects.filter(pk=pk).first() if pk.isdigit() else None
    return str(user) if user else actor_ref


class EventIndexView(RegisterIndexView):
    """Fifty events with the names of those who acted: one query for all of them."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        events = list(context["object_list"])
        ids = {event.actor_ref[5:] for event in events if event.actor_ref.startswith("user:")}
        names = {f"user:{user.pk}": str(user) for user in get_user_model().objects.filter(pk__in=ids)}
        for event in events:
            event.actor_name = names.get(event.actor_ref)
        context["object_list"] = events
        return context


class EventInspectView(InspectView):
    """One event with its place in the chain and, where the reader may open it, the object it is about."""

    def get_field_display_value(self, field_name, field=None):
        event = self.instance
        if field_name == "actor_ref":
            return name_of(event.actor_ref)
        if field_name == "object_ref":
            return self._object(event)
        if field_name == "link":
            return str(event.link) if hasattr(event, "link") else _("not sealed yet")
        return super().get_field_display_value(field_name, field)

    def _object(self, event: Event) -> str:
        """The object, linked where Wagtail knows an address that this reader may open."""
        try:
            model = apps.get_model(event.object_type)
        except LookupError:
            return event.object_ref
        found = model._default_manager.filter(pk=event.object_ref).first()
        url = AdminURLFinder(self.request.user).get_edit_url(found) if found else None
        return format_html('<a href="{}">{}</a>', url, event.object_ref) if url else event.object_ref


class EventRegister(Register):
    model = Event
    menu_label = gettext_lazy("Event log")
    menu_icon = "history"
    menu_order = 900
    add_to_admin_menu = False  # stands among the reports
    base_url_path = "catatan"
    index_view_class = EventIndexView
    inspect_view_class = EventInspectView
    list_display = ("at", "verb", "object_type", "object_ref", "actor", "is_sealed")
    list_filter = (AreaFilter, ActorFilter, "at")
    search_fields = ("verb", "object_ref", "actor_ref")
    list_export = ("id", "at", "verb", "object_type", "object_ref", "actor_ref", "is_public", "body_digest")
    export_filename = "catatan-peristiwa"
    ordering = ("-at",)
    list_select_related = ("link",)
    inspect_view_fields = ("at", "verb", "object_type", "object_ref", "actor_ref", "is_public", "body_digest", "link")

    def actor(self, event: Event) -> str:
        return getattr(event, "actor_name", None) or name_of(event.actor_ref)

    actor.short_description = gettext_lazy("by")

    def is_sealed(self, event: Event) -> bool:
        return hasattr(event, "link")

    is_sealed.boolean = True
    is_sealed.short_description = gettext_lazy("sealed")
