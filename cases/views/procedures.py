"""Procedures in the CMS: the draft is edited as a form, then shown beside the version in force and published."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from cases.models import Procedure
from cases.rules import Refused
from cases.workflow import procedures

PUBLISH = "cases.publish_procedure"


class VersionColumn(Column):
    """The number of the version in force."""

    def __init__(self):
        super().__init__("version", label=gettext_lazy("Version in force"))

    def get_value(self, instance):
        return max((version.number for version in instance.versions.all()), default=_("none yet"))


class RoadColumn(Column):
    """The stages of the draft, in their order."""

    def __init__(self):
        super().__init__("road", label=gettext_lazy("Stages"))

    def get_value(self, instance):
        return " → ".join(stage.name for stage in instance.draft_stages.all())


class RolesColumn(Column):
    """Who works at the stages of the draft."""

    def __init__(self):
        super().__init__("roles", label=gettext_lazy("Roles"))

    def get_value(self, instance):
        return ", ".join(dict.fromkeys(stage.role for stage in instance.draft_stages.all()))


class ProcedureIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("versions", "draft_stages__group")


class ProcedureEditView(generic.EditView):
    """The form of the draft, with the way to publish it."""

    @cached_property
    def header_buttons(self):
        if not self.request.user.has_perm(PUBLISH):
            return []
        url = reverse("procedures:publish", args=[self.object.pk])
        return [HeaderButton(_("Publish version"), url=url, icon_name="upload")]

    def get_success_buttons(self):
        if not self.request.user.has_perm(PUBLISH):
            return []
        return [messages.button(reverse("procedures:publish", args=[self.object.pk]), _("Publish version"))]


class PublishView(WagtailAdminTemplateMixin, TemplateView):
    """What new cases will meet, beside what running ones keep; POST publishes it."""

    template_name = "cases/publish_procedure.html"
    page_title = gettext_lazy("Publish version")
    header_icon = "upload"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(PUBLISH):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def procedure(self) -> Procedure:
        return get_object_or_404(Procedure, pk=self.kwargs["pk"])

    def get_page_subtitle(self):
        return self.procedure.name

    def get_breadcrumbs_items(self):
        own = [
            {"url": reverse("procedures:index"), "label": _("Procedures")},
            {"url": reverse("procedures:edit", args=[self.procedure.pk]), "label": self.procedure.name},
            {"url": "", "label": self.get_page_title()},
        ]
        return [*self.breadcrumbs_items, *own]

    def get_context_data(self, **kwargs):
        version = self.procedure.versions.order_by("-number").first()
        return super().get_context_data(**kwargs) | {
            "procedure": self.procedure,
            "version": version,
            "running": version.cases.live().count() if version else 0,
            "now": list(version.stages.select_related("group")) if version else [],
            "draft": list(self.procedure.draft_stages.select_related("group")),
        }

    def post(self, request, *args, **kwargs):
        try:
            version = procedures.publish(self.procedure, by=request.user)
        except Refused as refusal:
            messages.error(request, " ".join(str(reason) for reason in refusal.reasons))
            return self.render_to_response(self.get_context_data(), status=422)
        text = _("%(name)s: version %(number)s is in force. Running cases keep theirs.")
        messages.success(request, text % {"name": self.procedure.name, "number": version.number})
        return redirect("procedures:index")
