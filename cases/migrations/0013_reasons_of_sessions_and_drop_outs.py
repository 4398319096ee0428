"""Reasons for cancelled sessions and for participants who drop out, also where the library was filled long ago."""

from django.db import migrations, models

MOVES = ("session", "drop_out")


def add(apps, schema_editor):
    """An office that keeps a library gets the new reasons at its end; an empty one is filled as a whole later."""
    from cases import setup

    reason = apps.get_model("cases", "Reason")
    if not reason.objects.exists():
        return
    known = set(reason.objects.values_list("key", flat=True))
    new = [row for row in setup.standard_reasons() if row["move"] in MOVES and row["key"] not in known]
    reason.objects.bulk_create(reason(**row) for row in new)


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_file_at_counter")]

    operations = [
        migrations.AlterField(
            model_name="reason",
            name="move",
            field=models.CharField(
                choices=[
                    ("correct", "Correction"),
                    ("reject", "Rejection"),
                    ("revoke", "Revocation"),
                    ("cancel_batch", "Cancelled batch"),
                    ("attendance", "Attendance"),
                    ("session", "Cancelled session"),
                    ("drop_out", "Participant drops out"),
                ],
                max_length=12,
                verbose_name="used for",
            ),
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
