"""What the CMS shows of figures: a report."""

from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from home.daily import HOOK, Task
from stats.models import DataIndexPage
from stats.report import PERMISSION, FiguresReport


class FiguresMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_urls")
def report_url():
    return [path("angka/", FiguresReport.as_view(), name="stats_report")]


@hooks.register("register_reports_menu_item")
def report_item():
    return FiguresMenuItem(gettext_lazy("Figures"), reverse("stats_report"), icon_name="order", order=800)


@hooks.register(HOOK)
def editor_task(request):
    page = DataIndexPage.objects.first()
    if page and page.permissions_for_user(request.user).can_add_subpage():
        url = reverse("wagtailadmin_pages:add", args=["stats", "datapage", page.pk])
        yield Task(_("Publish figures from a CSV"), url, "Menerbitkan angka dari CSV", 50)
