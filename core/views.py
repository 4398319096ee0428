"""Health for whoever watches the machine, and honest pages when something breaks."""

import sys
from pathlib import Path

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from wagtail.views import serve

from core import branding, busy, health, routing, samples

FALLBACK = Path(settings.STATICFILES_DIRS[0], "errors", "500.html")
BUSY_FALLBACK = Path(settings.STATICFILES_DIRS[0], "errors", "503.html")


def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


def readyz(request):
    """Every fact of core.health with its figure, and which are out of order; 503 when an essential one is."""
    facts = health.facts()
    ready = not any(fact.problem for fact in facts if fact.is_essential)
    problems = [fact.name for fact in facts if fact.problem]
    body = {"ready": ready, "problems": problems} | {fact.name: fact.value for fact in facts}
    response = JsonResponse(body, status=200 if ready else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


def page(request, path):
    """A page of the CMS, as Wagtail serves it; the way to it is remembered."""
    routing.prepare(request, path)
    return serve(request, path)


TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request, exception=None):
    """What no browser sends of one of our forms: too long, cut off, made by hand. Never our fault, told in words."""
    if isinstance(exception, DisallowedHost):  # without a host there is no site whose words could be shown
        return HttpResponseBadRequest()
    is_too_much = isinstance(exception, TOO_MUCH)
    return render(request, "400.html", {"is_too_much": is_too_much}, status=413 if is_too_much else 400)


def not_found(request, exception=None):
    """A page that was here and has been withdrawn says so (410); whoever mistyped gets a search (404)."""
    if routing.was_withdrawn(request):
        return render(request, "410.html", status=410)
    return render(request, "404.html", status=404)


def server_error(request):
    """What passes by itself is told as such (503); the same words come from a file when even the template fails."""
    if busy.is_passing(sys.exc_info()[1]):
        return _busy(request)
    try:
        return render(request, "500.html", status=500)
    except Exception:
        return HttpResponse(FALLBACK.read_bytes(), status=500)


def _busy(request):
    try:
        return busy.answer(request)
    except Exception:
        return busy.fallback(BUSY_FALLBACK)


def theme(request, colours, signature):
    """The office's own colours; kept by browsers for good, since another colour has another address."""
    css = branding.theme_css(colours, signature)
    if css is None:
        raise Http404
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def components(request):
    """Show every component with sample words; a page for developers, absent in production and in the demo."""
    if not settings.DEBUG:
        raise Http404
    context = {"samples": samples.samples(request), "sample_forms": samples.forms_to_show()}
    return render(request, "core/components.html", context)
