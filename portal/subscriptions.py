"""The private calendar: made, shown and stopped by its owner; read by a calendar program that cannot sign in."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from core.links import absolute, subscription
from portal import calendar
from portal.views import OwnPage
from programs.views.schedule import answer


class CalendarView(OwnPage):
    """The address of my calendar, and the buttons that make, replace and stop it."""

    template_name = "portal/calendar.html"

    def get_context_data(self, **kwargs):
        link = calendar.link_of(self.request.user)
        path = calendar.path(link) if link else ""
        address = {"address": absolute(path), "subscribe_url": subscription(path)} if link else {}
        return super().get_context_data(link=link, **address, **kwargs)


class MakeCalendarView(LoginRequiredMixin, View):
    """A new address; one that was given before stops."""

    http_method_names = ["post"]

    def post(self, request):
        calendar.make(request.user)
        messages.success(request, _("Your calendar has a new address. Open it on your phone."))
        return redirect("portal:calendar")


class StopCalendarView(LoginRequiredMixin, View):
    """From now on the address opens nothing."""

    http_method_names = ["post"]

    def post(self, request):
        calendar.revoke(request.user)
        messages.success(request, _("The address of your calendar does not work any more."))
        return redirect("portal:calendar")


@require_safe
def feed(request, token):
    """The calendar itself; never stored on the way, and unknown from the moment it is stopped."""
    user = calendar.owner_of(token)
    if user is None:
        raise Http404
    response = answer(calendar.text(user, timezone.now()), "pelatihan-saya")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
