"""What the CMS shows of figures: a report."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from stats.report import PERMISSION, FiguresReport


class FiguresMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_urls")
def report_url():
    return [path("angka/", FiguresReport.as_view(), name="stats_report")]


@hooks.register("register_reports_menu_item")
def report_item():
    return FiguresMenuItem(_("Figures"), reverse("stats_report"), icon_name="order", order=800)
