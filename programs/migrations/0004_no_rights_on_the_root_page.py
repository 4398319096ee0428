"""Editors and heads have their rights below the home pages; those on the root of every site were too wide."""

from django.db import migrations

GIVEN = {"editor": ("add_page", "change_page"), "head": ("change_page", "publish_page")}


def take_back(apps, schema_editor):
    rights = apps.get_model("wagtailcore", "GroupPagePermission").objects.filter(page__depth=1)
    for role, codenames in GIVEN.items():
        rights.filter(group__name=role, permission__codename__in=codenames).delete()


class Migration(migrations.Migration):
    dependencies = [("programs", "0003_calendar_sequence")]
    operations = [migrations.RunPython(take_back, migrations.RunPython.noop)]
