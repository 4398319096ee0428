"""Blocks that lead somewhere: a page in the reader's language, or an address."""

from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    ListBlock,
    PageChooserBlock,
    StructBlock,
    StructValue,
    TextBlock,
)

from core import links, routing
from core.blocks.groups import AHEAD


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
        label=_("or address"),
        required=False,
        validators=[links.check_address],
        help_text=_("Such as /jadwal/, or an address that starts with https."),
    )

    class Meta:
        value_class = LinkValue

    def get_searchable_content(self, value):
        """What a reader sees in words: no address, and not the names of pictures, icons and colours."""
        words = [
            name
            for name, block in self.child_blocks.items()
            if isinstance(block, CharBlock | TextBlock) and name != "address" and value.get(name)
        ]
        return [text for name in words for text in self.child_blocks[name].get_searchable_content(value[name])]


class ButtonBlock(LinkBlock):
    label = CharBlock(label=_("Label"), max_length=40)
    is_main = BooleanBlock(label=_("The main action of the page"), required=False)

    class Meta:
        icon = "arrow-right"
        label = _("Button")
        group = AHEAD
        form_layout = ["label", "page", "address", "is_main"]
        label_format = "{label}"
        template = "core/blocks/button.html"
        preview_value = {"label": "Lihat kelas yang dibuka", "address": "/jadwal/", "is_main": True}
        description = _("One main action a page. Start with a verb.")


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


class TaskBlock(LinkBlock):
    title = CharBlock(label=_("Title"), max_length=40)
    text = CharBlock(label=_("Text"), required=False, max_length=80)
    icon = ChoiceBlock(label=_("Icon"), choices=ICONS, default="training")
    tone = ChoiceBlock(label=_("Colour"), choices=GROUNDS, required=False)

    class Meta:
        form_layout = ["title", "text", "page", "address", "icon", "tone"]
        label_format = "{title}"


class TasksBlock(StructBlock):
    tasks = ListBlock(TaskBlock(), label=_("Tasks"), max_num=8)

    class Meta:
        icon = "tasks"
        label = _("Tasks")
        group = AHEAD
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
