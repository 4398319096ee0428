"""How an editor gives a table: a CSV file or its text, in one field of the page editor."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from stats import tables
from stats.enums import Chart

FIGURE_COLUMNS = 7  # indicator, value, unit, period, source, date of the source, note


class TableWidget(forms.Textarea):
    """The table as CSV text, with a button that reads a file into it.

    The text is what the form sends: the preview of the CMS knows no files. Without the script the file is sent along
    and read on the server.
    """

    template_name = "stats/table_widget.html"
    needs_multipart_form = True

    class Media:
        js = ["stats/table.js"]

    def value_from_datadict(self, data, files, name):
        upload = files.get(f"{name}-file")
        if not upload:
            return data.get(name, "")
        upload.seek(0)  # asked for again when the form comes back with its faults
        return upload.read()

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}-file" not in files


class TableField(forms.Field):
    """CSV (text or file) in, the JSON of a table out."""

    widget = TableWidget(attrs={"rows": 12, "spellcheck": "false", "wrap": "off"})

    def prepare_value(self, value):
        if isinstance(value, dict):
            return tables.Table.from_json(value).to_csv()
        if isinstance(value, bytes):
            try:
                return tables.decode(value)
            except tables.Faults:
                return ""
        return value

    def to_python(self, value):
        if isinstance(value, dict):
            return value
        try:
            text = tables.decode(value) if isinstance(value, bytes) else value or ""
            return tables.parse(text).to_json() if text.strip() else tables.empty()
        except tables.Faults as faults:
            raise forms.ValidationError(faults.reasons)

    def validate(self, value):
        if self.required and not value["rows"]:
            raise forms.ValidationError(_("Give the table: choose a CSV file, or paste its lines."))

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != (initial or tables.empty())
        except forms.ValidationError:
            return True


class DataPageForm(WagtailAdminPageForm):
    """The editor of a data page. A translation shows words only: its table is the one of the source page."""

    table = TableField(label=_("Table"), required=False)

    def clean(self):
        cleaned = super().clean()
        chart, table = cleaned.get("chart"), cleaned.get("table")
        if chart and table and table["rows"]:
            for reason in drawing_faults(Chart(chart), tables.Table.from_json(table)):
                self.add_error("chart", reason)
        return cleaned


def drawing_faults(chart: Chart, table: tables.Table) -> list[str]:
    """Why this table cannot be drawn that way; empty means it can."""
    numbers = len(table.numbers)
    if chart == Chart.FIGURES:
        fits = len(table.columns) == FIGURE_COLUMNS and table.columns[1].is_number
        return [] if fits else [_("Figures side by side need seven columns; take the template for figures.")]
    if chart == Chart.PYRAMID and numbers < 2:
        return [_("A population pyramid needs two columns of numbers: men and women.")]
    if chart != Chart.NONE and not numbers:
        return [_("Nothing can be drawn: no column holds numbers.")]
    return []
