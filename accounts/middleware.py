"""The doors of the CMS: a desk that somebody left is closed, and a password alone opens nothing."""

import time
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.rules import is_cms_address, is_staff_account

SEEN = "cms_seen_at"
WRITE_EVERY = 60  # seconds; so that not each request writes the session
BY_ITSELF = ("/pegang/",)  # what an open page asks for without anybody being there


class StaffIdleMiddleware:
    """Ends a session that touched nothing under /cms/ for STAFF_IDLE_MINUTES (0: never)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith("/cms/") and settings.STAFF_IDLE_MINUTES and request.user.is_authenticated:
            self.look(request)
        return self.get_response(request)

    def look(self, request) -> None:
        now, seen = time.time(), request.session.get(SEEN)
        if seen is not None and now - seen > settings.STAFF_IDLE_MINUTES * 60:
            logout(request)
        elif not request.path.endswith(BY_ITSELF) and (seen is None or now - seen > WRITE_EVERY):
            request.session[SEEN] = now


class SecondFactorMiddleware:
    """Where STAFF_SECOND_FACTOR is on, nobody opens a page under /cms/ with a password or a mailed code alone.

    Who has no second factor yet is led to switching it on; who signed in before it was switched on, to its code.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.STAFF_SECOND_FACTOR and self.is_at_the_desk(request) and not self.is_proved(request):
            return self.lead(request)
        return self.get_response(request)

    def is_at_the_desk(self, request) -> bool:
        return is_cms_address(request.path) and is_staff_account(request.user)

    def is_proved(self, request) -> bool:
        records = get_authentication_records(request, request.user)
        return any(record["method"] == "mfa" for record in records)

    def lead(self, request):
        messages.warning(request, _("The CMS asks for a second step, so that a stolen password opens nothing."))
        door = "mfa_reauthenticate" if is_mfa_enabled(request.user) else "mfa_activate_totp"
        onward = request.get_full_path() if request.method == "GET" else reverse("wagtailadmin_home")
        return redirect(f"{reverse(door)}?{urlencode({'next': onward})}")
