"""Blocks with a picture or a file."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, StructBlock, TextBlock, URLBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from core.blocks.groups import AHEAD, PICTURES
from core.blocks.links import LinkBlock


def illustrations() -> list[tuple[str, str]]:
    """Return the pictures that come with the site, by name."""
    folder = Path(settings.STATICFILES_DIRS[0]) / "illustrations"
    return [(path.stem, path.stem) for path in sorted(folder.glob("*.svg"))]


class AltImageBlock(ImageBlock):
    """Wagtail's picture with alternative text, its first field named in the editor's language."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.child_blocks["image"].label = _("Picture")


class PictureBlock(StructBlock):
    image = AltImageBlock(label=_("Picture"))
    caption = CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label_format = "{caption}"
        label = _("Picture")
        group = PICTURES
        template = "core/blocks/picture.html"
        preview_template = "core/blocks/previews/picture.html"
        preview_value = {"image": None, "caption": "Peserta berlatih menjahit di balai latihan kerja."}
        description = _("Picture with alternative text and caption.")


class FileBlock(StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    label = CharBlock(label=_("Label"), max_length=120)

    class Meta:
        icon = "download"
        label = _("Download")
        group = PICTURES
        template = "core/blocks/file.html"
        preview_template = "core/blocks/previews/file.html"
        preview_value = {"document": None, "label": "Formulir daftar anggota kelompok"}
        description = _("Download with type and size. Use a normal page if you can.")


class FeatureBlock(LinkBlock):
    title = CharBlock(label=_("Title"), max_length=80)
    text = TextBlock(label=_("Text"), max_length=300)
    label = CharBlock(label=_("Label of the button"), max_length=40)
    illustration = ChoiceBlock(label=_("Illustration"), choices=illustrations, required=False)

    class Meta:
        icon = "media"
        label = _("Picture band")
        group = AHEAD
        form_layout = ["title", "text", "label", "page", "address", "illustration"]
        label_format = "{title}"
        template = "core/blocks/feature.html"
        preview_value = {
            "title": "Si Praja: pelatihan datang ke lingkungan Anda",
            "text": "Dua mobil membawa alat dan pengajar selama tiga hari.",
            "label": "Undang Si Praja",
            "address": "/layanan/si-praja/",
            "illustration": "si-praja-van",
        }
        description = _("A band with a picture, a few sentences and a button.")


class GalleryItemBlock(StructBlock):
    image = AltImageBlock(label=_("Picture"))
    caption = CharBlock(label=_("Caption"), required=False, max_length=160)

    class Meta:
        label_format = "{caption}"


class GalleryBlock(StructBlock):
    """Several pictures beside each other; nothing slides or opens by itself."""

    title = CharBlock(label=_("Title"), required=False, max_length=80)
    pictures = ListBlock(GalleryItemBlock(), label=_("Pictures"), min_num=2, max_num=24)

    class Meta:
        icon = "image"
        label = _("Gallery")
        group = PICTURES
        template = "core/blocks/gallery.html"
        preview_template = "core/blocks/previews/gallery.html"
        preview_value = {"title": "Kegiatan di balai", "pictures": []}
        description = _("Several photos. Permission of people shown must be recorded.")


class DocumentsBlock(StructBlock):
    title = CharBlock(label=_("Title"), required=False, max_length=80)
    files = ListBlock(FileBlock(), label=_("Files"), min_num=1)

    class Meta:
        icon = "doc-full"
        label = _("Documents")
        group = PICTURES
        template = "core/blocks/documents.html"
        preview_template = "core/blocks/previews/documents.html"
        preview_value = {"title": "Unduhan", "files": []}
        description = _("Files to download, each with type, size and date.")


class VideoBlock(StructBlock):
    """A link and nothing else: no player, and no request to another host before somebody follows it."""

    title = CharBlock(label=_("Title"), max_length=120)
    url = URLBlock(label=_("Address of the video"), help_text=_("An address that starts with https."))
    minutes = CharBlock(label=_("Length"), required=False, max_length=20, help_text=_("Such as 2 menit."))
    text = TextBlock(label=_("What is said and shown"), max_length=600, help_text=_("For those who cannot watch it."))

    class Meta:
        icon = "media"
        label = _("Video")
        group = PICTURES
        template = "core/blocks/video.html"
        preview_value = {
            "title": "Cara mengisi pendaftaran",
            "url": "https://video.contoh.id/cara-mendaftar",
            "minutes": "2 menit",
            "text": "Petugas menunjukkan tiap langkah, dari memilih kelas sampai menerima nomor kasus.",
        }
        description = _("Link to a video with captions. Videos never play by themselves.")


class CardBlock(LinkBlock):
    title = CharBlock(label=_("Title"), max_length=60)
    text = CharBlock(label=_("Text"), required=False, max_length=160)
    illustration = ChoiceBlock(label=_("Illustration"), choices=illustrations, required=False)

    class Meta:
        form_layout = ["title", "text", "page", "address", "illustration"]
        label_format = "{title}"


class CardsBlock(StructBlock):
    title = CharBlock(label=_("Title"), required=False, max_length=80)
    cards = ListBlock(CardBlock(), label=_("Cards"), min_num=2, max_num=9)

    class Meta:
        icon = "grip"
        label = _("Cards")
        group = AHEAD
        template = "core/blocks/cards.html"
        preview_value = {
            "title": "Pilih jalur",
            "cards": [
                {
                    "title": "Pelatihan BLK",
                    "text": "Tiga puluh hari, dari dasar sampai uji.",
                    "illustration": "blk-sewing",
                    "address": "/pelatihan/",
                },
                {
                    "title": "Kewirausahaan",
                    "text": "Tiga hari untuk memulai usaha.",
                    "illustration": "usaha-barista",
                    "address": "/pelatihan/",
                },
            ],
        }
        description = _("Two to nine ways on, each a picture, a title and a sentence.")


class CallToActionBlock(LinkBlock):
    title = CharBlock(label=_("Title"), max_length=80)
    text = CharBlock(label=_("Text"), max_length=200)
    label = CharBlock(label=_("Label of the button"), max_length=40)

    class Meta:
        icon = "pick"
        label = _("Call to act")
        group = AHEAD
        form_layout = ["title", "text", "label", "page", "address"]
        template = "core/blocks/call_to_action.html"
        preview_value = {
            "title": "Siap mendaftar?",
            "text": "Pengisian sekitar 15 menit, dan Anda boleh berhenti di tengah jalan.",
            "label": "Lihat kelas yang dibuka",
            "address": "/pelatihan/",
        }
        description = _("The one thing to do next, at the end of a page.")
