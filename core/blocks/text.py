"""Blocks of words: headings, paragraphs, notes, lists, quotes, questions."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, RichTextBlock, StructBlock, TextBlock

from core.blocks.groups import WORDS

TONES = [("info", _("Good to know")), ("", _("Notice")), ("ask", _("Something to do"))]


class HeadingBlock(CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        group = WORDS
        template = "core/blocks/heading.html"
        preview_value = "Yang perlu disiapkan"
        description = _("A heading that people look for, not the name of an event.")


class ParagraphBlock(RichTextBlock):
    def __init__(self, **kwargs):
        super().__init__(features=["bold", "italic", "link", "document-link", "ul", "ol", "h2", "h3"], **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = WORDS
        template = "core/blocks/paragraph.html"
        preview_value = "<p>Petugas memeriksa dokumen dalam 3 hari kerja. Hasilnya kami kirim lewat surel.</p>"
        description = _("Plain text: paragraphs, lists and links. At most four sentences a paragraph.")


class NoteBlock(StructBlock):
    tone = ChoiceBlock(label=_("Kind"), choices=TONES, required=False, default="info")
    title = CharBlock(label=_("Title"), required=False, max_length=120)
    text = TextBlock(label=_("Text"), max_length=400)

    class Meta:
        icon = "warning"
        label = _("Note")
        group = WORDS
        template = "core/blocks/note.html"
        preview_value = {
            "tone": "info",
            "title": "Semua layanan gratis",
            "text": "Laporkan bila ada yang meminta biaya.",
        }
        description = _("Something important people miss. At most one a page.")


class CheckListBlock(StructBlock):
    points = ListBlock(CharBlock(label=_("Point"), max_length=240), label=_("Points"))

    class Meta:
        icon = "list-ul"
        label = _("List")
        group = WORDS
        template = "core/blocks/check_list.html"
        preview_value = {"points": ["KTP Kota Tangerang", "Ijazah terakhir", "Pas foto 3x4"]}
        description = _("Short points, each with a tick: conditions, or what to bring.")


class StepBlock(StructBlock):
    title = CharBlock(label=_("Step"), max_length=80)
    text = CharBlock(label=_("Text"), required=False, max_length=240)


class StepsBlock(StructBlock):
    steps = ListBlock(StepBlock(), label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        group = WORDS
        template = "core/blocks/steps.html"
        preview_value = {
            "steps": [{"title": "Daftar", "text": "Isi langkah pendek."}, {"title": "Seleksi", "text": ""}]
        }
        description = _("Numbered steps. Start each with a verb.")


class QuoteBlock(StructBlock):
    text = TextBlock(label=_("Quote"), max_length=300)
    name = CharBlock(label=_("First name"), max_length=40)
    about = CharBlock(label=_("About the person"), required=False, max_length=80)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        group = WORDS
        template = "core/blocks/quote.html"
        preview_value = {
            "text": "Sekarang saya menerima jahitan di rumah.",
            "name": "Rina",
            "about": "Peserta",
        }
        description = _("Quote of a participant, with first name and permission.")


class QuestionAnswerBlock(StructBlock):
    question = CharBlock(label=_("Question"), max_length=160)
    answer = RichTextBlock(label=_("Answer"), features=["bold", "link", "ul", "ol"])


class QuestionsBlock(StructBlock):
    questions = ListBlock(QuestionAnswerBlock(), label=_("Questions"))

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        group = WORDS
        template = "core/blocks/questions.html"
        preview_value = {"questions": [{"question": "Apakah ada biaya?", "answer": "<p>Tidak. Semua gratis.</p>"}]}
        description = _("Questions people ask, each with its answer in full.")


class AccordionItemBlock(StructBlock):
    title = CharBlock(label=_("Title"), max_length=100)
    text = RichTextBlock(label=_("Text"), features=["bold", "link", "document-link", "ul", "ol"])


class AccordionBlock(StructBlock):
    parts = ListBlock(AccordionItemBlock(), label=_("Parts"), min_num=1)

    class Meta:
        icon = "collapse-down"
        label = _("Parts to open")
        group = WORDS
        template = "core/blocks/accordion.html"
        preview_value = {
            "parts": [
                {"title": "Bila ijazah hilang", "text": "<p>Bawa surat keterangan dari sekolah.</p>"},
                {"title": "Bila nama berbeda", "text": "<p>Unggah akta kelahiran.</p>"},
            ]
        }
        description = _("Details for a few readers, closed at first. Never hide what everybody needs.")
