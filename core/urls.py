"""Liveness, readiness, and what machines ask a site for."""

from django.urls import path
from wagtail.contrib.sitemaps.views import sitemap

from core import views

urlpatterns = [
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("robots.txt", views.robots),
    path("sitemap.xml", sitemap),
    path(".well-known/security.txt", views.security),
    path("tampilan/<str:colours>/<str:signature>.css", views.theme, name="theme"),
    path("komponen/", views.components, name="components"),
]
