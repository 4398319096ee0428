"""What the CMS shows of pages: categories of news, the guide for editors, and the checks of what they write."""

from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.snippets.models import register_snippet

from home import checker, daily, guide
from home.viewsets import NewsCategoryViewSet

register_snippet(NewsCategoryViewSet)
hooks.register("construct_wagtail_userbar", checker.put_ours)
hooks.register(daily.HOOK, daily.ours)


@hooks.register("register_admin_urls")
def guide_addresses():
    return [path("panduan/", guide.show, name="guide")]


@hooks.register("register_admin_menu_item")
def guide_item():
    return MenuItem(_("Guide"), reverse("guide"), icon_name="help", name="guide", order=9900)


@hooks.register("construct_homepage_panels")
def daily_panel(request, items):
    items += daily.panels(request)


@hooks.register("insert_global_admin_css")
def daily_css():
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("home/daily.css"))


@hooks.register("construct_main_menu")
def no_second_way(request, items):
    """Every kind of snippet has its own place in the menu; a list of kinds would lead to the same screens."""
    items[:] = [item for item in items if item.name != "snippets"]
