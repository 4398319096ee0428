"""Signing in and out. The names are allauth's, because allauth looks its pages up by them; the list is closed."""

from allauth.account.views import AccountInactiveView, LogoutView
from allauth.mfa.base.views import index
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp.views import deactivate_totp
from django.urls import path, re_path
from django.views.generic import RedirectView

from accounts import profile_views, views

to_door = RedirectView.as_view(pattern_name="account_login", query_string=True)
to_profile = RedirectView.as_view(pattern_name="portal:profile")

urlpatterns = [
    path("masuk/", views.DoorView.as_view(), name="account_login"),
    path("masuk/kode/", views.CodeView.as_view(), name="account_confirm_login_code"),
    path("masuk/kata-sandi/", views.PasswordLoginView.as_view(), name="account_password_login"),
    path("masuk/langkah-kedua/", views.SecondFactorView.as_view(), name="mfa_authenticate"),
    path("masuk/bukti-surel/", views.ConfirmAddressView.as_view(), name="account_email_verification_sent"),
    path("masuk/lagi/", views.ReauthenticateView.as_view(), name="account_reauthenticate"),
    path("masuk/lagi/langkah-kedua/", views.SecondFactorAgainView.as_view(), name="mfa_reauthenticate"),
    path("masuk/ditutup/", AccountInactiveView.as_view(), name="account_inactive"),
    path("masuk/keluar/", LogoutView.as_view(), name="account_logout"),
    path("masuk/daftar/", to_door, name="account_signup"),
    path("masuk/minta-kode/", to_door, name="account_request_login_code"),
    path("masuk/lupa/", to_door, name="account_reset_password"),
    path("akun/kata-sandi/", views.SetPasswordView.as_view(), name="account_change_password"),
    path("akun/kata-sandi/baru/", to_profile, name="account_set_password"),
    path("akun/surel/", profile_views.AddressView.as_view(), name="account_email"),
    path("akun/surel/kode/", profile_views.ConfirmAddressView.as_view(), name="account_confirm_address"),
    path("akun/keluar-semua/", profile_views.SignOutEverywhereView.as_view(), name="account_sign_out_everywhere"),
    path("akun/dua-langkah/", index, name="mfa_index"),
    path("akun/dua-langkah/nyalakan/", views.SecondFactorStartView.as_view(), name="mfa_activate_totp"),
    path("akun/dua-langkah/matikan/", deactivate_totp, name="mfa_deactivate_totp"),
    path("akun/dua-langkah/cadangan/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("akun/dua-langkah/cadangan/baru/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("akun/dua-langkah/cadangan/unduh/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    re_path(r"^_util/login/$", to_door),
]
