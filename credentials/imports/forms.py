"""What somebody sends to take over a register: the file, and the batch where it lists participants."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from credentials.imports import table
from credentials.imports.importers import IMPORTERS, PARTICIPANTS
from programs.enums import BatchState
from programs.models import Batch

MAX_BYTES = table.MAX_MB * 1024 * 1024


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("Register"), choices=[(each.kind, each.title) for each in IMPORTERS.values()])
    batch = forms.ModelChoiceField(
        label=_("Batch"),
        queryset=Batch.objects.none(),
        required=False,
        help_text=_("Only for a list of participants."),
    )
    file = forms.FileField(label=_("File"), help_text=_("XLSX or CSV, at most 8 MB and 10,000 rows."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        open_batches = Batch.objects.filter(state=BatchState.RUNNING, ends_on__gte=timezone.localdate())
        self.fields["batch"].queryset = open_batches.order_by("-starts_on", "-pk")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_now("The file is larger than %(count)d MB.") % {"count": table.MAX_MB})
        return file

    def clean(self):
        cleaned = super().clean()
        is_list = cleaned.get("kind") == PARTICIPANTS.kind
        if is_list and not cleaned.get("batch") and "batch" not in self.errors:
            self.add_error("batch", _now("Choose the batch these people belong to."))
        if not is_list:
            cleaned["batch"] = None
        return cleaned
