"""What the CMS shows of cases: the desk, the rules of the services, home panels and a short menu."""

from wagtail import hooks

from accounts.enums import Role
from accounts.roles import has_role
from cases import panels
from cases.viewsets import DeskGroup, HolidayMenuItem, RulesGroup

# Panels of the home page that concern pages; who has none of their tasks does not see them.
PAGE_PANELS = ("LockedPagesPanel", "RecentEditsPanel")
FOR_EDITORS = ("reports", "snippets", "help")


@hooks.register("register_admin_viewset")
def desk():
    return DeskGroup()


@hooks.register("register_admin_viewset")
def service_rules():
    return RulesGroup()


@hooks.register("register_service_rules_menu_item")
def holidays():
    return HolidayMenuItem()


@hooks.register("construct_homepage_panels")
def home_panels(request, items):
    if not has_role(request.user, Role.EDITOR, Role.HEAD):
        items[:] = [item for item in items if type(item).__name__ not in PAGE_PANELS]
    items += panels.panels(request)


@hooks.register("construct_homepage_summary_items")
def home_figures(request, items):
    items[:] = panels.figures(request)


@hooks.register("construct_main_menu")
def short_menu(request, items):
    """Checkers, selection officers and trainers find only what they work with."""
    if not has_role(request.user, Role.EDITOR, Role.HEAD):
        items[:] = [item for item in items if item.name not in FOR_EDITORS]
