"""Blocks of facts and figures."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock, StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock, TypedTableBlockValidationError

from core.blocks.groups import FACTS


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
        group = FACTS
        template = "core/blocks/facts.html"
        preview_value = {"title": "Ringkasan", "facts": [{"label": "Biaya", "value": "Gratis", "note": ""}]}
        description = _("Table of facts for when, where, fee and who. Put it first.")


class FigureBlock(StructBlock):
    value = CharBlock(label=_("Figure"), max_length=20)
    label = CharBlock(label=_("What it counts"), max_length=120)
    source = CharBlock(label=_("Period and source"), max_length=200)


class FiguresBlock(StructBlock):
    figures = ListBlock(FigureBlock(), label=_("Figures"), max_num=4)

    class Meta:
        icon = "order"
        label = _("Figures")
        group = FACTS
        template = "core/blocks/figures.html"
        preview_value = {
            "figures": [{"value": "3.085", "label": "peserta bersertifikat", "source": "Sampai Juni 2024. Data dinas"}]
        }
        description = _("Large figures, each with period and source.")


class NumberBlock(CharBlock):
    """A number as it is printed (1.912.679 or 6,33%); set to the right."""


class TableBlock(StructBlock):
    """Words and numbers in rows; its caption is said by screen readers before the first cell."""

    caption = CharBlock(label=_("What the table shows"), max_length=120)
    table = TypedTableBlock(
        [
            ("text", CharBlock(label=_("Text"), required=False)),
            ("number", NumberBlock(label=_("Number"), required=False)),
        ],
        label=_("Table"),
    )
    source = CharBlock(label=_("Period and source"), required=False, max_length=200)

    def clean(self, value):
        """A table without a cell would be an empty box, and a fault for screen readers."""
        cleaned = super().clean(value)
        if not cleaned["table"].columns or not cleaned["table"].row_data:
            empty = TypedTableBlockValidationError(non_block_errors=[_("Add at least one column and one row.")])
            raise StructBlockValidationError(block_errors={"table": empty})
        return cleaned

    class Meta:
        icon = "table"
        label = _("Table")
        group = FACTS
        template = "core/blocks/table.html"
        preview_value = {
            "caption": "Jam layanan",
            "table": {
                "columns": [{"type": "text", "heading": "Hari"}, {"type": "number", "heading": "Jam"}],
                "rows": [{"values": ["Senin–Kamis", "08.00–15.00"]}, {"values": ["Jumat", "08.00–14.00"]}],
                "caption": "",
            },
            "source": "",
        }
        description = _("Rows and columns. With figures, name period and source.")
