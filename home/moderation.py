"""Who may write and who publishes: editors write and submit, the head approves (Wagtail's own workflow)."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from accounts.enums import Role
from accounts.roles import grant, group

WRITES = ("add_page", "change_page")
PUBLISHES = (*WRITES, "publish_page", "lock_page", "unlock_page", "bulk_delete_page")
FILES = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)
QUESTIONS = [
    f"helpdesk.{verb}_{noun}" for verb in ("view", "add", "change", "delete") for noun in ("topic", "question")
]
CATEGORIES = [f"home.{verb}_newscategory" for verb in ("view", "add", "change", "delete")]
REGIONS = [f"core.{verb}_{noun}" for verb in ("view", "add", "change", "delete") for noun in ("district", "village")]
WORKFLOW = "Persetujuan kepala dinas"
STOCK_NAME = "Moderators approval"


def load_moderation(homes: list[Page]) -> None:
    """Rights of editors and heads on the page tree and its files, and the workflow between them."""
    _grant_settings()
    for role, codenames in ((Role.EDITOR, WRITES), (Role.HEAD, PUBLISHES)):
        for home in homes:
            _on_page(group(role), home, codenames)
        _on_files(group(role))
    _workflow(homes)


def _grant_settings() -> None:
    for role in (Role.EDITOR, Role.HEAD):
        grant(role, "simple_translation.submit_translation", "home.change_bannersettings")
        grant(role, *QUESTIONS, *CATEGORIES)
        grant(role, "core.view_holiday", "core.add_holiday", "core.change_holiday", "core.delete_holiday")
        grant(role, "wagtailredirects.add_redirect", "wagtailredirects.change_redirect")
    grant(Role.EDITOR, "home.change_navigationsettings")
    grant(Role.HEAD, "home.change_navigationsettings", "core.change_officesettings", *REGIONS)


def _on_page(role: Group, page: Page, codenames: tuple[str, ...]) -> None:
    for permission in _permissions("wagtailcore", codenames):
        GroupPagePermission.objects.get_or_create(group=role, page=page, permission=permission)


def _on_files(role: Group) -> None:
    root = Collection.get_first_root_node()
    for name in FILES:
        app_label, codename = name.split(".")
        for permission in _permissions(app_label, [codename]):
            GroupCollectionPermission.objects.get_or_create(group=role, collection=root, permission=permission)


def _permissions(app_label: str, codenames) -> list[Permission]:
    return list(Permission.objects.filter(content_type__app_label=app_label, codename__in=codenames))


def _workflow(homes: list[Page]) -> None:
    """One step: a head approves what an editor submits; approval publishes."""
    if WorkflowPage.objects.filter(page__in=homes).exists():
        return
    task = GroupApprovalTask.objects.create(name=WORKFLOW)
    task.groups.add(group(Role.HEAD))
    workflow = Workflow.objects.create(name=WORKFLOW)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    for home in homes:
        WorkflowPage.objects.create(workflow=workflow, page=home)


def forget_stock() -> None:
    """Wagtail's migrations bring two groups and a workflow of their own; ours take their place on a new site."""
    Workflow.objects.filter(name=STOCK_NAME).delete()
    GroupApprovalTask.objects.filter(name=STOCK_NAME).delete()
    Group.objects.filter(name__in=("Editors", "Moderators"), user=None).delete()
