"""Taking over a register in the CMS: template, trial run with faults by row and column, then the import itself."""

import csv

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from cases.rules import Refused
from credentials import rules
from credentials.imports import table, workflow
from credentials.imports.forms import UploadForm
from credentials.imports.importers import IMPORTERS
from credentials.models import ImportRun
from credentials.staff_views import StaffPage, StaffView

SHOWN_FAULTS = 200
LATEST = 20
RELOAD_SECONDS = 3


class ImportView(StaffView):
    permission = rules.ISSUE

    @cached_property
    def run(self) -> ImportRun:
        return get_object_or_404(ImportRun.objects.select_related("by", "batch"), pk=self.kwargs["run"])


class IndexView(StaffPage, FormView):
    """The templates, the form, and what was sent before."""

    permission = rules.ISSUE
    form_class = UploadForm
    template_name = "credentials/staff/imports.html"
    page_title = gettext_lazy("Take over a register")

    def crumbs(self):
        return [{"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        runs = ImportRun.objects.select_related("by", "batch").defer("faults")[:LATEST]
        kinds = {kind: importer.title for kind, importer in IMPORTERS.items()}
        rows = [{"run": run, "title": kinds[run.kind]} for run in runs]
        return super().get_context_data(**kwargs) | {"importers": IMPORTERS.values(), "rows": rows}

    def form_valid(self, form):
        sent, by = form.cleaned_data, self.request.user
        try:
            importer = IMPORTERS[sent["kind"]]
            run = workflow.look(importer, sent["file"], name=sent["file"].name, by=by, batch=sent["batch"])
        except table.NoTable as fault:
            form.add_error("file", fault)
            return self.form_invalid(form)
        except Refused as refused:
            form.add_error("batch", str(refused))
            return self.form_invalid(form)
        return redirect("certificates:import_run", run.pk)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class RunView(ImportView, StaffPage):
    """What was found, and while it is taken over how far it is."""

    template_name = "credentials/staff/import_run.html"

    def get_page_title(self):
        return str(IMPORTERS[self.run.kind].title)

    def get_page_subtitle(self):
        return self.run.file_name

    def crumbs(self):
        way = {"url": reverse("certificates:imports"), "label": _("Take over a register")}
        return [way, {"url": "", "label": self.run.file_name}]

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if self.run.is_running:
            response.headers["Refresh"] = str(RELOAD_SECONDS)
        return response

    def get_context_data(self, **kwargs):
        faults = self.run.faults[:SHOWN_FAULTS]
        return super().get_context_data(**kwargs) | {"run": self.run, "faults": faults}


class StartView(ImportView):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        workflow.start(self.run, by=request.user)
        messages.success(request, _("The rows are being taken over. You can leave this page."))
        return redirect("certificates:import_run", self.run.pk)


class DropView(ImportView):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        workflow.drop(self.run, by=request.user)
        messages.success(request, _("Forgotten. Nothing was taken over."))
        return redirect("certificates:imports")


class TemplateFileView(ImportView):
    """The table to fill in."""

    def get(self, request, kind):
        if kind not in IMPORTERS:
            raise Http404
        response = HttpResponse(table.template(IMPORTERS[kind].columns), content_type=table.XLSX)
        name = {"certificates": "sertifikat-lama", "participants": "peserta"}[kind]
        response.headers["Content-Disposition"] = f'attachment; filename="templat-{name}.xlsx"'
        return response


class FaultsView(ImportView):
    """Every fault as a file, to be worked off beside the table."""

    def get(self, request, run):
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="salah.csv"'
        response.write("\ufeff")
        out = csv.writer(response, delimiter=";")
        out.writerow([_("Row"), _("Column"), _("What is wrong")])
        out.writerows(self.run.faults)
        return response
