"""The bands of the home page."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, IntegerBlock, ListBlock, TextBlock

from core.blocks.facts import FigureBlock
from core.blocks.links import LinkBlock
from core.blocks.text import StepBlock

LAYOUT = ["title", "text", "page", "address"]  # a block with more fields names them too: others are not in the form


class SectionBlock(LinkBlock):
    """A band of the home page: heading, sentence, link to more."""

    title = CharBlock(label=_("Title"), max_length=80)
    text = CharBlock(label=_("Text"), required=False, max_length=200)

    class Meta:
        form_layout = LAYOUT


class OpenBatchesBlock(SectionBlock):
    number = IntegerBlock(label=_("How many"), default=4, min_value=1, max_value=12)

    class Meta:
        icon = "calendar-alt"
        label = _("Open batches")
        form_layout = [*LAYOUT, "number"]
        template = "core/blocks/open_batches.html"
        preview_value = {"title": "Pendaftaran dibuka", "text": "", "address": "/jadwal/", "number": 4}
        description = _("Open batches, kept up to date by itself.")


class StepsSectionBlock(SectionBlock):
    steps = ListBlock(StepBlock(), label=_("Steps"), max_num=5)

    class Meta:
        icon = "list-ol"
        label = _("Band with steps")
        form_layout = [*LAYOUT, "steps"]
        template = "core/blocks/steps_section.html"
        preview_value = {
            "title": "Dari pengumuman sampai sertifikat",
            "text": "Setiap tahap punya tanggal.",
            "steps": [{"title": "Pengumuman", "text": "Angkatan baru tampil."}, {"title": "Pendaftaran", "text": ""}],
        }
        description = _("Up to five numbered steps beside each other.")


class NewsSectionBlock(SectionBlock):
    number = IntegerBlock(label=_("How many"), default=3, min_value=1, max_value=6)
    help_title = CharBlock(label=_("Title of the help box"), required=False, max_length=80)
    help_text = TextBlock(label=_("Text of the help box"), required=False, max_length=300)

    class Meta:
        icon = "doc-full-inverse"
        label = _("News and help")
        form_layout = [*LAYOUT, "number", "help_title", "help_text"]
        template = "core/blocks/news_section.html"
        preview_value = {
            "title": "Pengumuman",
            "number": 3,
            "help_title": "Bingung mulai dari mana?",
            "help_text": "Petugas menjawab pada jam kerja.",
        }
        description = _("The latest news, with a box that says whom to ask.")


class FiguresSectionBlock(SectionBlock):
    figures = ListBlock(FigureBlock(), label=_("Figures"), max_num=4)

    class Meta:
        icon = "order"
        label = _("Band with figures")
        form_layout = [*LAYOUT, "figures"]
        template = "core/blocks/figures_section.html"
        preview_value = {
            "title": "Angka kami",
            "figures": [{"value": "3.085", "label": "peserta bersertifikat", "source": "Sampai Juni 2024. Data dinas"}],
        }
        description = _("Large figures, each with period and source.")
