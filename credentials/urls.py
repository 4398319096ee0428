"""Public addresses: verification under /verifikasi/, the owner's PDF under /akun/sertifikat/."""

from django.urls import path

from credentials import views

app_name = "credentials"
urlpatterns = [
    path("verifikasi/", views.VerifyFormView.as_view(), name="verify_form"),
    path("verifikasi/<str:code>/", views.VerifyView.as_view(), name="verify"),
    path("verifikasi/<str:code>/tanda-tangan/", views.SignedFactsView.as_view(), name="signed_facts"),
    path("akun/sertifikat/<str:code>/", views.DownloadView.as_view(), name="download"),
]
