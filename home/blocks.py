"""Blocks of pages that need what lower apps keep, and which blocks the pages of this app may hold."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StructBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from core.blocks import (
    AccordionBlock,
    BodyStreamBlock,
    CallToActionBlock,
    CardsBlock,
    DocumentsBlock,
    GalleryBlock,
    HomeStreamBlock,
    MapBlock,
    SectionBlock,
    TableBlock,
    VideoBlock,
)
from core.blocks.groups import OFFICE
from helpdesk.queries import of_topic


class FaqBlock(StructBlock):
    """Questions of a topic; their answers are corrected in one place."""

    topic = SnippetChooserBlock("helpdesk.Topic", label=_("Topic"))

    class Meta:
        icon = "help"
        label = _("Questions of a topic")
        group = OFFICE
        template = "home/blocks/faq.html"
        preview_template = "home/blocks/previews/faq.html"
        preview_value = {"topic": None}
        description = _("Questions from the shared list. Correct answers in one place.")

    def get_context(self, value, parent_context=None):
        topic = value.get("topic")
        return super().get_context(value, parent_context) | {"questions": of_topic(topic) if topic else []}


class LiveFiguresBlock(SectionBlock):
    class Meta:
        icon = "order"
        label = _("Our figures")
        template = "home/blocks/live_figures.html"
        preview_value = {"title": "Angka kami", "text": "Setiap angka menyebut sumber dan tanggalnya.", "address": "/"}
        description = _("Key figures with date and source, kept up to date by themselves.")


class PageStreamBlock(BodyStreamBlock):
    """What pages of information, services and news may hold."""

    accordion = AccordionBlock()
    cards = CardsBlock()
    table = TableBlock()
    gallery = GalleryBlock()
    documents = DocumentsBlock()
    video = VideoBlock()
    map = MapBlock()
    faq = FaqBlock()
    call_to_action = CallToActionBlock()

    class Meta:
        template = "core/blocks/stream.html"


class FrontStreamBlock(HomeStreamBlock):
    """The bands of the home page, with figures that count themselves."""

    live_figures = LiveFiguresBlock()

    class Meta:
        block_counts = {"tasks": {"max_num": 1}}
