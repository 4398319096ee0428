"""What frames every page: menu, footer and notices; kept in the CMS, each with a preview in both languages."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.blocks import CharBlock, ListBlock, StreamBlock, StructBlock
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Orderable

from core.blocks import LinkBlock
from core.previews import FramePreviewMixin

LONGEST_NOTICE = dt.timedelta(days=60)


class FooterLinkBlock(LinkBlock):
    label_id = CharBlock(label=_("label (Indonesian)"), max_length=40)
    label_en = CharBlock(label=_("label (English)"), max_length=40, required=False)

    class Meta:
        icon = "link"
        form_layout = ["label_id", "label_en", "page", "address"]


class FooterColumnBlock(StructBlock):
    title_id = CharBlock(label=_("title (Indonesian)"), max_length=40)
    title_en = CharBlock(label=_("title (English)"), max_length=40, required=False)
    links = ListBlock(FooterLinkBlock(), label=_("Links"), max_num=8)

    class Meta:
        icon = "list-ul"
        label = _("Column")
        description = _("A heading with links, at the foot of every page.")
        preview_value = {"title_id": "Layanan", "title_en": "", "links": [{"label_id": "Pelatihan", "address": "/"}]}


class FooterStreamBlock(StreamBlock):
    column = FooterColumnBlock()

    class Meta:
        max_num = 3


class LinkItem(Orderable):
    """A link in both languages, to a page of the site or an address."""

    label_id = models.CharField(_("label (Indonesian)"), max_length=40)
    label_en = models.CharField(_("label (English)"), max_length=40)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("page")
    )
    address = models.CharField(_("or address"), max_length=200, blank=True)

    panels = [FieldPanel("label_id"), FieldPanel("label_en"), FieldPanel("page"), FieldPanel("address")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self):
        return self.label_id


@register_setting(icon="bars")
class NavigationSettings(FramePreviewMixin, ClusterableModel, BaseGenericSetting):
    """The menu of the header, the columns of the footer and the line of links below them."""

    columns = StreamField(FooterStreamBlock(), blank=True, verbose_name=_("columns of the footer"))

    panels = [
        InlinePanel("menu_items", heading=_("Menu"), label=_("Menu item")),
        FieldPanel("columns"),
        InlinePanel("footer_items", heading=_("Last line of the footer"), label=_("Link")),
    ]

    class Meta:
        verbose_name = _("menu and footer")


class MenuItem(LinkItem):
    navigation = ParentalKey(NavigationSettings, on_delete=models.CASCADE, related_name="menu_items")


class FooterItem(LinkItem):
    navigation = ParentalKey(NavigationSettings, on_delete=models.CASCADE, related_name="footer_items")


@register_setting(icon="warning")
class BannerSettings(FramePreviewMixin, ClusterableModel, BaseGenericSetting):
    """Notices over every page, for incidents and closures; each comes and goes by itself."""

    panels = [
        HelpPanel(_("A notice stands over every page until its end. A new one is added at the foot of this list.")),
        InlinePanel("notices", heading=_("Notices"), label=_("Notice")),
    ]

    class Meta:
        verbose_name = _("notices")


def a_day_from_now() -> dt.datetime:
    """A new notice has an end at once, so that its preview works; the editor changes it."""
    return timezone.now() + dt.timedelta(days=1)


class Level(models.TextChoices):
    URGENT = "urgent", _("Urgent: a fault or a warning")
    NOTICE = "notice", _("Notice: a closure or a change")
    INFO = "info", _("Good to know")


class NoticeQuerySet(models.QuerySet):
    def at(self, now: dt.datetime):
        return self.filter(starts_at__lte=now, ends_at__gt=now)


class Notice(Orderable):
    """One notice: level, text and link in both languages, and when it is shown."""

    settings = ParentalKey(BannerSettings, on_delete=models.CASCADE, related_name="notices")
    level = models.CharField(_("level"), max_length=6, choices=Level, default=Level.NOTICE)
    text_id = models.CharField(_("text (Indonesian)"), max_length=240)
    text_en = models.CharField(_("text (English)"), max_length=240, blank=True)
    link_label_id = models.CharField(_("label of the link (Indonesian)"), max_length=40, blank=True)
    link_label_en = models.CharField(_("label of the link (English)"), max_length=40, blank=True)
    link = models.CharField(_("address"), max_length=200, blank=True, help_text=_("Such as /pengumuman/."))
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(
        _("until"), default=a_day_from_now, help_text=_("The notice goes by itself after this time.")
    )

    objects = NoticeQuerySet.as_manager()

    panels = [
        FieldPanel("level"),
        FieldPanel("text_id"),
        FieldPanel("text_en"),
        MultiFieldPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], heading=_("When it is shown")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("link", "link_label_id", "link_label_en")], heading=_("A link to more")
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")

    def __str__(self):
        return self.text_id

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at:
            _check_period(self.starts_at, self.ends_at)
        if self.link and not self.link_label_id:
            raise ValidationError({"link_label_id": _("Say where the link leads.")})


def _check_period(starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    """A notice that stays for ever is soon read by nobody."""
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("The end lies before the beginning.")})
    if ends_at - starts_at > LONGEST_NOTICE:
        days = LONGEST_NOTICE.days
        raise ValidationError({"ends_at": _("A notice stays for at most %(days)s days.") % {"days": days}})
