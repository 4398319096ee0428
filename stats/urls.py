"""Files of the published figures, beside the pages of the same names."""

from django.urls import path, re_path

from stats import views

app_name = "stats"
urlpatterns = [
    path("statistik/data.json", views.data_index, name="index"),
    path("statistik/template-<slug:kind>.csv", views.template, name="template"),
    re_path(r"^statistik/(?P<slug>[-\w]+)\.(?P<kind>csv|xlsx)$", views.file, name="file"),
]
