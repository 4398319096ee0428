"""What the office sets for the desk: when late cases go to the head, the words of messages, who its officers are."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import register_setting

from core.models import KeptSetting


@register_setting(icon="warning", order=150)
class EscalationSettings(KeptSetting):
    """When a late case is brought before the head."""

    days = models.PositiveSmallIntegerField(
        _("working days late before the head is told"),
        default=2,
        validators=[MaxValueValidator(60)],
        help_text=_("The head gets one message a day and a panel on the home page. 0: never."),
    )
    panels = [FieldPanel("days")]

    class Meta:
        verbose_name = _("late cases")


class MessageText(models.Model):
    """The office's own words of one message, in place of those the product brings."""

    wagtail_reference_index_ignore = True

    kind = models.CharField(max_length=40, unique=True)
    subject_id = models.CharField(_("subject (Indonesian)"), max_length=120)
    text_id = models.TextField(_("text (Indonesian)"), max_length=4000)
    subject_en = models.CharField(_("subject (English)"), max_length=120)
    text_en = models.TextField(_("text (English)"), max_length=4000)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        permissions = [("change_words", "Can change the words of messages")]
        default_permissions = ()

    def __str__(self):
        return self.kind


class OfficerIdentity(models.Model):
    """NIK (as a keyed hash) and phone of an officer, so that nobody handles their own request under another account."""

    wagtail_reference_index_ignore = True

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identity")
    nik_hash = models.CharField(max_length=64, blank=True)
    phone = PhoneNumberField(_("phone"), region="ID", blank=True)

    def __str__(self):
        return str(self.user_id)
