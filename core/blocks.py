"""Content blocks of pages. Each has words for its preview, so that editors see it before they choose it."""

from pathlib import Path

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StaticBlock,
    StreamBlock,
    StructBlock,
    StructValue,
    TextBlock,
)
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from core import links, routing

TONES = [("info", _("Good to know")), ("", _("Notice")), ("ask", _("Something to do"))]
ICONS = [
    ("training", _("Training")),
    ("job", _("Job")),
    ("card", _("Card")),
    ("status", _("Status")),
    ("calendar", _("Calendar")),
    ("help", _("Help")),
    ("document", _("Document")),
    ("people", _("People")),
]
GROUNDS = [("", _("Green")), ("bata", _("Brick")), ("kunyit", _("Yellow"))]


def illustrations() -> list[tuple[str, str]]:
    """Return the pictures that come with the site, by name."""
    folder = Path(settings.STATICFILES_DIRS[0]) / "illustrations"
    return [(path.stem, path.stem) for path in sorted(folder.glob("*.svg"))]


class LinkValue(StructValue):
    """A link to a page in the reader's language, or to an address."""

    @cached_property
    def url(self) -> str:
        page = self.get("page")
        return routing.localized_url(page.pk, get_language()) if page else links.localized(self.get("address") or "")


class LinkBlock(StructBlock):
    """What blocks with a link build on."""

    page = PageChooserBlock(label=_("Page"), required=False)
    address = CharBlock(
        label=_("or address"), required=False, help_text=_("Such as /jadwal/, or an address that starts with https.")
    )

    class Meta:
        value_class = LinkValue


class HeadingBlock(CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        template = "core/blocks/heading.html"
        preview_value = "Yang perlu disiapkan"
        description = _("A heading that people look for, not the name of an event.")


class ParagraphBlock(RichTextBlock):
    def __init__(self, **kwargs):
        super().__init__(features=["bold", "italic", "link", "document-link", "ul", "ol", "h2", "h3"], **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
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
        template = "core/blocks/steps.html"
        preview_value = {
            "steps": [{"title": "Daftar", "text": "Isi langkah pendek."}, {"title": "Seleksi", "text": ""}]
        }
        description = _("Numbered steps. Start each with a verb.")


class FactBlock(StructBlock):
    label = CharBlock(label=_("Label"), max_length=60)
    value = CharBlock(label=_("Fact"), max_length=240)
    note = CharBlock(label=_("Note"), required=False, max_length=160)


class FactsBlock(StructBlock):
    title = CharBlock(label=_("Title"), required=False, max_length=80)
    facts = ListBlock(FactBlock(), label=_("Facts"))

    class Meta:
        icon = "table"
        label = _("Facts")
        template = "core/blocks/facts.html"
        preview_value = {"title": "Ringkasan", "facts": [{"label": "Biaya", "value": "Gratis", "note": ""}]}
        description = _("Table of facts for when, where, fee and who. Put it first.")


class ButtonBlock(LinkBlock):
    label = CharBlock(label=_("Label"), max_length=40)
    is_main = BooleanBlock(label=_("The main action of the page"), required=False)

    class Meta:
        icon = "arrow-right"
        label = _("Button")
        template = "core/blocks/button.html"
        preview_value = {"label": "Lihat kelas yang dibuka", "address": "/jadwal/", "is_main": True}
        description = _("One main action a page. Start with a verb.")


class TaskBlock(LinkBlock):
    title = CharBlock(label=_("Title"), max_length=40)
    text = CharBlock(label=_("Text"), required=False, max_length=80)
    icon = ChoiceBlock(label=_("Icon"), choices=ICONS, default="training")
    tone = ChoiceBlock(label=_("Colour"), choices=GROUNDS, required=False)


class TasksBlock(StructBlock):
    tasks = ListBlock(TaskBlock(), label=_("Tasks"), max_num=8)

    class Meta:
        icon = "tasks"
        label = _("Tasks")
        template = "core/blocks/tasks.html"
        preview_value = {
            "tasks": [
                {
                    "title": "Cari pelatihan",
                    "text": "17 bidang",
                    "icon": "training",
                    "tone": "",
                    "address": "/pelatihan/",
                },
                {
                    "title": "Cek status saya",
                    "text": "Dengan nomor",
                    "icon": "status",
                    "tone": "",
                    "address": "/status/",
                },
            ]
        }
        description = _("What people come for, as large links.")


class PictureBlock(StructBlock):
    image = ImageBlock(label=_("Picture"))
    caption = CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "core/blocks/picture.html"
        description = _("Picture with alternative text and caption.")


class QuoteBlock(StructBlock):
    text = TextBlock(label=_("Quote"), max_length=300)
    name = CharBlock(label=_("First name"), max_length=40)
    about = CharBlock(label=_("About the person"), required=False, max_length=80)

    class Meta:
        icon = "openquote"
        label = _("Quote")
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
        template = "core/blocks/questions.html"
        preview_value = {"questions": [{"question": "Apakah ada biaya?", "answer": "<p>Tidak. Semua gratis.</p>"}]}
        description = _("Questions people ask, each with its answer in full.")


class FigureBlock(StructBlock):
    value = CharBlock(label=_("Figure"), max_length=20)
    label = CharBlock(label=_("What it counts"), max_length=120)
    source = CharBlock(label=_("Period and source"), max_length=200)


class FiguresBlock(StructBlock):
    figures = ListBlock(FigureBlock(), label=_("Figures"), max_num=4)

    class Meta:
        icon = "order"
        label = _("Figures")
        template = "core/blocks/figures.html"
        preview_value = {
            "figures": [{"value": "3.085", "label": "peserta bersertifikat", "source": "Sampai Juni 2024. Data dinas"}]
        }
        description = _("Large figures, each with period and source.")


class FileBlock(StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    label = CharBlock(label=_("Label"), max_length=120)

    class Meta:
        icon = "download"
        label = _("Download")
        template = "core/blocks/file.html"
        description = _("Download with type and size. Use a normal page if you can.")


class FeatureBlock(LinkBlock):
    title = CharBlock(label=_("Title"), max_length=80)
    text = TextBlock(label=_("Text"), max_length=300)
    label = CharBlock(label=_("Label of the button"), max_length=40)
    illustration = ChoiceBlock(label=_("Illustration"), choices=illustrations, required=False)

    class Meta:
        icon = "media"
        label = _("Picture band")
        template = "core/blocks/feature.html"
        preview_value = {
            "title": "Si Praja: pelatihan datang ke lingkungan Anda",
            "text": "Dua mobil membawa alat dan pengajar selama tiga hari.",
            "label": "Undang Si Praja",
            "address": "/layanan/si-praja/",
            "illustration": "si-praja-van",
        }
        description = _("A band with a picture, a few sentences and a button.")


class ContactBlock(StaticBlock):
    class Meta:
        icon = "mail"
        label = _("Contact")
        admin_text = _("Contact of the office, from the settings.")
        template = "core/blocks/contact.html"
        preview_value = None
        description = _("Contact of the office, from the settings.")


class BodyStreamBlock(StreamBlock):
    """What every page of text may hold."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    facts = FactsBlock()
    check_list = CheckListBlock()
    steps = StepsBlock()
    note = NoteBlock()
    button = ButtonBlock()
    tasks = TasksBlock()
    questions = QuestionsBlock()
    figures = FiguresBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    feature = FeatureBlock()
    file = FileBlock()
    contact = ContactBlock()

    class Meta:
        template = "core/blocks/stream.html"


class SectionBlock(LinkBlock):
    """A band of the home page: heading, sentence, link to more."""

    title = CharBlock(label=_("Title"), max_length=80)
    text = CharBlock(label=_("Text"), required=False, max_length=200)

    class Meta:
        form_layout = ["title", "text", "page", "address"]


class OpenBatchesBlock(SectionBlock):
    number = IntegerBlock(label=_("How many"), default=4, min_value=1, max_value=12)

    class Meta:
        icon = "calendar-alt"
        label = _("Open batches")
        template = "core/blocks/open_batches.html"
        preview_value = {"title": "Pendaftaran dibuka", "text": "", "address": "/jadwal/", "number": 4}
        description = _("Open batches, kept up to date by itself.")


class StepsSectionBlock(SectionBlock):
    steps = ListBlock(StepBlock(), label=_("Steps"), max_num=5)

    class Meta:
        icon = "list-ol"
        label = _("Band with steps")
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
        template = "core/blocks/figures_section.html"
        preview_value = {
            "title": "Angka kami",
            "figures": [{"value": "3.085", "label": "peserta bersertifikat", "source": "Sampai Juni 2024. Data dinas"}],
        }
        description = _("Large figures, each with period and source.")


class HomeStreamBlock(StreamBlock):
    """The bands of the home page. The first block of tasks stands beside the search at the top."""

    tasks = TasksBlock()
    open_batches = OpenBatchesBlock()
    steps = StepsSectionBlock()
    news = NewsSectionBlock()
    feature = FeatureBlock(template="core/blocks/feature_section.html")
    figures = FiguresSectionBlock()

    class Meta:
        block_counts = {"tasks": {"max_num": 1}}
