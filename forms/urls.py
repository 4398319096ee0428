"""Addresses of wizards: /daftar/<service>/<code>/<step>/. core.links.intake() names them for lower apps."""

from django.urls import path

from forms import steps
from forms.views import correction, entry, files, receipt, registration

app_name = "intake"
SUBJECT = "daftar/<slug:service>/<slug:code>/"
RECEIPT = SUBJECT + "tanda-terima/<str:token>/"

wizard = registration.RegistrationView.as_view(url_name="intake:step")
correcting = correction.CorrectionView.as_view(url_name="intake:correction_step")

urlpatterns = [
    path("daftar/berkas/<uuid:key>/", files.show, name="file"),
    path("daftar/perbaikan/<str:number>/", correction.CorrectionStartView.as_view(), name="correction"),
    path("daftar/perbaikan/<str:number>/<slug:step>/", correcting, name="correction_step"),
    path(SUBJECT, entry.StartView.as_view(), name="start"),
    path(f"{SUBJECT}{steps.ELIGIBILITY}/", entry.EligibilityView.as_view(), name="eligibility"),
    path(f"{SUBJECT}{steps.SIGN_IN}/", entry.SignInView.as_view(), name="sign_in"),
    path(f"{SUBJECT}<slug:step>/", wizard, name="step"),
    path(RECEIPT, receipt.ReceiptView.as_view(), name="receipt"),
    path(f"{RECEIPT}pdf/", receipt.pdf, name="receipt_pdf"),
]
