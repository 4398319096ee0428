"""What every staff view of training does: ask for a permission first, and stand in the frame of the CMS."""

from django.http import Http404
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

KEEP = "programs.keep_attendance"
CONFIRM = "programs.confirm_completion"


class StaffView(View):
    """Without the permission the address does not exist."""

    permission = KEEP

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(self.permission):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class StaffPage(StaffView, WagtailAdminTemplateMixin, TemplateView):
    header_icon = "date"
    crumbs: list[tuple[str, str]] = []

    def get_crumbs(self) -> list[tuple[str, str]]:
        """(address, label) between the home page and this one."""
        return self.crumbs

    def get_breadcrumbs_items(self):
        own = [{"url": url, "label": label} for url, label in self.get_crumbs()]
        return [*super().get_breadcrumbs_items(), *own, {"url": "", "label": self.get_page_title()}]
