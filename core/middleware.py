"""Headers that depend on where a page lives, and the methods that pages know."""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponseNotAllowed
from django.utils.datastructures import MultiValueDictKeyError

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


class IncompleteFormMiddleware:
    """A form that lacks a part its page always sends was made by hand: Wagtail's editors would answer with a fault."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if request.method == "POST" and isinstance(exception, MultiValueDictKeyError):
            raise BadRequest("an incomplete form") from exception


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
