"""Liveness and readiness."""

from django.urls import path

from core import views

urlpatterns = [
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("komponen/", views.components, name="components"),
]
