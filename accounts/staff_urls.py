"""Addresses under /cms/ that Wagtail answers with its own sign-in: they lead to the one door."""

from django.urls import path, re_path

from accounts import views

urlpatterns = [
    path("login/", views.staff_door),
    re_path(r"^password_reset/", views.staff_door),
]
