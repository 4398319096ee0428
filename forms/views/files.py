"""A file of one's own draft, shown to nobody else."""

from django.db.models import Q
from django.http import Http404

from core import files
from core.models import PrivateFile
from forms.models import DraftFile


def show(request, key):
    """Denied looks like missing: a stranger learns not even that the file exists."""
    mine = DraftFile.objects.filter(draft__user=request.user.pk)
    mine = mine.exclude(~Q(draft__person_hash=""), is_reused=True)  # at the counter it is opened on the case, logged
    found = PrivateFile.objects.filter(key=key, draft_files__in=mine).first()
    if found is None:
        raise Http404
    return files.serve(request, found)
