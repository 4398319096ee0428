"""The end of the chain of each day, as it was published."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_unsealed")]
    operations = [
        migrations.CreateModel(
            name="Head",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("position", models.PositiveBigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
            ],
            options={"ordering": ["-day"]},
        ),
    ]
