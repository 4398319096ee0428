"""What the CMS shows of cases: the desk, the rules of the services, home panels and a short menu."""

from wagtail import hooks

from cases import panels
from cases.identity import IdentityPanel
from cases.views.calls import CallsMenuItem
from cases.views.objections import ObjectionsMenuItem
from cases.views.words import WordsMenuItem
from cases.viewsets import DeskGroup, HolidayMenuItem, RulesGroup, WorkloadMenuItem

# Panels of the home page that concern pages; who has none of their tasks does not see them.
PAGE_PANELS = ("LockedPagesPanel", "RecentEditsPanel")
LAST = 1000  # after Wagtail's own
FOR_EDITORS = ("reports", "snippets")


@hooks.register("register_admin_viewset")
def desk():
    return DeskGroup()


@hooks.register("register_admin_viewset")
def service_rules():
    return RulesGroup()


@hooks.register("register_desk_menu_item")
def workload():
    return WorkloadMenuItem()


@hooks.register("register_service_rules_menu_item")
def holidays():
    return HolidayMenuItem()


@hooks.register("register_desk_menu_item")
def objections():
    return ObjectionsMenuItem()


@hooks.register("register_desk_menu_item")
def calls():
    return CallsMenuItem()


@hooks.register("register_service_rules_menu_item")
def words():
    return WordsMenuItem()


@hooks.register("register_account_settings_panel")
def identity(request, user, profile):
    return IdentityPanel(request, user, profile)


@hooks.register("construct_homepage_panels")
def home_panels(request, items):
    if not _keeps_rules(request.user):
        items[:] = [item for item in items if type(item).__name__ not in PAGE_PANELS]
    items += panels.panels(request)


@hooks.register("construct_homepage_summary_items", order=LAST)
def home_figures(request, items):
    """Who works on cases sees what waits; the others keep the counts of pages and pictures."""
    items[:] = panels.figures(request) or items


@hooks.register("construct_main_menu")
def short_menu(request, items):
    """Checkers, selection officers and trainers find only what they work with; help leads out of the office."""
    hidden = ("help",) if _keeps_rules(request.user) else ("help", *FOR_EDITORS)
    items[:] = [item for item in items if item.name not in hidden]


def _keeps_rules(user) -> bool:
    """Editors and heads: they look after pages and the rules of the services."""
    return user.has_perm("cases.view_procedure")
