"""What was changed in the calendar of holidays, written down with the change: deadlines that run are counted anew.

The worker does it (cases.workflow.calendar); each change is counted once, whatever is killed meanwhile.
"""

from django.db.models.signals import post_delete, post_save, pre_save

from core.models import Holiday, HolidayChange


def connect() -> None:
    pre_save.connect(_remember, sender=Holiday, dispatch_uid="core.holidays.before")
    post_save.connect(_saved, sender=Holiday, dispatch_uid="core.holidays.saved")
    post_delete.connect(_deleted, sender=Holiday, dispatch_uid="core.holidays.deleted")


def _remember(sender, instance: Holiday, raw: bool, **kwargs) -> None:
    known = Holiday.objects.filter(pk=instance.pk).values_list("date", flat=True)
    instance.date_before = None if raw else known.first()


def _saved(sender, instance: Holiday, raw: bool, **kwargs) -> None:
    if raw or instance.date_before == instance.date:
        return
    if instance.date_before:
        HolidayChange.objects.create(date=instance.date_before, is_closed=False)
    HolidayChange.objects.create(date=instance.date, is_closed=True)


def _deleted(sender, instance: Holiday, **kwargs) -> None:
    HolidayChange.objects.create(date=instance.date, is_closed=False)
