"""How files on disk are given out: private files, whose path our views name, and the documents of the editors.

Wagtail names the path of a document as text, which the plain backend of django-sendfile does not take.
"""

from pathlib import Path

from django_sendfile.backends import simple


def sendfile(request, filename, **kwargs):
    return simple.sendfile(request, Path(filename), **kwargs)
