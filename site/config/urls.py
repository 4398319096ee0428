"""All addresses: Indonesian without a prefix, English under /en/ with the same slugs."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.media import serve_media
from core.views import page

urlpatterns = [
    path("", include("core.urls")),
    path("", include("audit.urls")),
    path("", include("credentials.root_urls")),
    path("cms/", include("accounts.staff_urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("dokumen/", include(wagtaildocs_urls)),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:path>", serve_media),
]
urlpatterns += i18n_patterns(
    path("", include("accounts.urls")),
    path("", include("credentials.urls")),
    path("", include("programs.urls")),
    path("", include("home.urls")),
    path("", include("helpdesk.urls")),
    path("", include("search.urls")),
    path("", include("forms.urls")),
    path("", include("portal.urls")),
    path("", include("stats.urls")),
    re_path(wagtail_urls.serve_pattern, page, name="wagtail_serve"),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
handler400 = "core.views.bad_request"
handler500 = "core.views.server_error"
handler404 = "core.views.not_found"
