from django.urls import path

from helpdesk import views

app_name = "helpdesk"
urlpatterns = [
    path("bantuan/membantu/<slug:key>/", views.vote, name="vote"),
    path("bantuan/terima-kasih/<slug:key>/", views.thanks, name="thanks"),
]
