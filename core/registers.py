"""Registers: lists of what happened, kept by the system. List, filter, search, inspect and export; nobody writes there.

Built on wagtail-modeladmin, whose filters need django.contrib.admin among the installed apps (no address is opened).
"""

from django.db.models import Q
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(value):
    """A value for a spreadsheet that no program takes for a formula: such a text gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


class ReadOnly(PermissionHelper):
    """Who may view the model may list, inspect and export it; nobody may add, change or delete."""

    def user_can_list(self, user):
        return self.user_has_specific_permission(user, self.get_perm_codename("view"))

    def user_can_inspect_obj(self, user, obj):
        return self.user_can_list(user)

    def user_has_any_permissions(self, user):
        return self.user_can_list(user)

    def user_can_create(self, user):
        return False

    def user_can_edit_obj(self, user, obj):
        return False

    def user_can_delete_obj(self, user, obj):
        return False


class PrefixSearch:
    """Search by the beginning of a number: an index serves it, also at a million rows."""

    def __init__(self, search_fields):
        self.search_fields = search_fields or ()
        self.show_search_form = bool(search_fields)

    def search_queryset(self, queryset, search_term, **kwargs):
        term = search_term.strip()
        if not term:
            return queryset
        matches = Q()
        for field in self.search_fields:
            matches |= Q(**{f"{field}__istartswith": term})
        return queryset.filter(matches)


class RegisterIndexView(IndexView):
    """The list; its export never holds a formula."""

    def preprocess_field_value(self, field, value, export_format):
        return plain_cell(super().preprocess_field_value(field, value, export_format))


class Register(ModelAdmin):
    """The base of every register: give model, list_display, list_filter, search_fields, list_export, menu_label."""

    permission_helper_class = ReadOnly
    index_view_class = RegisterIndexView
    search_handler_class = PrefixSearch
    inspect_view_enabled = True
    history_view_enabled = False
    list_per_page = 50

    def get_admin_urls_for_registration(self):
        """Only what a register answers: adding, changing and deleting have no address."""
        dead = {self.url_helper.get_action_url_name(action) for action in ("create", "edit", "delete")}
        return [url for url in super().get_admin_urls_for_registration() if url.name not in dead]
