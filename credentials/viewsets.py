"""The part "Certificates" of the CMS: /cms/sertifikat/."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from credentials import rules, staff_views
from credentials.imports import views as imports


class CertificateMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(rules.VIEW)


class CertificateViewSet(ViewSet):
    name = "certificates"
    url_prefix = "sertifikat"
    icon = "form"
    menu_label = _("Certificates")
    menu_order = 340
    menu_item_class = CertificateMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self):
        return [
            path("", staff_views.IndexView.as_view(), name="index"),
            path("impor/", imports.IndexView.as_view(), name="imports"),
            path("impor/templat/<slug:kind>/", imports.TemplateFileView.as_view(), name="import_template"),
            path("impor/<int:run>/", imports.RunView.as_view(), name="import_run"),
            path("impor/<int:run>/ambil/", imports.StartView.as_view(), name="import_start"),
            path("impor/<int:run>/lupakan/", imports.DropView.as_view(), name="import_drop"),
            path("impor/<int:run>/salah.csv", imports.FaultsView.as_view(), name="import_faults"),
            path("<int:batch>/", staff_views.BatchView.as_view(), name="batch"),
            path("<int:batch>/terbitkan/", staff_views.IssueBatchView.as_view(), name="issue_batch"),
            path("hasil/<int:completion>/terbitkan/", staff_views.IssueOneView.as_view(), name="issue"),
            path("hasil/<int:completion>/pratinjau/", staff_views.PreviewView.as_view(), name="preview"),
            path("berkas/<int:credential>/", staff_views.PdfView.as_view(), name="pdf"),
            path("berkas/<int:credential>/cabut/", staff_views.RevokeView.as_view(), name="revoke"),
            path("berkas/<int:credential>/ganti/", staff_views.ReissueView.as_view(), name="reissue"),
        ]
