"""Work on many cases becomes a job with a row for each case; runs of before are copied as finished jobs."""

import core.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def copy_runs(apps, editor):
    """Each run of before becomes a finished job with the same results."""
    job_model, item_model = apps.get_model("cases", "BulkJob"), apps.get_model("cases", "BulkItem")
    known = set(apps.get_model("cases", "Case").objects.values_list("pk", flat=True))
    for run in apps.get_model("cases", "BulkRun").objects.all():
        job = job_model.objects.create(action=run.action, by_id=run.by_id, at=run.at, state="done", ended_at=run.at)
        results = [result for result in run.results if result["case"] in known]
        item_model.objects.bulk_create(_item(job, position, result) for position, result in enumerate(results))


def _item(job, position, result):
    fields = {"state": "done" if result["done"] else "left", "reasons": result["reasons"]}
    return job.items.model(job=job, position=position, case_id=result["case"], revision=0, **fields)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_cancelled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("lulus", "Pass"),
                            ("terima", "Accept"),
                            ("cadangan", "Put on reserve list"),
                            ("tolak", "Reject"),
                            ("rilis", "Release together"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("done", "Finished"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                        ],
                        default="running",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("reasons", models.JSONField(default=list)),
                ("note", core.fields.EncryptedTextField(blank=True)),
                ("language", models.CharField(default="id", max_length=5)),
                ("lease_until", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="BulkItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("revision", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Not yet"),
                            ("done", "Done"),
                            ("left", "Not changed"),
                            ("undone", "Undone"),
                            ("told", "Told already"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("reasons", models.JSONField(default=list)),
                ("decision", models.PositiveBigIntegerField(null=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="cases.bulkjob"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.RunPython(copy_runs, migrations.RunPython.noop),
        migrations.DeleteModel(
            name="BulkRun",
        ),
        migrations.AddIndex(
            model_name="bulkitem",
            index=models.Index(fields=["job", "state", "position"], name="cases_bulki_job_id_9a6ebd_idx"),
        ),
        migrations.AddConstraint(
            model_name="bulkitem",
            constraint=models.UniqueConstraint(fields=("job", "case"), name="one_item_a_case"),
        ),
    ]
