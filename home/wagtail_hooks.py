"""What the CMS shows of pages: categories of news, the guide for editors, and the checks of what they write."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from home import checker, guide
from home.viewsets import NewsCategoryViewSet

register_snippet(NewsCategoryViewSet)
hooks.register("construct_wagtail_userbar", checker.put_ours)


@hooks.register("register_admin_urls")
def guide_addresses():
    return [path("panduan/", guide.show, name="guide")]


@hooks.register("register_admin_menu_item")
def guide_item():
    return MenuItem(_("Guide"), reverse("guide"), icon_name="help", name="guide", order=9900)
