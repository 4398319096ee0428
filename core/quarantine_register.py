"""The register of quarantine: when a virus was found, which, in how large a file."""

from django.utils.translation import gettext_lazy

from core.models import Quarantined
from core.registers import Register


class QuarantineRegister(Register):
    """What was found, when and how large; the files themselves are opened by nobody."""

    model = Quarantined
    menu_label = gettext_lazy("Files with a virus")
    menu_icon = "warning"
    menu_order = 920
    add_to_admin_menu = False  # stands among the reports
    base_url_path = "karantina"
    list_display = ("found_at", "virus", "size", "was_taken")
    list_filter = ("found_at",)
    search_fields = ("virus", "sha256")
    list_export = ("found_at", "virus", "size", "sha256")
    export_filename = "karantina"
    ordering = ("-found_at",)
    inspect_view_fields = ("found_at", "virus", "size", "sha256")

    def was_taken(self, row: Quarantined) -> bool:
        return row.file_key is not None

    was_taken.boolean = True
    was_taken.short_description = gettext_lazy("found after it was taken")
