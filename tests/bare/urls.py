from django.db import transaction
from django.forms import modelform_factory
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path

from programs.models import Room

RoomForm = modelform_factory(Room, fields=["name", "address", "capacity"])


def insert(request):
    """One row, in a transaction of its own, only for who is signed in."""
    form = RoomForm(request.POST)
    if not request.user.is_authenticated or not form.is_valid():
        return HttpResponse(str(form.errors), status=400)
    with transaction.atomic():
        form.save()
    return HttpResponseRedirect("/")


urlpatterns = [path("healthz", lambda request: HttpResponse("ok")), path("insert/", insert)]
