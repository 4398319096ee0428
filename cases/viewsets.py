"""What the CMS offers for cases: the desk at /cms/berkas/, procedures, reasons, holidays. Only the routes it needs."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from cases import permissions
from cases.models import Case, Procedure, Reason
from cases.views import bulk, calls, case, jobs, moves, objections, procedures, queue, sharing, words, work
from core.viewsets import PartialModelViewSet


class CaseMenuItem(MenuItem):
    def is_shown(self, request):
        return permissions.may_work(request.user)


class CaseViewSet(ModelViewSet):
    """Queue, case, next case. The stock form, add, delete, copy, usage and history have no address here."""

    model = Case
    name = "cases"
    url_prefix = "berkas"
    icon = "tasks"
    menu_label = _("Queue")
    menu_name = "queue"
    menu_order = 100
    menu_item_class = CaseMenuItem
    inspect_view_enabled = True  # not routed: it offers the permission to view in the editor of groups
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = []
    index_view_class = queue.QueueView

    def get_index_view_kwargs(self, **kwargs):
        return {}

    def get_common_view_kwargs(self, **kwargs):
        """The name of a route that does not exist would be an error in listings."""
        return {"model": self.model, "header_icon": self.icon} | kwargs

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("antrean/<slug:tab>/", self.index_view, name="queue"),
            path("antrean/<slug:tab>/hasil/", self.index_results_view, name="index_results"),
            path("berikutnya/", queue.NextView.as_view(), name="next"),
            path("keberatan/", objections.ObjectionsView.as_view(), name="objections"),
            path("massal/hasil/<int:job>/", jobs.BulkJobView.as_view(), name="bulk_job"),
            path("massal/hasil/<int:job>/jeda/", jobs.PauseView.as_view(), name="bulk_pause"),
            path("massal/hasil/<int:job>/lanjut/", jobs.ResumeView.as_view(), name="bulk_resume"),
            path("massal/hasil/<int:job>/urungkan/", jobs.UndoJobView.as_view(), name="bulk_undo"),
            path("massal/hasil/<int:job>/hasil.csv", jobs.ResultsView.as_view(), name="bulk_file"),
            path("tugaskan/", sharing.AssignView.as_view(), name="assign"),
            path("beban/", sharing.WorkloadView.as_view(), name="workload"),
            path("saringan/", sharing.SaveViewView.as_view(), name="save_view"),
            path("saringan/<int:pk>/hapus/", sharing.ForgetViewView.as_view(), name="forget_view"),
            path("bagi/", sharing.ShareView.as_view(), name="share"),
            path("telepon/", calls.CallsView.as_view(), name="calls"),
            *(path(f"telepon/<int:call>/{word}/", view.as_view(), name=name) for word, view, name in CALLS),
            path("jeda/", sharing.PausesView.as_view(), name="pauses"),
            path("pesan/", words.WordsListView.as_view(), name="words"),
            path("pesan/<slug:kind>/", words.WordsView.as_view(), name="words_of"),
            path("pesan/<slug:kind>/semula/", words.StandardWordsView.as_view(), name="words_standard"),
            path("massal/<slug:action>/", bulk.BulkView.as_view(), name="bulk"),
            # "edit" is the name that Wagtail's lists, reports and finders of addresses ask for
            path("<int:pk>/", case.CaseView.as_view(), name="edit"),
            *(path(f"<int:pk>/{word}/", view.as_view(), name=name) for word, view, name in ACTS),
            path("<int:pk>/dokumen/<int:document>/", work.DocumentView.as_view(), name="document"),
            path("<int:pk>/dokumen/<int:document>/nilai/", work.VerdictView.as_view(), name="verdict"),
        ]


CALLS = [
    ("tahu", calls.ToldView, "told"),
    ("tidak-diangkat", calls.UnansweredView, "unanswered"),
    ("ambil", calls.TakeView, "take_by_phone"),
    ("lepas", calls.GiveUpView, "decline_by_phone"),
]
ACTS = [
    ("luluskan", moves.PassView, "pass"),
    ("terima", moves.AcceptView, "accept"),
    ("cadangan", moves.ReserveView, "reserve"),
    ("perbaikan", case.CorrectView, "correct"),
    ("tolak", case.RejectView, "reject"),
    ("urungkan", moves.UndoView, "undo"),
    ("setuju", moves.SecondView, "second"),
    ("rilis", moves.ReleaseView, "release"),
    ("pegang", work.LeaseView, "lease"),
    ("kerja", work.WorkView, "work"),
    ("nik", case.RevealView, "reveal"),
    ("catatan", sharing.NoteView, "note"),
    ("keberatan", objections.ObjectionView, "objection"),
]


class ProcedureViewSet(PartialModelViewSet):
    """Roads of cases: edited as a draft, then published as a version that never changes."""

    model = Procedure
    name = "procedures"
    url_prefix = "prosedur"
    icon = "order"
    menu_order = 100
    copy_view_enabled = False
    inspect_view_enabled = True
    add_to_reference_index = False
    list_display = ["name", procedures.VersionColumn(), procedures.RoadColumn(), procedures.RolesColumn()]
    index_view_class = procedures.ProcedureIndexView
    edit_view_class = procedures.ProcedureEditView

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("hasil/", self.index_results_view, name="index_results"),
            path("baru/", self.add_view, name="add"),
            path("<int:pk>/", self.edit_view, name="edit"),
            path("<int:pk>/terbitkan/", procedures.PublishView.as_view(), name="publish"),
        ]


class ReasonViewSet(PartialModelViewSet):
    """The library of reasons. A reason is taken out of use, not deleted: decisions name it."""

    model = Reason
    name = "reasons"
    url_prefix = "alasan"
    icon = "list-ul"
    menu_order = 200
    copy_view_enabled = True
    inspect_view_enabled = False
    add_to_reference_index = False
    unrouted = ("delete", "usage", "history")
    list_display = ["__str__", "move", "document", "is_active"]
    list_filter = ["move", "is_active"]
    search_fields = ["staff_id", "why_id"]
    search_backend_name = None
    list_per_page = 50

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("hasil/", self.index_results_view, name="index_results"),
            path("baru/", self.add_view, name="add"),
            path("<int:pk>/", self.edit_view, name="edit"),
            path("<int:pk>/salin/", self.copy_view, name="copy"),
        ]


class DeskGroup(ModelViewSetGroup):
    """The menu “Desk”. Other apps add their screens by the hook register_desk_menu_item."""

    menu_label = _("Desk")
    menu_name = "desk"
    menu_icon = "tasks"
    menu_order = 10
    submenu_hook = "register_desk_menu_item"
    items = (CaseViewSet,)


class RulesGroup(ModelViewSetGroup):
    """The menu “Rules of the services”: what the office changes without code."""

    menu_label = _("Rules of the services")
    menu_name = "service-rules"
    menu_icon = "list-ol"
    menu_order = 800
    submenu_hook = "register_service_rules_menu_item"
    items = (ProcedureViewSet, ReasonViewSet)


class WorkloadMenuItem(MenuItem):
    """The load of the office, for who sees all cases."""

    def __init__(self):
        super().__init__(_("Workload"), reverse("cases:workload"), name="workload", icon_name="group", order=150)

    def is_shown(self, request):
        return permissions.may_see_all(request.user)


class HolidayMenuItem(MenuItem):
    def __init__(self):
        super().__init__(_("Holidays"), reverse("wagtailsnippets_core_holiday:list"), icon_name="calendar", order=300)

    def is_shown(self, request):
        return request.user.has_perm("core.change_holiday")
