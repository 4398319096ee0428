"""What the CMS shows of training."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet

from programs import home, viewsets
from programs.models import BatchPage
from programs.notices import clash_notices
from programs.views.batches import CANCEL

register_snippet(viewsets.RoomViewSet)
register_snippet(viewsets.TrainerViewSet)


@hooks.register("register_admin_viewset")
def training():
    return viewsets.TrainingViewSet()


@hooks.register("register_admin_viewset")
def attendance():
    return [viewsets.AttendanceViewSet(), viewsets.ResultsViewSet(), viewsets.BatchesViewSet()]


@hooks.register("register_admin_viewset")
def selection():
    return [viewsets.SelectionViewSet(), viewsets.SeatRulesViewSet()]


@hooks.register("register_service_rules_menu_item")
def seat_rules_menu():
    return viewsets.SeatRulesMenuItem()


@hooks.register("register_admin_viewset")
def batch_pages():
    return viewsets.BatchPageViewSet()


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def batch_button(page, user, *args, **kwargs):
    """From a batch page in the explorer and the editor to its people, and to cancelling or moving it."""
    if isinstance(page, BatchPage) and page.live and user.has_perm(CANCEL):
        url = reverse("batches:of_page", args=[page.pk])
        yield Button(_("People, move, cancel"), url, icon_name="group", priority=45)


@hooks.register("register_admin_menu_item")
def services_menu():
    menu = Menu(register_hook_name=viewsets.MENU, construct_hook_name="construct_services_menu")
    return SubmenuMenuItem(_("Services"), menu, name="services", icon_name="list-ul", order=120)


@hooks.register("construct_homepage_panels")
def home_panels(request, items):
    items += home.panels(request)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_of_clashes(request, page):
    """Told at every save by hand, also of a draft; autosave stays silent, the notices on the page do not."""
    if isinstance(page, BatchPage) and "application/json" not in request.headers.get("Accept", ""):
        for notice in clash_notices(page.get_latest_revision_as_object()):
            messages.warning(request, notice)
