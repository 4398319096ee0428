"""A desk that somebody left: after a time without a touch, the session of the CMS ends."""

import time

from django.conf import settings
from django.contrib.auth import logout

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
