"""Pictures of the editors. Behind nginx the folder is served there and this address is never reached."""

from django.conf import settings
from django.http import Http404
from django.views.static import serve

PUBLIC = ("images/", "original_images/", "kartu/")


def serve_media(request, path):
    """Only pictures: documents have their own view, private files no address at all."""
    if not path.startswith(PUBLIC):
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response.headers["Cache-Control"] = "public, max-age=604800"
    return response
