"""Blocks that show what the office keeps elsewhere."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, DecimalBlock, StaticBlock, StructBlock

from core.blocks.groups import AHEAD, OFFICE


class ContactBlock(StaticBlock):
    class Meta:
        icon = "mail"
        label = _("Contact")
        group = OFFICE
        admin_text = _("Contact of the office, from the settings.")
        template = "core/blocks/contact.html"
        preview_value = None
        description = _("Contact of the office, from the settings.")


class MapBlock(StructBlock):
    """An address with a link to a map; no map is loaded into the page."""

    name = CharBlock(label=_("Place"), max_length=80)
    address = CharBlock(label=_("Street address"), max_length=200)
    landmark = CharBlock(label=_("Landmark"), required=False, max_length=120, help_text=_("What stands near it."))
    latitude = DecimalBlock(label=_("Latitude"), max_digits=9, decimal_places=6, min_value=-90, max_value=90)
    longitude = DecimalBlock(label=_("Longitude"), max_digits=9, decimal_places=6, min_value=-180, max_value=180)

    class Meta:
        icon = "site"
        label = _("Map link")
        group = AHEAD
        template = "core/blocks/map.html"
        preview_value = {
            "name": "Balai Latihan Kerja",
            "address": "Jl. Contoh Raya No. 2",
            "landmark": "Di seberang kantor kecamatan",
            "latitude": "-6.178306",
            "longitude": "106.631889",
        }
        description = _("Address with a link to a map. Name a landmark, too.")
