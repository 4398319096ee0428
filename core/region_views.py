"""The kecamatan and kelurahan in the CMS: lists to correct, and the whole list of another city from one file."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from core import regions
from core.models import District, OfficeSettings, Village

PERMISSION = "core.change_village"
LARGEST = 2 * 1024 * 1024


class RegionsIndex(IndexView):
    """A list with the way to replace all of it."""

    @property
    def header_buttons(self):
        whole = HeaderButton(_("Whole list from a file"), reverse("regions"), icon_name="upload")
        return [*super().header_buttons, *([whole] if self.request.user.has_perm(PERMISSION) else [])]


class VillageViewSet(SnippetViewSet):
    model = Village
    icon = "site"
    index_view_class = RegionsIndex
    list_display = ["name", "district", "postal_code", "code"]
    list_filter = ["district"]
    search_backend_name = None
    search_fields = ["name", "code", "postal_code"]
    list_per_page = 50


class DistrictViewSet(SnippetViewSet):
    model = District
    icon = "site"
    index_view_class = RegionsIndex
    list_display = ["name", "code", "tile_column", "tile_row"]
    search_backend_name = None
    search_fields = ["name", "code"]


class RegionsGroup(SnippetViewSetGroup):
    menu_label = gettext_lazy("Regions")
    menu_icon = "site"
    menu_order = 330
    items = (VillageViewSet, DistrictViewSet)


class RegionsForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("One line for each kelurahan. Take the present list as the pattern."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than %(most)s MB.") % {"most": LARGEST // 1024 // 1024})
        try:
            return regions.read(regions.decode(file.read()), city_code=OfficeSettings.load().city_code)
        except regions.Faults as faults:
            raise forms.ValidationError(faults.reasons)


class RegionsView(WagtailAdminTemplateMixin, FormView):
    """Replaces the list; what people have on record stays, and is named."""

    template_name = "core/regions.html"
    form_class = RegionsForm
    page_title = gettext_lazy("Whole list from a file")
    header_icon = "site"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        columns = [*regions.NEEDED, *regions.TILE]
        return super().get_context_data(**kwargs) | {"columns": columns, "code": OfficeSettings.load().city_code}

    def form_valid(self, form):
        result = regions.replace(form.cleaned_data["file"])
        counts = {"districts": result.districts, "villages": result.villages}
        messages.success(self.request, _("The list holds %(districts)s kecamatan and %(villages)s kelurahan.") % counts)
        if result.kept:
            text = _("Kept, because people have them on record: %(names)s.")
            messages.warning(self.request, text % {"names": ", ".join(result.kept)})
        return redirect(VillageViewSet().get_url_name("list"))


def download(request):
    """The present list, as a pattern."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    disposition = {"Content-Disposition": 'attachment; filename="wilayah.csv"'}
    return HttpResponse("\ufeff" + regions.write(), content_type="text/csv; charset=utf-8", headers=disposition)


def addresses():
    return [
        path("wilayah/berkas/", RegionsView.as_view(), name="regions"),
        path("wilayah/wilayah.csv", download, name="regions_csv"),
    ]
