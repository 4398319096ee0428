"""Home, information and news pages, and the settings that frame every page."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Orderable

from core.blocks import BodyStreamBlock, HomeStreamBlock
from core.models import BasePage, KeptSetting


class HomePage(BasePage):
    """The first page: search, the top tasks, open batches with their closing date, news."""

    lead = models.CharField(_("lead"), max_length=160, blank=True)
    body = StreamField(HomeStreamBlock(), blank=True, verbose_name=_("content"))

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.InfoPage", "home.NewsIndexPage", "programs.ProgramIndexPage"]
    template = "home/home_page.html"
    content_panels = [*BasePage.content_panels, FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = _("home page")


class InfoPage(BasePage):
    """A page of information or about a service: what you need, how long, who may, how it is decided and by when."""

    body = StreamField(BodyStreamBlock(), blank=True, verbose_name=_("content"))

    parent_page_types = ["home.HomePage", "home.InfoPage"]
    subpage_types = ["home.InfoPage"]
    template = "home/info_page.html"
    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("information page")


class NewsIndexPage(BasePage):
    """News, newest first."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.NewsPage"]
    max_count_per_parent = 1
    template = "home/news_index_page.html"

    class Meta:
        verbose_name = _("list of news")

    def get_context(self, request, *args, **kwargs):
        from django.core.paginator import Paginator

        news = NewsPage.objects.child_of(self).live().select_related("locale").order_by("-published_on", "-pk")
        page = Paginator(news, 12).get_page(request.GET.get("hal"))
        return super().get_context(request, *args, **kwargs) | {"news": page}


class NewsPage(BasePage):
    """An announcement or a piece of news, with its date; figures carry period and source."""

    published_on = models.DateField(_("date"), default=timezone.localdate)
    picture = models.ForeignKey(
        "core.CustomImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    body = StreamField(BodyStreamBlock(), blank=True, verbose_name=_("content"))

    parent_page_types = ["home.NewsIndexPage"]
    subpage_types = []
    template = "home/news_page.html"
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("published_on"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("news")


@register_setting(icon="bars")
class NavigationSettings(ClusterableModel, BaseGenericSetting):
    """The menu of the header and the links of the footer."""

    panels = [
        InlinePanel("menu_items", heading=_("Menu"), label=_("Menu item")),
        InlinePanel("footer_items", heading=_("Footer"), label=_("Link")),
    ]

    class Meta:
        verbose_name = _("menu and footer")


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


class MenuItem(LinkItem):
    navigation = ParentalKey(NavigationSettings, on_delete=models.CASCADE, related_name="menu_items")


class FooterItem(LinkItem):
    navigation = ParentalKey(NavigationSettings, on_delete=models.CASCADE, related_name="footer_items")


@register_setting(icon="warning")
class BannerSettings(KeptSetting):
    """A notice over every page, for incidents and closures."""

    is_shown = models.BooleanField(_("shown"), default=False)
    text_id = models.CharField(_("text (Indonesian)"), max_length=240, blank=True)
    text_en = models.CharField(_("text (English)"), max_length=240, blank=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    panels = [
        MultiFieldPanel(
            [FieldPanel("is_shown"), FieldPanel("text_id"), FieldPanel("text_en"), FieldPanel("until")],
            heading=_("Notice"),
        )
    ]

    class Meta:
        verbose_name = _("notice")
