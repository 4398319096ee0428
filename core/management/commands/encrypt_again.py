from django.apps import apps
from django.core.management.base import BaseCommand
from django.db.models import TextField, Value
from django.db.models.functions import Cast

from core.fields import EncryptedJSONField, EncryptedTextField, encrypted_with_first, rotate

CHUNK = 500


class Command(BaseCommand):
    help = "Encrypt every protected column with the first key of DATA_KEYS, so that the older keys can be taken out."

    def handle(self, *args, **options):
        for model, name in columns():
            done = sum(_one(model, name, pks) for pks in _chunks(model))
            self.stdout.write(f"{model._meta.label}.{name}: {done}")
        self.stdout.write("Only the first key is needed now; backups of before need the others.")


def columns():
    """Every encrypted column of every table."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField | EncryptedJSONField) and field.model is model:
                yield model, field.name


def _chunks(model):
    """Primary keys in ascending order, so many at a time; rows that come meanwhile have the new key already."""
    last = None
    while True:
        rows = model._base_manager.order_by("pk")
        pks = list((rows.filter(pk__gt=last) if last is not None else rows).values_list("pk", flat=True)[:CHUNK])
        if not pks:
            return
        yield pks
        last = pks[-1]


def _one(model, name: str, pks: list) -> int:
    """Rewrite one column of these rows where it still needs it; a value that changed meanwhile is left as it is."""
    rows = model._base_manager.filter(pk__in=pks).annotate(encrypted=Cast(name, TextField()))
    found = [(pk, token) for pk, token in rows.values_list("pk", "encrypted") if token]
    old = [(pk, token) for pk, token in found if not encrypted_with_first(token)]
    stored = model._base_manager.annotate(encrypted=Cast(name, TextField()))
    return sum(
        stored.filter(pk=pk, encrypted=token).update(**{name: Value(rotate(token), output_field=TextField())})
        for pk, token in old
    )
