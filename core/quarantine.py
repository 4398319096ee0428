"""Where a file with a virus goes: encrypted, without an address, listed for the office, deleted by age."""

import datetime as dt
import hashlib

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from core import fields
from core.models import PrivateFile, Quarantined, ScanState


def keep(content: bytes, *, name: str, virus: str, file_key=None, at: dt.datetime | None = None) -> Quarantined:
    """Keep what was found. Encrypted: no program that meets it on the disk can run it, and no scanner removes it."""
    row = Quarantined(
        name=name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        virus=virus[:200],
        file_key=file_key,
        found_at=at or timezone.now(),
    )
    row.file.save(str(row.key), ContentFile(fields.seal(content)), save=False)
    row.save()
    return row


@transaction.atomic
def take_away(file: PrivateFile, content: bytes, *, virus: str, at: dt.datetime) -> None:
    """A file that was taken unscanned has a virus: its row stays where it belongs, its content goes."""
    if not PrivateFile.objects.filter(pk=file.pk, scan=ScanState.WAITING).update(scan=ScanState.INFECTED):
        return
    keep(content, name=file.name, virus=virus, file_key=file.key, at=at)
    storage, path = file.file.storage, file.file.name
    transaction.on_commit(lambda: storage.delete(path))


def purge(at: dt.datetime) -> int:
    """Delete what was found longer ago than the setting says."""
    rows = list(Quarantined.objects.filter(found_at__lt=at - dt.timedelta(days=settings.QUARANTINE_DAYS))[:500])
    for row in rows:
        storage, path = row.file.storage, row.file.name
        row.delete()
        storage.delete(path)
    return len(rows)
