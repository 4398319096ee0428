"""What machines ask a site for: crawlers, browsers that install it, browsers that report, people who found a hole."""

import datetime as dt
import hashlib
import json
import logging
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core import icons
from core.links import absolute
from core.middleware import PRIVATE
from core.models import OfficeSettings, Throttle
from core.nik import keyed_hash
from core.pagecache import public
from core.sitemaps import SiteMap, robots_lines

log = logging.getLogger(__name__)
REPORT_BYTES = 8 * 1024
REPORTS_AN_HOUR = 30


def text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public
def sitemap(request):
    return sitemap_view(request, {"pages": SiteMap()}).render()


@public
def robots(request):
    return text(robots_lines(PRIVATE))


@public
def security(request):
    """Where to report a weakness (RFC 9116); valid for half a year from each request."""
    email = OfficeSettings.load().email
    if not email:
        raise Http404
    expires = (timezone.now() + dt.timedelta(days=180)).replace(microsecond=0)
    own = f"Canonical: {absolute('/.well-known/security.txt')}"
    return text([f"Contact: mailto:{email}", f"Expires: {expires.isoformat()}", "Preferred-Languages: id, en", own, ""])


@public
def manifest(request):
    """What a phone needs to put the site on its first screen."""
    office = OfficeSettings.load()
    name = office.site_name
    words = {"name": name, "short_name": name[:24], "lang": "id", "start_url": "/", "scope": "/", "id": "/"}
    look = {"display": "standalone", "theme_color": office.theme_colour, "background_color": "#ffffff"}
    response = JsonResponse(words | look | {"icons": icons.for_manifest()})
    response.headers["Content-Type"] = "application/manifest+json"
    return response


def touch_icon(request):
    """Where iPhones look for the icon of the site."""
    return _leads_to(icons.addresses()[icons.TOUCH])


def favicon(request):
    """Where browsers and readers of feeds look that were told of no other icon."""
    return _leads_to(icons.addresses()[icons.BROWSER])


def _leads_to(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@public
def service_worker(request):
    """The worker of the browser: it keeps one page for when there is no network, and never any other."""
    files = [static("build/cakap.css"), static("brand/logo.svg")]
    version = hashlib.sha256(" ".join(files).encode()).hexdigest()[:8]
    context = {"offline": reverse("offline"), "files": files, "version": version}
    return render(request, "core/sw.js", context, content_type="text/javascript; charset=utf-8")


@public
def offline(request):
    return render(request, "offline.html")


# Reports of browsers about what our content policy stopped.


@csrf_exempt
@require_POST
def csp_report(request):
    """Note which rule stopped what, without the visitor: no address with its query, no agent, no network address."""
    report = _report(request.body) if len(request.body) <= REPORT_BYTES else None
    if report and Throttle.hit("csp", _visitor(request), limit=REPORTS_AN_HOUR, seconds=3600):
        log.warning("content policy: %s stopped %s on %s", *report)
    return HttpResponse(status=204)


def _report(body: bytes) -> tuple[str, str, str] | None:
    """(rule, what was stopped, path of the page) of either form in which browsers report; None for anything else."""
    try:
        data = json.loads(body)
        data = data[0]["body"] if isinstance(data, list) else data["csp-report"]
        rule = data.get("effective-directive") or data.get("effectiveDirective") or data.get("violated-directive")
        stopped = data.get("blocked-uri") or data.get("blockedURL")
        page = data.get("document-uri") or data.get("documentURL")
        return _plain(rule), _host_of(stopped), _part_of(page)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return None


def _plain(word) -> str:
    """A word for the log: no line of its own can be made with it."""
    return "".join(sign for sign in str(word or "?") if sign.isalnum() or sign in "-.:/_")[:80]


def _host_of(url) -> str:
    address = urlsplit(str(url or ""))
    return _plain(address.hostname or address.path)


def _part_of(url) -> str:
    """The first part of the path: which part of the site it was. What follows may name a case or a certificate."""
    return _plain("/" + urlsplit(str(url or "")).path.strip("/").partition("/")[0])


def _visitor(request) -> str:
    return keyed_hash(get_adapter(request).get_client_ip(request) or "unknown")
