"""Search by parts of a name: trigrams, kept by the database itself, so that a million rows answer as fast as ten."""

from django.db import migrations

from cases.name_search import install, remove


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_desk")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: install(editor.connection), lambda apps, editor: remove(editor.connection)
        )
    ]
