"""Content blocks of pages."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock, StreamBlock


class BodyStreamBlock(StreamBlock):
    paragraph = RichTextBlock(label=_("Paragraph"), features=["bold", "link", "ul", "ol", "h2", "h3"])


class HomeStreamBlock(BodyStreamBlock):
    pass
