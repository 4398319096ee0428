"""No unanswered door: every address of the desk for every role, and denied equal to missing byte by byte."""

import pytest
from django.urls import NoReverseMatch, reverse

from accounts.enums import Role
from cases import permissions
from cases.models import Procedure
from cases.viewsets import ACTS
from tests.factories.accounts import UserFactory
from tests.factories.cases import CHECK, open_case, version_of

pytestmark = pytest.mark.django_db
GETS = ["edit", "correct", "reject"]
POSTS = [name for _word, _view, name in ACTS]
WORKERS = (Role.CHECKER, Role.SELECTOR, Role.HEAD)
OTHERS = (Role.EDITOR, Role.TRAINER)


@pytest.fixture
def hidden(office):
    """A case on a road that passes no stage of checkers and selection officers."""
    procedure, _created = Procedure.objects.get_or_create(slug="surat", defaults={"name": "Surat"})
    version_of(procedure, {"role": Role.HEAD, "is_decision": True})
    return open_case(documents=["ktp"])


def ask(client, method, name, *args):
    return getattr(client, method)(reverse(f"cases:{name}", args=args))


def without_token(response):
    """The page without what differs on each call by design."""
    return [line for line in response.content.splitlines() if b"csrfmiddlewaretoken" not in line]


@pytest.mark.parametrize("role", [Role.CHECKER, Role.SELECTOR])
@pytest.mark.parametrize(("method", "name"), [("get", n) for n in GETS] + [("post", n) for n in POSTS])
def test_denied_is_missing_byte_by_byte(hidden, client, role, method, name):
    client.force_login(UserFactory(role=role))
    denied = ask(client, method, name, hidden.pk)
    missing = ask(client, method, name, 999_999)
    assert denied.status_code == missing.status_code == 404
    assert without_token(denied) == without_token(missing)


@pytest.mark.parametrize("role", [Role.CHECKER, Role.SELECTOR, *OTHERS])
def test_documents_of_a_hidden_case_are_missing(hidden, client, role):
    client.force_login(UserFactory(role=role))
    document = hidden.documents.get()
    for method, name in [("get", "document"), ("post", "verdict")]:
        denied, missing = ask(client, method, name, hidden.pk, document.pk), ask(client, method, name, 999_999, 1)
        assert denied.status_code == missing.status_code == 404
        assert without_token(denied) == without_token(missing)


@pytest.mark.parametrize("role", OTHERS)
def test_who_does_not_work_on_cases_finds_no_desk(road, client, role):
    client.force_login(UserFactory(role=role))
    case = open_case(documents=["ktp"])
    doors = [("get", "index"), ("get", "queue", "saya"), ("get", "index_results", "saya"), ("post", "next")]
    doors += [("get", "bulk", "lulus"), ("get", "bulk_job", 1), ("get", "bulk_file", 1), ("get", "edit", case.pk)]
    doors += [("post", name, case.pk) for name in POSTS]
    assert {ask(client, *door).status_code for door in doors} == {404}


@pytest.mark.parametrize("role", WORKERS)
def test_who_works_on_cases_finds_the_desk(road, client, role):
    client.force_login(UserFactory(role=role))
    assert ask(client, "get", "index").status_code == 200
    assert ask(client, "get", "edit", open_case().pk).status_code == 200


def test_strangers_are_sent_to_sign_in(road, client):
    case = open_case()
    for name, *args in [("index",), ("edit", case.pk), ("bulk", "lulus")]:
        assert ask(client, "get", name, *args).status_code == 302
    client.force_login(case.applicant.user)
    assert ask(client, "get", "edit", case.pk).status_code != 200


@pytest.mark.parametrize("name", ["add", "delete", "copy", "usage", "history", "inspect"])
def test_stock_addresses_of_cases_do_not_exist(name):
    for args in ([], [1]):
        with pytest.raises(NoReverseMatch):
            reverse(f"cases:{name}", args=args)


@pytest.mark.parametrize(
    "path",
    [
        "/cms/snippets/choose/cases/case/",
        "/cms/snippets/choose/cases/case/results/",
        "/cms/snippets/cases/case/",
        "/cms/bulk/cases/case/delete/",
        "/cms/berkas/choose/",
        "/cms/berkas/new/",
        "/cms/berkas/edit/1/",
        "/cms/berkas/results/",
    ],
)
def test_no_chooser_and_no_stock_form(road, client, path):
    client.force_login(UserFactory(role=Role.HEAD))
    case = open_case()
    response = client.get(path)
    assert response.status_code in (302, 404)
    assert case.applicant_name not in response.content.decode()


def test_the_queue_is_no_export(road, client):
    client.force_login(UserFactory(role=Role.HEAD))
    open_case()
    response = client.get(reverse("cases:index"), {"export": "csv"})
    assert response.headers["Content-Type"].startswith("text/html")


def test_an_applicant_on_the_staff_sees_but_does_not_work(road, client):
    officer = UserFactory(role=Role.CHECKER)
    assert permissions.may_work(officer)
    assert not permissions.may_work(UserFactory())


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_moves_answer_to_post_only(road, client, method):
    client.force_login(UserFactory(role=Role.HEAD))
    case = open_case()
    for name in set(POSTS) - {"correct", "reject", "objection"}:  # those have a page of their own
        assert ask(client, method, name, case.pk).status_code == 405


def test_a_version_without_my_stage_is_not_mine(hidden):
    assert not permissions.visible_cases(UserFactory(role=Role.CHECKER)).exists()
    assert permissions.visible_cases(UserFactory(role=Role.HEAD)).get() == hidden
    assert CHECK["key"] == "photo"
