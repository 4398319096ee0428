"""How much of a request is taken in, before any form looks at it.

Of a file that is larger than any form accepts, the rest is counted and thrown away: the form then says how large it
is, at its field, and everything else that was sent with it is kept.
"""

from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm

from core import formats

MEGABYTE = 1024 * 1024
KEPT = 25 * MEGABYTE  # of one file; the largest that any form accepts is smaller
BODY = 200 * MEGABYTE  # of one request: many documents in one step
DOCUMENT_MAX_MB = 20  # a document of the editors

SmallFile = MemoryFileUploadHandler  # requests of up to FILE_UPLOAD_MAX_MEMORY_SIZE


class BoundedFile(TemporaryFileUploadHandler):
    """Writes at most KEPT bytes of a file to the disk; `size` still says how many came."""

    def receive_data_chunk(self, raw_data, start):
        if start < KEPT:
            self.file.write(raw_data)


class BodyLimit:
    """Refuse a request that announces more than BODY, before a byte of it is read."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isdecimal() or int(announced) <= BODY:
            return self.get_response(request)
        page = render_to_string("413.html", {"limit": BODY // MEGABYTE})
        return HttpResponse(page, status=413, headers={"Connection": "close"})


class DocumentForm(BaseDocumentForm):
    """A document of the editors has a size that a phone can load."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > DOCUMENT_MAX_MB * MEGABYTE:
            sizes = {"size": formats.number(round(file.size / MEGABYTE)), "max": DOCUMENT_MAX_MB}
            raise ValidationError(_("This file has %(size)s MB. At most %(max)s MB can be read on a phone.") % sizes)
        return file
