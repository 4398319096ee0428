"""The answers of before kept {city} as it stood in the file; they name the city now."""

from django.db import migrations


def name_city(apps, schema_editor):
    office = apps.get_model("core", "OfficeSettings").objects.first()
    if office is None:
        return
    questions = apps.get_model("helpdesk", "Question").objects
    for name in ("question_id", "question_en", "answer_id", "answer_en"):
        for question in questions.filter(**{f"{name}__contains": "{city}"}):
            setattr(question, name, getattr(question, name).replace("{city}", office.city))
            question.save(update_fields=[name])


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0002_editor_words"), ("core", "0005_regions_in_cms")]

    operations = [migrations.RunPython(name_city, migrations.RunPython.noop)]
