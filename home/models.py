"""Home, information, service and news pages; the settings that frame them stand in settings.py."""

from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, StreamBlock
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageManager
from wagtail.query import PageQuerySet

from core.blocks import FactBlock, LinkBlock, StepBlock
from core.models import BasePage
from home.blocks import FrontStreamBlock, PageStreamBlock
from home.forms import ContentForm
from home.settings import BannerSettings, FooterItem, LinkItem, MenuItem, NavigationSettings, Notice

__all__ = [
    "BannerSettings",
    "FooterItem",
    "HomePage",
    "InfoPage",
    "LinkItem",
    "MenuItem",
    "NavigationSettings",
    "NewsCategory",
    "NewsIndexPage",
    "NewsPage",
    "Notice",
    "ServicePage",
]


class RelatedLinkBlock(LinkBlock):
    label = CharBlock(label=_("Label"), max_length=80)

    class Meta:
        icon = "link"
        label = _("Link")
        form_layout = ["label", "page", "address"]
        description = _("A page of the site or an address that helps to read on.")
        preview_value = {"label": "Cara seleksi", "address": "/cara-seleksi/"}


class RelatedStreamBlock(StreamBlock):
    link = RelatedLinkBlock()


class FactStreamBlock(StreamBlock):
    fact = FactBlock(label=_("Fact"), icon="list-ul")


class StepStreamBlock(StreamBlock):
    step = StepBlock(label=_("Step"), icon="list-ol")


class ContentPage(BasePage):
    """What a page needs before it can be published: a summary that stands in lists, results and chats."""

    NEEDED = {"summary": _("There is no summary. The page cannot be published without one.")}

    base_form_class = ContentForm

    class Meta:
        abstract = True


class HomePage(ContentPage):
    """The first page: search, the top tasks, open batches with their closing date, news, key figures."""

    lead = models.CharField(_("lead"), max_length=160, blank=True)
    body = StreamField(FrontStreamBlock(), blank=True, verbose_name=_("content"))

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.InfoPage",
        "home.ServicePage",
        "home.NewsIndexPage",
        "helpdesk.FaqIndexPage",
        "programs.ProgramIndexPage",
        "stats.DataIndexPage",
    ]
    template = "home/home_page.html"
    content_panels = [*ContentPage.content_panels, FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = _("home page")


class InfoPage(ContentPage):
    """A page of information."""

    body = StreamField(PageStreamBlock(), blank=True, verbose_name=_("content"))
    related = StreamField(RelatedStreamBlock(), blank=True, verbose_name=_("related links"))

    parent_page_types = ["home.HomePage", "home.InfoPage", "helpdesk.FaqIndexPage"]
    subpage_types = ["home.InfoPage", "home.ServicePage"]
    template = "home/info_page.html"
    content_panels = [*ContentPage.content_panels, FieldPanel("body"), FieldPanel("related")]

    class Meta:
        verbose_name = _("information page")


class ServicePage(ContentPage):
    """A service before one asks for it: what you need, how long, who may, how it is decided and by when, what it costs.

    UU 25/2009 article 21 asks for these on paper; here each is a field, so that none is forgotten.
    """

    NEEDED = ContentPage.NEEDED | {"decided_by": _("Say by when people get an answer.")}

    duration = models.CharField(
        _("how long it takes to ask"), max_length=120, blank=True, help_text=_("Such as 15 menit.")
    )
    decided_by = models.CharField(
        _("answer by when"), max_length=160, blank=True, help_text=_("Always with a number of days.")
    )
    cost = models.CharField(_("cost"), max_length=120, default="Gratis")
    facts = StreamField(FactStreamBlock(), blank=True, verbose_name=_("more facts"))
    needs = models.TextField(_("what you need"), blank=True, help_text=_("One thing a line."))
    who = models.TextField(_("who may"), blank=True, help_text=_("One condition a line, only what officers check."))
    decided_how = models.TextField(_("how it is decided"), blank=True)
    steps = StreamField(
        StepStreamBlock(),
        blank=True,
        verbose_name=_("what happens next"),
        help_text=_("Shown only while the service can be asked for on this site."),
    )
    body = StreamField(PageStreamBlock(), blank=True, verbose_name=_("more content"))
    complaint = models.TextField(
        _("complaints"), blank=True, help_text=_("Leave empty for the sentence about objections.")
    )
    start_label = models.CharField(_("label of the button"), max_length=40, blank=True)
    start_address = models.CharField(_("address of the button"), max_length=200, blank=True)
    illustration = models.CharField(_("illustration"), max_length=60, blank=True)
    related = StreamField(RelatedStreamBlock(), blank=True, verbose_name=_("related links"))

    parent_page_types = ["home.HomePage", "home.InfoPage"]
    subpage_types = ["home.InfoPage"]
    template = "home/service_page.html"
    content_panels = [
        *ContentPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("duration"),
                FieldPanel("decided_by", required_on_save=False),
                FieldPanel("cost"),
                FieldPanel("facts"),
            ],
            heading=_("At a glance"),
        ),
        FieldPanel("needs"),
        FieldPanel("who"),
        FieldPanel("decided_how"),
        FieldPanel("steps"),
        FieldPanel("body"),
        FieldPanel("complaint"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("start_label", "start_address", "illustration")], heading=_("Start button")
        ),
        FieldPanel("related"),
    ]

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def get_context(self, request, *args, **kwargs):
        from home import services

        return super().get_context(request, *args, **kwargs) | services.shown(self)


class NewsCategory(Orderable):
    """What kind of news it is: an announcement, a result, an event."""

    name_id = models.CharField(_("name (Indonesian)"), max_length=40)
    name_en = models.CharField(_("name (English)"), max_length=40, blank=True)
    slug = models.SlugField(_("address"), max_length=40, unique=True)

    panels = [FieldPanel("name_id"), FieldPanel("name_en"), FieldPanel("slug")]

    class Meta(Orderable.Meta):
        verbose_name = _("category of news")
        verbose_name_plural = _("categories of news")

    def __str__(self):
        return self.name_id

    @property
    def name(self) -> str:
        return ((get_language() or "").startswith("en") and self.name_en) or self.name_id


class NewsIndexPage(ContentPage):
    """News, newest first, by category."""

    PER_PAGE = 12

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.NewsPage"]
    max_count_per_parent = 1
    template = "home/news_index_page.html"

    class Meta:
        verbose_name = _("list of news")

    def get_context(self, request, *args, **kwargs):
        category = NewsCategory.objects.filter(slug=request.GET.get("kategori", "")).first()
        news = NewsPage.objects.child_of(self).live().newest_first()
        news = news.filter(category=category) if category else news
        page = Paginator(news, self.PER_PAGE).get_page(request.GET.get("hal"))
        chips = _chips(self.get_url(request), category)
        return super().get_context(request, *args, **kwargs) | {
            "news": page,
            "category": category,
            "chips": chips,
            "feeds": _feeds(category),
        }


def _feeds(category: NewsCategory | None) -> list[dict]:
    """The feeds of this list, for the head of the page and for whoever wants to be told."""
    from home import feeds

    names = {"news_atom": "application/atom+xml", "news_rss": "application/rss+xml"}
    return [{"type": kind, "url": feeds.address(name, category)} for name, kind in names.items()]


def _chips(url: str, current: NewsCategory | None) -> list[dict]:
    """Links to the categories that have news; none when there is only one kind."""
    categories = NewsCategory.objects.filter(pk__in=NewsPage.objects.live().values("category")).order_by("sort_order")
    links = [
        {"label": each.name, "url": f"{url}?kategori={each.slug}", "is_current": each == current} for each in categories
    ]
    return [{"label": _("All"), "url": url, "is_current": current is None}, *links] if links else []


class NewsPageQuerySet(PageQuerySet):
    def newest_first(self):
        return self.select_related("locale", "category", "picture").order_by("-published_on", "-pk")


NewsPageManager = PageManager.from_queryset(NewsPageQuerySet)


class NewsPage(ContentPage):
    """An announcement or a piece of news, with its date; figures carry period and source."""

    published_on = models.DateField(_("date"), default=timezone.localdate)
    category = models.ForeignKey(
        NewsCategory,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("category"),
    )
    picture = models.ForeignKey(
        "core.CustomImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    picture_alt = models.CharField(
        _("what the picture shows"), max_length=160, blank=True, help_text=_("For those who cannot see it.")
    )
    body = StreamField(PageStreamBlock(), blank=True, verbose_name=_("content"))
    related = StreamField(RelatedStreamBlock(), blank=True, verbose_name=_("related links"))

    objects = NewsPageManager()

    parent_page_types = ["home.NewsIndexPage"]
    subpage_types = []
    template = "home/news_page.html"
    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("published_on"),
        FieldPanel("category"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
        FieldPanel("body"),
        FieldPanel("related"),
    ]

    class Meta:
        verbose_name = _("news")
