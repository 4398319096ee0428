"""Addresses of a person's own pages and of the status page."""

from django.urls import path, register_converter

from portal import claiming, moves, objections, subscriptions, views


class CaseNumber:
    """A case number as it is written: BLK-7K3M-9QX2-D."""

    regex = r"[A-Z0-9]{2,6}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(CaseNumber, "case_number")

app_name = "portal"
urlpatterns = [
    path("akun/", views.HomeView.as_view(), name="home"),
    path("akun/profil/", views.ProfileView.as_view(), name="profile"),
    path("akun/profil/kontak/", views.ContactView.as_view(), name="contact"),
    path("akun/profil/bahasa/", views.LanguageView.as_view(), name="language"),
    path("akun/sambungkan/", claiming.ClaimView.as_view(), name="claim"),
    path("akun/dokumen/", views.DocumentsView.as_view(), name="documents"),
    path("akun/dokumen/<int:pk>/", views.DocumentView.as_view(), name="document"),
    path("akun/dilihat/", views.LooksView.as_view(), name="looks"),
    path("akun/kalender/", subscriptions.CalendarView.as_view(), name="calendar"),
    path("akun/kalender/buat/", subscriptions.MakeCalendarView.as_view(), name="calendar_make"),
    path("akun/kalender/hentikan/", subscriptions.StopCalendarView.as_view(), name="calendar_stop"),
    path("akun/kalender/<slug:token>.ics", subscriptions.feed, name="calendar_feed"),
    path("akun/<case_number:number>/", views.CaseView.as_view(), name="case"),
    path("akun/<case_number:number>/batal/", moves.WithdrawView.as_view(), name="withdraw"),
    path("akun/<case_number:number>/ambil/", moves.TakeOfferView.as_view(), name="take"),
    path("akun/<case_number:number>/lepas/", moves.DeclineView.as_view(), name="decline"),
    path("akun/<case_number:number>/keberatan/", objections.ObjectView.as_view(), name="object"),
    path("status/", views.StatusView.as_view(), name="status"),
]
