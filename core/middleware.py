"""Headers that depend on where a page lives."""

from django.conf import settings

PERSONAL = ("/akun/", "/daftar/", "/status/", "/masuk/")
PRIVATE = ("/cms/", *PERSONAL, *(f"/en{path}" for path in PERSONAL))


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
