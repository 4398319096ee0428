"""What training starts with, and what it leaves to others."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from wagtail.models import GroupPagePermission, Page

from accounts.enums import Role
from accounts.roles import group
from cases.models import Version
from core import bootstrap
from home.models import HomePage
from programs.models import ProgramIndexPage
from programs.service import BLK_PROCEDURE
from programs.setup import load_programs
from tests.factories import programs as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def pages_of(role):
    return {right.page for right in GroupPagePermission.objects.filter(group=group(role)).select_related("page")}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HEAD])
def test_rights_on_pages_begin_at_the_home_pages(role):
    assert {page.pk for page in pages_of(role)} == set(HomePage.objects.values_list("pk", flat=True))


def test_an_editor_writes_below_home_and_nowhere_else():
    editor = UserFactory(role="editor")
    root, index = Page.get_first_root_node(), ProgramIndexPage.objects.get(locale__language_code="id")

    assert index.permissions_for_user(editor).can_add_subpage()
    assert not index.permissions_for_user(editor).can_publish_subpage()
    assert not root.permissions_for_user(editor).can_add_subpage()
    assert not make.program_page().permissions_for_user(editor).can_edit()


def test_a_head_publishes_below_home():
    head = make.head()
    page = make.page_in_site()

    assert page.permissions_for_user(head).can_publish()
    assert not make.program_page().permissions_for_user(head).can_publish()


def test_rights_that_were_too_wide_are_taken_back():
    root = Page.get_first_root_node()
    for codename in ("add_page", "lock_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group(Role.EDITOR), page=root, permission=permission)

    import_module("programs.migrations.0004_no_rights_on_the_root_page").take_back(apps, None)

    left = GroupPagePermission.objects.filter(page=root).values_list("permission__codename", flat=True)
    assert list(left) == ["lock_page"]  # given by the office itself


def test_a_second_run_changes_nothing():
    load_programs()
    bootstrap.run()

    assert Version.objects.filter(procedure__slug=BLK_PROCEDURE).count() == 1


def test_the_head_may_cancel_a_batch_and_nobody_else():
    may = {role: UserFactory(role=role.value).has_perm("programs.cancel_batch") for role in Role}

    assert [role for role, is_allowed in may.items() if is_allowed] == [Role.HEAD]
