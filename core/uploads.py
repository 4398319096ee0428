"""How much of a request is taken in, before any form looks at it.

Of a file that is larger than any form accepts, the rest is counted and thrown away: the form then says how large it
is, at its field, and everything else that was sent with it is kept.
"""

import contextlib
import errno
import logging

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from core import formats

log = logging.getLogger(__name__)
MEGABYTE = 1024 * 1024
KEPT = 25 * MEGABYTE  # of one file; the largest that any form accepts is smaller
BODY = 200 * MEGABYTE  # of one request: many documents in one step
DOCUMENT_MAX_MB = 20  # a document of the editors

SmallFile = MemoryFileUploadHandler  # requests of up to FILE_UPLOAD_MAX_MEMORY_SIZE


class LostFile(UploadedFile):
    """A file that the disk did not take: it has a name and a size, and reading it fails as writing it did."""

    def __init__(self, problem: OSError, **facts):
        super().__init__(file=None, **facts)
        self.problem = problem

    def read(self, *args):
        raise self.problem

    def chunks(self, chunk_size=None):
        raise self.problem

    def seek(self, *args):
        """Nothing is there to be read from the beginning."""

    def close(self):
        """Nothing was opened."""


class BoundedFile(TemporaryFileUploadHandler):
    """Writes at most KEPT bytes of a file to the disk; `size` still says how many came.

    A disk that takes nothing more costs this file alone: everything else in the form still arrives.
    """

    problem: OSError | None = None

    def new_file(self, *args, **kwargs):
        self.problem = None
        try:
            super().new_file(*args, **kwargs)
        except OSError as problem:
            self.problem = problem

    def receive_data_chunk(self, raw_data, start):
        if start >= KEPT or self.problem:
            return
        try:
            self.file.write(raw_data)
        except OSError as problem:
            self.problem = problem

    def file_complete(self, file_size):
        if self.problem is None:
            with contextlib.suppress(OSError):
                self.file.flush()
                return super().file_complete(file_size)
        log.warning("an upload did not fit on the disk")
        with contextlib.suppress(OSError, AttributeError):  # what was written goes; perhaps nothing was opened
            self.file.close()
        facts = {"name": self.file_name, "content_type": self.content_type, "size": file_size}
        return LostFile(self.problem or OSError(errno.ENOSPC, "no space"), **facts)


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


class ImageForm(BaseImageForm):
    """A picture of the editors goes to everybody as it is: where and with what it was taken is nobody's business."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].to_python = _in_words(self.fields["file"].to_python)

    def clean_file(self):
        from core import files  # this module is also read by what handles uploads before any app is there

        file = self.cleaned_data["file"]
        if not file or "file" not in self.changed_data:
            return file
        file.seek(0)
        return SimpleUploadedFile(file.name, files.clean_image(file.read(), file.name), file.content_type)


def _in_words(to_python):
    """Wagtail looks into the picture before any of our code; what is cut off in the middle must not be its fault."""

    def read(data):
        try:
            return to_python(data)
        except (OSError, SyntaxError, ValueError, EOFError):
            raise ValidationError(_("This picture is damaged. Save it again as JPG or PNG, then upload it."))

    return read
