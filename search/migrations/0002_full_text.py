"""Full text kept by the database itself: virtual table and triggers, or a generated column and its index."""

from django.db import migrations

from search.fulltext import install, remove


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: install(editor.connection), lambda apps, editor: remove(editor.connection)
        )
    ]
