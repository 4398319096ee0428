"""The barest Django: one view that gives out as many bytes as the home page has; what figures are compared with."""

from django.http import HttpResponse
from django.urls import path

BODY = b"<p>" + b"x" * 42_000


def view(request):
    return HttpResponse(BODY)


urlpatterns = [path("", view)]
