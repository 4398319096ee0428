"""Previews of settings that frame every page: the home page, in each language, as it would be with them."""

from django.conf import settings
from django.utils import translation
from wagtail.models import PreviewableMixin, Site


class FramePreviewMixin(PreviewableMixin):
    """Wagtail hands the unsaved settings to the request; the home page then takes them as it takes saved ones."""

    @property
    def preview_modes(self):
        return [(code, str(name)) for code, name in settings.LANGUAGES]

    def serve_preview(self, request, mode_name):
        request.is_frame_preview = True
        page = Site.find_for_request(request).root_page
        with translation.override(mode_name):
            home = page.localized.specific
            return home.serve(request).render()
