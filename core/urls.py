"""Liveness, readiness, and what machines ask a site for."""

from django.urls import path

from core import machines, views

urlpatterns = [
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("robots.txt", machines.robots),
    path("sitemap.xml", machines.sitemap),
    path("manifest.webmanifest", machines.manifest, name="manifest"),
    path("apple-touch-icon.png", machines.touch_icon),
    path("favicon.ico", machines.favicon),
    path("sw.js", machines.service_worker, name="service_worker"),
    path("luring/", machines.offline, name="offline"),
    path("csp/", machines.csp_report, name="csp_report"),
    path(".well-known/security.txt", machines.security),
    path("tampilan/<str:colours>/<str:signature>.css", views.theme, name="theme"),
    path("komponen/", views.components, name="components"),
]
