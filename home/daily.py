"""What an editor does most days, one link each, on the first screen of the CMS.

Every app adds its own by the hook "register_editor_tasks": a function of the request that yields Task rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from home.models import HomePage, NewsIndexPage
from home.settings import BannerSettings, NavigationSettings
from programs.models import ProgramIndexPage

HOOK = "register_editor_tasks"


@dataclass(frozen=True)
class Task:
    """A link to where it is done; `guide` is the heading of the guide that tells how."""

    label: str
    url: str
    guide: str
    order: int = 500

    @property
    def how(self) -> str:
        return f"{reverse('guide')}#{slugify(self.guide)}"


class TasksPanel(Component):
    """Stands first: who opens the CMS wants to do something."""

    name, order, template_name = "editor_tasks", 5, "home/tasks_panel.html"

    def __init__(self, tasks: list[Task]):
        self.tasks = tasks

    def get_context_data(self, parent_context):
        return {"tasks": self.tasks}


def panels(request) -> list[TasksPanel]:
    found = [task for collect in hooks.get_hooks(HOOK) for task in collect(request)]
    return [TasksPanel(sorted(found, key=lambda task: task.order))] if found else []


def ours(request) -> Iterator[Task]:
    """Pages and the settings around them."""
    home = HomePage.objects.filter(locale__language_code="id").first()
    if home is None or not home.permissions_for_user(request.user).can_add_subpage():
        return
    for model, label, guide, order in _lists():
        page = model.objects.descendant_of(home).first()
        if page:
            yield Task(label, _explorer(page), guide, order)
    if request.user.has_perm("helpdesk.change_question"):
        yield Task(_("Answer a question"), reverse("wagtailsnippets_helpdesk_question:list"), "Menjawab pertanyaan", 70)
    yield Task(_("Write or change a page"), _explorer(home), "Membuat halaman baru", 40)
    edit = reverse("wagtailadmin_pages:edit", args=[home.pk])
    yield Task(_("Change the tasks on the home page"), edit, "Mengubah tugas utama di beranda", 90)
    for setting, label, guide, order in _settings():
        if request.user.has_perm(f"home.change_{setting._meta.model_name}"):
            yield Task(label, _setting(setting), guide, order)


def _lists() -> list[tuple]:
    return [
        (ProgramIndexPage, _("Open a batch or move a session"), "Membuka angkatan dan menggeser pertemuan", 10),
        (NewsIndexPage, _("Write news"), "Menulis berita dengan gambar", 30),
    ]


def _settings() -> list[tuple]:
    return [
        (BannerSettings, _("Put up a notice"), "Memasang pengumuman darurat", 20),
        (NavigationSettings, _("Change menu and footer"), "Mengubah menu dan kaki halaman", 95),
    ]


def _explorer(page: Page) -> str:
    return reverse("wagtailadmin_explore", args=[page.pk])


def _setting(model) -> str:
    return reverse("wagtailsettings:edit", args=[model._meta.app_label, model._meta.model_name])
