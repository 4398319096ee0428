"""The register of issued certificates in the CMS."""

from django.utils.translation import gettext_lazy as _

from core.registers import Register
from credentials.models import Credential


class CredentialRegister(Register):
    """Every certificate ever issued, by number. The name is masked: who needs it opens the certificate itself."""

    model = Credential
    menu_label = _("Issued certificates")
    menu_icon = "form"
    menu_order = 350
    list_display = ("number", "masked_name", "program", "batch", "issued_on", "state_label")
    list_export = (
        "number",
        "short_code",
        "kind",
        "masked_name",
        "program",
        "batch",
        "jp",
        "starts_on",
        "ends_on",
        "issued_on",
        "state_label",
    )
    export_filename = "sertifikat-terbit"
    list_filter = ("state", "kind", "year", "issued_at")
    search_fields = ("number", "short_code", "program")
    ordering = ("-issued_at", "-pk")
    inspect_view_fields = (
        "number",
        "short_code",
        "kind",
        "masked_name",
        "program",
        "batch",
        "jp",
        "starts_on",
        "ends_on",
        "issued_on",
        "issued_by",
        "state_label",
        "revoked_at",
        "reason",
        "replaces",
        "key_id",
        "signature_label",
    )

    def get_queryset(self, request):
        """Without what the list does not show and would have to be decrypted."""
        return super().get_queryset(request).defer("subject", "reason").select_related("issued_by", "replaces")
