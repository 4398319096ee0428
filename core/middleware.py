"""Headers that depend on where a page lives, and the methods that pages know."""

import traceback
from json import JSONDecodeError

from django.conf import settings
from django.core.exceptions import BadRequest, FieldError
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _
from wagtail.admin import messages

PERSONAL = ("/akun/", "/daftar/", "/status/", "/masuk/")
PRIVATE = ("/cms/", *PERSONAL, *(f"/en{path}" for path in PERSONAL))
METHODS = ("GET", "HEAD", "POST")


class MethodsMiddleware:
    """Outside of the CMS nothing answers to PUT, PATCH or DELETE: Django would take them for an empty form."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in METHODS or request.path.startswith("/cms/"):
            return self.get_response(request)
        return HttpResponseNotAllowed(METHODS)


class DamagedFormMiddleware:
    """A form that its own page cannot send was made by hand; Wagtail's editors would answer it with a fault of ours.

    Parts that are missing, filters that no list has, numbers that no column holds, and values that the readers of the
    editors' forms stumble on are answered with 400. The log keeps the trace.
    """

    DAMAGE = (MultiValueDictKeyError, JSONDecodeError, OverflowError, FieldError)
    MEANT = (ValueError, TypeError, AttributeError, KeyError)
    READERS = ("draftjs_exporter.", "wagtail.blocks.", "wagtail.admin.widgets.", "wagtail.admin.rich_text.")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith("/cms/") and request.GET.get("q", "").count('"') % 2:
            request.GET = self.with_whole_phrases(request.GET)
        return self.get_response(request)

    def with_whole_phrases(self, query):
        """A quotation mark that is never closed: the full-text search of the database takes it for a fault."""
        changed = query.copy()
        changed["q"] = query["q"].replace('"', " ")
        changed._mutable = False
        return changed

    def process_exception(self, request, exception):
        if not request.path.startswith("/cms/"):
            return
        leads_nowhere = isinstance(exception, NoReverseMatch) and {"next"} & {*request.POST, *request.GET}
        if leads_nowhere or self.is_damage(exception):
            raise BadRequest("a damaged form") from exception

    def is_damage(self, exception) -> bool:
        if isinstance(exception, self.DAMAGE) or "expected a number but got" in str(exception):
            return True
        frames = (frame for frame, _line in traceback.walk_tb(exception.__traceback__))
        in_readers = (frame.f_globals.get("__name__", "").startswith(self.READERS) for frame in frames)
        return isinstance(exception, self.MEANT) and any(in_readers)


class StillUsedMiddleware:
    """Who deletes in the CMS what the office's records stand on is told so, instead of meeting a fault."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not request.path.startswith("/cms/") or not isinstance(exception, ProtectedError | RestrictedError):
            return None
        messages.error(request, _("This cannot be deleted: cases, batches or certificates of the office refer to it."))
        return redirect("wagtailadmin_home")


class HeadersMiddleware:
    """A looser CSP under /cms/ only; pages about a person are never stored by a browser or proxy."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if request.path.startswith("/cms/"):
            response._csp_replace = settings.CMS_CONTENT_SECURITY_POLICY
        if request.path.startswith(PRIVATE):
            response.headers["Cache-Control"] = "private, no-store"
        if response.headers.get("Content-Encoding") == "None":  # Wagtail says so of its documents; no client knows it
            del response.headers["Content-Encoding"]
        return response
