"""The report of live figures for staff: whole numbers, filters, and a workbook. Small ones are not for publishing."""

import datetime as dt
from decimal import Decimal

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.enums import Sex
from core.asked import whole
from core.formats import number
from core.models import District
from programs.models import Batch, ProgramPage
from stats import downloads, queries
from stats.enums import Measure
from stats.queries import Filters
from stats.tables import Column, Table, Words

PERMISSION = "stats.view_figures"
ROWS = [
    ("month", gettext_lazy("Month")),
    ("program_id", gettext_lazy("Programme")),
    ("district_id", gettext_lazy("Kecamatan")),
    ("sex", gettext_lazy("Sex")),
]


class ProgramChoice(forms.ModelChoiceField):
    """A number that no column holds is no programme; Django asks the database for it all the same."""

    def to_python(self, value):
        return super().to_python(value if whole(value) is not None else "")


class ReportForm(forms.Form):
    """What is counted and by what; every field has an answer that leaves nothing out."""

    rows = forms.ChoiceField(label=gettext_lazy("Rows"), choices=ROWS, required=False)
    first = forms.DateField(
        label=gettext_lazy("From month"), required=False, widget=forms.DateInput(attrs={"type": "month"}),
        input_formats=["%Y-%m"],
    )  # fmt: skip
    last = forms.DateField(
        label=gettext_lazy("To month"), required=False, widget=forms.DateInput(attrs={"type": "month"}),
        input_formats=["%Y-%m"],
    )  # fmt: skip
    program = ProgramChoice(label=gettext_lazy("Programme"), queryset=ProgramPage.objects.none(), required=False)
    district = forms.ModelChoiceField(label=gettext_lazy("Kecamatan"), queryset=District.objects.all(), required=False)
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False, choices=[("", "---------"), *Sex.choices])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        used = Batch.objects.values("program_page_id")
        self.fields["program"].queryset = ProgramPage.objects.filter(pk__in=used).order_by("title")

    def filters(self) -> Filters:
        """The chosen span, else this year; a wrong value filters nothing."""
        self.is_valid()
        today, chosen = timezone.localdate(), self.cleaned_data
        program, district = chosen.get("program"), chosen.get("district")
        return Filters(
            first=chosen.get("first") or dt.date(today.year, 1, 1),
            last=chosen.get("last") or today,
            program=program and program.pk,
            district=district and district.pk,
            sex=chosen.get("sex") or "",
        )

    @property
    def by(self) -> str:
        return self.cleaned_data.get("rows") or "month"


def table_of(form: ReportForm) -> Table:
    """The counts as the report shows and exports them, with their total in the last row."""
    filters, by = form.filters(), form.by
    sums = queries.sums(filters.apply(), by)
    labels = _labels(by, sums)
    head = [Column(Words(str(dict(ROWS)[by])), False), *[Column(Words(str(m.label)), True) for m in Measure]]
    rows = [[Words(labels[key]), *_counts(sums[key])] for key in sorted(sums, key=lambda key: str(labels[key]))]
    if by == "month":
        rows = [[Words(labels[key]), *_counts(sums[key])] for key in sorted(sums)]
    total = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)] or [Decimal(0)] * len(Measure)
    return Table(head, [*rows, [Words(_("Total")), *total]])


def _counts(found: dict[str, int]) -> list[Decimal]:
    return [Decimal(found.get(measure, 0)) for measure in Measure.values]


def _labels(by: str, keys) -> dict:
    if by == "month":
        return {key: date_format(key, "F Y") for key in keys}
    known = {"program_id": queries.programs, "district_id": lambda ids: queries.districts()}
    named = dict(Sex.choices) if by == "sex" else known[by](keys)
    return {key: str(named.get(key) or (_("Not known") if by != "program_id" else _("Other services"))) for key in keys}


class FiguresReport(TemplateView):
    """/cms/angka/: the report, and the same as a workbook with ?export=xlsx."""

    template_name = "stats/report.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        form = ReportForm(request.GET)
        table = table_of(form)
        if request.GET.get("export") == "xlsx":
            return _workbook(form, table)
        return self.render_to_response(self.get_context_data(form=form, table=table))

    def get_context_data(self, *, form, table, **kwargs):
        export = self.request.GET.copy()
        export["export"] = "xlsx"
        rows = [[str(row[0]), *[number(value) for value in row[1:]]] for row in table.rows]
        return super().get_context_data(**kwargs) | {
            "page_title": _("Figures"),
            "header_icon": "order",
            "form": form,
            "head": [str(column.label) for column in table.columns],
            "rows": rows[:-1],
            "total": rows[-1],
            "export_url": f"?{export.urlencode()}",
        }


def _workbook(form: ReportForm, table: Table) -> HttpResponse:
    chosen = form.filters()
    span = f"{date_format(chosen.first, 'F Y')}–{date_format(chosen.last, 'F Y')}"
    about = [
        (_("Period"), span),
        (_("Source"), _("Counted from the event log of our services")),
        (_("Note"), _("For work in the office. Do not publish numbers below 5.")),
    ]
    content = downloads.to_xlsx(downloads.Sheet(_("Figures"), table, about))
    response = HttpResponse(content, content_type=downloads.XLSX)
    response["Content-Disposition"] = 'attachment; filename="angka-layanan.xlsx"'
    return response
