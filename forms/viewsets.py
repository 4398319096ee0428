"""The counter in the CMS, at /cms/loket/."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from cases import permissions
from forms.views import counter
from forms.views.counter_wizard import CounterCorrectionView, CounterView


class CounterMenuItem(MenuItem):
    def is_shown(self, request):
        return permissions.may_file(request.user)


class CounterViewSet(ViewSet):
    """Registering a person who stands at the counter, from the choice of a class to the printed receipt."""

    name = "counter"
    url_prefix = "loket"
    icon = "user"
    menu_label = _("Registration at the counter")
    menu_name = "counter"
    menu_order = 150
    menu_hook = "register_desk_menu_item"
    menu_item_class = CounterMenuItem

    def get_urlpatterns(self):
        step = CounterView.as_view(url_name="counter:step")
        correcting = CounterCorrectionView.as_view(url_name="counter:correct")
        return [
            path("", counter.IndexView.as_view(), name="index"),
            path("tanda-terima/<int:case>/", counter.ReceiptView.as_view(), name="receipt"),
            path("tanda-terima/<int:case>/cetak/", counter.PrintView.as_view(), name="print"),
            path("pilih/<slug:service>/<slug:code>/", counter.LookupView.as_view(), name="lookup"),
            path("draf/<int:draft>/", counter.DraftView.as_view(), name="draft"),
            path("draf/<int:draft>/isi/", counter.FillView.as_view(), name="fill"),
            path("draf/<int:draft>/hapus/", counter.DiscardView.as_view(), name="discard"),
            path("draf/<int:draft>/langkah/<slug:step>/", step, name="step"),
            path("draf/<int:draft>/perbaikan/<slug:step>/", correcting, name="correct"),
            path("perbaikan/<int:case>/", counter.CorrectView.as_view(), name="correction"),
        ]
