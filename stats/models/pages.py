"""Published figures: an index, data pages that editors make from a CSV, and the live figures of the services."""

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from core.blocks import FigureBlock, HeadingBlock, NoteBlock, ParagraphBlock, QuestionsBlock
from core.models import BasePage
from stats import tables
from stats.enums import Chart, Topic
from stats.forms import DataPageForm


class ReadingStreamBlock(StreamBlock):
    """The words below figures: how they are read, and what they do not say."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    note = NoteBlock()
    questions = QuestionsBlock()

    class Meta:
        template = "core/blocks/stream.html"


class HighlightStreamBlock(StreamBlock):
    """The large figures on top of a data page; the first one also stands on the index."""

    figure = FigureBlock()

    class Meta:
        max_num = 2


class DataIndexPage(BasePage):
    """All published figures, by topic, with the key figures on top."""

    body = StreamField(ReadingStreamBlock(), blank=True, verbose_name=_("how to read the figures"))

    parent_page_types = ["home.HomePage"]
    subpage_types = ["stats.DataPage", "stats.LivePage"]
    max_count_per_parent = 1
    template = "stats/data_index_page.html"
    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("list of figures")

    def get_context(self, request, *args, **kwargs):
        from stats import catalogue

        return super().get_context(request, *args, **kwargs) | catalogue.index(self, request)


class DataPage(BasePage):
    """One table with its unit, period, source and date: drawn, read beside it, and downloaded.

    The table stands in the page itself, so that draft, preview, moderation, history and scheduled publishing hold for
    the numbers as for the words. It exists on the source-language page only; translations read it there.
    """

    topic = models.CharField(_("topic"), max_length=10, choices=Topic, default=Topic.PEOPLE)
    chart = models.CharField(_("drawing"), max_length=8, choices=Chart, default=Chart.BAR)
    table = models.JSONField(_("table"), default=tables.empty, blank=True)
    drawn_columns = models.PositiveSmallIntegerField(
        _("number columns that are drawn"), default=0, help_text=_("Counted from the left; 0 draws all of them.")
    )
    undrawn_rows = models.PositiveSmallIntegerField(
        _("rows at the end that are not drawn"), default=0, help_text=_("Totals, for example.")
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    period = models.CharField(_("period"), max_length=80, blank=True, help_text=_("What time the figures are about."))
    source_name = models.CharField(_("source"), max_length=160, blank=True)
    source_date = models.CharField(_("date of the source"), max_length=40, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)
    note = models.TextField(
        _("note"), blank=True, max_length=800, help_text=_("What does not add up, or differs from another source.")
    )
    highlights = StreamField(HighlightStreamBlock(), blank=True, verbose_name=_("key figures"))
    body = StreamField(ReadingStreamBlock(), blank=True, verbose_name=_("how to read them"))

    parent_page_types = ["stats.DataIndexPage"]
    subpage_types = []
    template = "stats/data_page.html"
    base_form_class = DataPageForm
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("topic"),
        MultiFieldPanel(
            [
                HelpPanel(template="stats/table_help.html"),
                FieldPanel("table"),
                FieldPanel("chart"),
                FieldPanel("drawn_columns"),
                FieldPanel("undrawn_rows"),
            ],
            heading=_("Table"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("unit", "period", "source_name", "source_date", "source_url", "note")],
            heading=_("Where the figures come from"),
        ),
        FieldPanel("highlights"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("data page")

    def get_context(self, request, *args, **kwargs):
        from stats import catalogue

        return super().get_context(request, *args, **kwargs) | catalogue.detail(self, request)

    @cached_property
    def source(self) -> "DataPage":
        """The page in the source language, where the table and its drawing are kept."""
        if self.locale.language_code == settings.LANGUAGE_CODE:
            return self
        found = DataPage.objects.filter(
            translation_key=self.translation_key, locale__language_code=settings.LANGUAGE_CODE
        )
        return found.first() or self

    @property
    def grid(self) -> "tables.Table":
        return tables.Table.from_json(self.source.table)


class LivePage(BasePage):
    """The live figures of the services, counted from the log of what happened."""

    body = StreamField(ReadingStreamBlock(), blank=True, verbose_name=_("how to read them"))

    parent_page_types = ["stats.DataIndexPage"]
    subpage_types = []
    max_count_per_parent = 1
    template = "stats/live_page.html"
    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("live figures")

    def get_context(self, request, *args, **kwargs):
        from stats import live_view

        return super().get_context(request, *args, **kwargs) | live_view.context(request)
