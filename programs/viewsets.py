"""Training in the CMS: one menu "Layanan" with programmes, rooms, trainers, attendance and results."""

from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from core.formats import short_date
from core.viewsets import PartialModelViewSet
from programs import rules
from programs.enums import Mode
from programs.models import Batch, BatchPage, Room, SeatRules, Trainer
from programs.views import attendance, batches, people, publishing, results, seat_rules, selection, sessions
from programs.views.base import CONFIRM, KEEP

MENU = "register_services_menu_item"


class ForPermission(MenuItem):
    """A menu entry for who has a permission."""

    permission = ""

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


class ForEditors(ForPermission):
    permission = "programs.change_room"


class TrainingViewSet(ViewSet):
    """Addresses that belong to the editor of batch pages; the menu entry leads to the programmes."""

    name = "training"
    url_prefix = "layanan/pelatihan"
    icon = "list-ul"
    menu_label = _("Programmes and batches")
    menu_order = 10
    menu_hook = MENU
    menu_item_class = ForEditors

    def get_urlpatterns(self):
        return [
            path("", publishing.ProgramsView.as_view(), name="index"),
            path("<int:page>/pola/", publishing.PatternView.as_view(), name="pattern"),
            path("<int:page>/berikutnya/", publishing.NextBatchView.as_view(), name="next_batch"),
        ]


class ForTrainers(ForPermission):
    permission = KEEP


class ForHeads(ForPermission):
    permission = CONFIRM


class AttendanceViewSet(ViewSet):
    """Lists of sessions and marks, on screen and on paper."""

    name = "attendance"
    url_prefix = "layanan/kehadiran"
    icon = "date"
    menu_label = _("Attendance")
    menu_order = 20
    menu_hook = MENU
    menu_item_class = ForTrainers

    def get_urlpatterns(self):
        return [
            path("", attendance.SessionsView.as_view(), name="index"),
            path("<int:session>/", attendance.SheetView.as_view(), name="sheet"),
            path("<int:session>/cetak/", attendance.SheetPrintView.as_view(), name="print"),
            path("angkatan/<int:batch>/nilai/", attendance.MarksView.as_view(), name="marks"),
            path("angkatan/<int:batch>/cetak/", attendance.BatchPrintView.as_view(), name="print_batch"),
        ]


class ResultsViewSet(ViewSet):
    """Who passed: the calculation, and the head's confirmation."""

    name = "results"
    url_prefix = "layanan/kelulusan"
    icon = "tick-inverse"
    menu_label = _("Results")
    menu_order = 30
    menu_hook = MENU
    menu_item_class = ForHeads

    def get_urlpatterns(self):
        return [
            path("", results.ResultsView.as_view(), name="index"),
            path("<int:batch>/", results.ResultView.as_view(), name="batch"),
        ]


class ForCancelling(ForPermission):
    permission = batches.CANCEL


class BatchesViewSet(ViewSet):
    """The register of batches: who is in them, and cancelling or moving a whole one."""

    name = "batches"
    url_prefix = "layanan/angkatan"
    icon = "group"
    menu_label = _("Batches")
    menu_order = 15
    menu_hook = MENU
    menu_item_class = ForCancelling

    def get_urlpatterns(self):
        return [
            path("", batches.BatchesView.as_view(), name="index"),
            path("halaman/<int:page>/", batches.batch_of_page, name="of_page"),
            path("pelatih/", sessions.AbsenceView.as_view(), name="absence"),
            path("<int:batch>/", batches.BatchView.as_view(), name="batch"),
            path("<int:batch>/batal/", batches.CancelView.as_view(), name="cancel"),
            path("<int:batch>/pindah/", batches.MoveView.as_view(), name="move"),
            path("<int:batch>/peserta/", people.PeopleView.as_view(), name="people"),
            path("<int:batch>/peserta/<int:enrolment>/berhenti/", people.DropView.as_view(), name="drop"),
            path("<int:batch>/pertemuan/<int:session>/", sessions.SessionView.as_view(), name="session"),
        ]


class ForSelecting(ForPermission):
    permission = selection.SELECT


class SelectionViewSet(ViewSet):
    """The acceptance lists of batches by score."""

    name = "selection"
    url_prefix = "layanan/seleksi"
    icon = "list-ol"
    menu_label = _("Selection")
    menu_order = 17
    menu_hook = MENU
    menu_item_class = ForSelecting

    def get_urlpatterns(self):
        return [
            path("", selection.SelectionsView.as_view(), name="index"),
            path("<int:batch>/", selection.SelectionView.as_view(), name="batch"),
            path("<int:batch>/ubah/<int:enrolment>/", selection.AdjustView.as_view(), name="adjust"),
            path("<int:batch>/tetapkan/", selection.FixView.as_view(), name="fix"),
            path("<int:batch>/rilis/", selection.ReleaseView.as_view(), name="release"),
        ]


class SeatRulesViewSet(PartialModelViewSet):
    """How seats are given: edited as a draft, tried on the last batches, published as versions."""

    model = SeatRules
    name = "seat_rules"
    url_prefix = "aturan-kursi"
    icon = "list-ol"
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False
    list_display = ["name", seat_rules.VersionColumn(), "residents_first"]
    index_view_class = seat_rules.SeatRulesIndexView
    edit_view_class = seat_rules.SeatRulesEditView
    search_backend_name = None

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("hasil/", self.index_results_view, name="index_results"),
            path("baru/", self.add_view, name="add"),
            path("<int:pk>/", self.edit_view, name="edit"),
            path("<int:pk>/terbitkan/", seat_rules.PublishView.as_view(), name="publish"),
            path("<int:pk>/coba/", seat_rules.TryView.as_view(), name="try"),
        ]


class SeatRulesMenuItem(MenuItem):
    def __init__(self):
        super().__init__(_("Seat rules"), reverse("seat_rules:index"), icon_name="list-ol", order=150)

    def is_shown(self, request):
        return request.user.has_perm("programs.change_seatrules")


class PlainSnippetViewSet(SnippetViewSet):
    """A snippet without a chooser: a chooser's addresses are open to everybody who may enter the CMS."""

    menu_hook = MENU
    search_backend_name = None
    copy_view_enabled = False

    def register_chooser_viewset(self):
        """None: foreign keys to it are plain lists."""


class RoomViewSet(PlainSnippetViewSet):
    model = Room
    icon = "home"
    menu_label = _("Rooms")
    menu_order = 50
    list_display = ["name", "address", "capacity"]
    search_fields = ["name", "address"]


class TrainerViewSet(PlainSnippetViewSet):
    model = Trainer
    icon = "user"
    menu_label = _("Trainers")
    menu_order = 60
    list_display = ["name", "expertise", "user"]
    list_select_related = True
    search_fields = ["name", "expertise"]


class BatchColumn(Column):
    """A column about the batch of a page; the batches of the whole list are asked for at once."""

    def __init__(self, name, says, **kwargs):
        super().__init__(name, **kwargs)
        self.says = says

    def get_cell_context_data(self, instance, parent_context):
        batch = _batches_of(parent_context).get(instance.translation_key)
        value = self.says(batch) if batch else ""
        return super().get_cell_context_data(instance, parent_context) | {"value": value}

    def get_value(self, instance):
        """Filled in from the list."""
        return ""


def _batches_of(context) -> dict:
    request = context["request"]
    if not hasattr(request, "listed_batches"):
        keys = [page.translation_key for page in context["table"].data]
        request.listed_batches = {batch.key: batch for batch in Batch.objects.filter(key__in=keys)}
    return request.listed_batches


def _seats(batch: Batch) -> str:
    used = batch.held + batch.seated
    if batch.mode == Mode.SCORE:
        return f"{batch.capacity} · {batch.applicants}"
    return f"{used} / {batch.capacity}"


class BatchPageViewSet(PageViewSet):
    """Batches of a programme in the explorer, with what the office asks first: state, seats, closing date."""

    model = BatchPage
    list_display = [
        *PageViewSet.columns,
        BatchColumn("batch_status", lambda batch: rules.status(batch, timezone.now()).label, label=_("Registration")),
        BatchColumn("batch_seats", _seats, label=_("Seats")),
        BatchColumn("batch_closes", lambda batch: short_date(batch.closes_at), label=_("Closes")),
    ]
