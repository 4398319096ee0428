"""Queue new events for sealing, instead of looking for those without a link."""

import django.db.models.deletion
from django.db import migrations, models


def queue_what_waits(apps, schema_editor):
    schema_editor.execute(
        "INSERT INTO audit_unsealed(event_id, at) SELECT event.id, event.at FROM audit_event event "
        "LEFT JOIN audit_link link ON link.event_id = event.id WHERE link.position IS NULL"
    )


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_insert_only")]
    operations = [
        migrations.CreateModel(
            name="Unsealed",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="unsealed",
                        serialize=False,
                        to="audit.event",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["at", "event"], name="audit_unsea_at_bbb8bd_idx")]},
        ),
        migrations.RunPython(queue_what_waits, migrations.RunPython.noop),
    ]
