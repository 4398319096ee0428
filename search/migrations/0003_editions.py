"""Documents in editions: a rebuild writes a new one beside the one that answers."""

from django.db import migrations, models


def first_state(apps, editor):
    apps.get_model("search", "IndexState").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text")]

    operations = [
        migrations.CreateModel(
            name="IndexState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serving", models.PositiveIntegerField(default=1)),
                ("building", models.PositiveIntegerField(null=True)),
                ("built_at", models.DateTimeField(null=True)),
                ("latest", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.RemoveConstraint(model_name="searchdocument", name="one_document"),
        migrations.AddField(
            model_name="searchdocument", name="edition", field=models.PositiveIntegerField(default=1)
        ),
        migrations.AddConstraint(
            model_name="searchdocument",
            constraint=models.UniqueConstraint(
                fields=("edition", "kind", "object_id", "language"), name="one_document"
            ),
        ),
        migrations.RunPython(first_state, migrations.RunPython.noop),
    ]
