"""Addresses of the published heads, the same for every language."""

from django.urls import path

from audit import views

urlpatterns = [
    path("log/kepala.json", views.heads_file, name="log_heads"),
    path("log/kepala.xml", views.HeadsFeed(), name="log_feed"),
]
