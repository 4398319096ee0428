from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("cari/", views.SearchView.as_view(), name="search"),
    path("cari/saran/", views.SuggestView.as_view(), name="suggest"),
]
