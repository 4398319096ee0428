"""A file of one's own draft, shown to nobody else."""

from django.http import Http404

from core import files
from core.models import PrivateFile


def show(request, key):
    """Denied looks like missing: a stranger learns not even that the file exists."""
    found = PrivateFile.objects.filter(key=key, draft_files__draft__user=request.user.pk).first()
    if found is None:
        raise Http404
    return files.serve(request, found)
