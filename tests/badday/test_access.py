"""Who is answered what at every address: tests/badday/access.csv is the table, this is its proof.

A cell is the status of the answer; `login` is a redirect to the sign-in page. Whoever is denied an object of ours gets
the page of something that does not exist, byte by byte. A new address fails until somebody writes down, by hand, what
each role gets there. Each request is rolled back, so that rows do not depend on their order.
"""

import csv
import http.cookies
import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, get_resolver
from django.urls import resolve as resolve_address
from django.utils import translation

from tests import screens
from tests.badday import depth, office

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
TABLE = Path(__file__).with_name("access.csv")
DENIED = {"404"}
# Parts of Wagtail whose addresses the table need not hold unless the crawl reaches them.
PACKAGES = ("wagtail.", "django.")
# One request of these roles for each row of Wagtail's own views; the long variant asks for all.
SAMPLE = ("checker", "head")
COMPARED = depth.times(2, 10)  # denied roles of a row whose page is compared with the missing one
# What a request may write although it changes nothing: sessions, counters of tries, who has a page of the CMS open.
UNIMPORTANT = re.compile(
    r'(INSERT|UPDATE|DELETE)[^"]*"(django_session|core_throttle|cache|wagtailadmin_editingsession)"'
)


@pytest.fixture
def there(client):
    """The office, everybody's client, and the names to put into addresses."""
    people = office.people()
    objects = office.objects(people)
    return office.clients(people), objects


def rows() -> list[dict[str, str]]:
    with TABLE.open(newline="") as file:
        return list(csv.DictReader(file))


def is_ours(address: str) -> bool:
    """Views of Wagtail that we only configured (lists of snippets, registers) answer as Wagtail does."""
    view = resolve(address)
    module = getattr(getattr(view.func, "view_class", view.func), "__module__", "")
    return not module.startswith(("wagtail", "django."))


def resolve(address: str):
    """The view behind an address of either language."""
    with translation.override("en" if address.startswith("/en/") else "id"):
        return resolve_address(address.partition("?")[0])


def filled(address: str, objects: dict, *, missing: bool = False) -> str:
    names = {name: office.MISSING[kind] if missing else value for name, (kind, value) in objects.items()}
    return address.format(**names)


def ask(client, method: str, address: str):
    """One request, as if it had never been made: neither its rows nor its cookies stay."""
    cookies = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        answer = getattr(client, method.lower())(address)
        if answer.streaming:
            answer.getvalue()
        transaction.set_rollback(True)
    client.cookies = http.cookies.SimpleCookie(cookies)
    return answer


def code(answer) -> str:
    if answer.status_code in (301, 302) and answer["Location"].startswith(("/masuk/", "/cms/login")):
        return "login"
    return str(answer.status_code)


def words(answer, address: str) -> bytes:
    """The page without its own address and the token of its forms."""
    body = b"" if answer.streaming else answer.content.replace(address.encode(), b"@")
    return re.sub(rb"[^\n]*csrf[^\n]*", b"", body)


def is_missing(client, method, row, objects, denied) -> bool:
    """Whether a denied answer is that of an object that does not exist."""
    there, nowhere = filled(row["address"], objects), filled(row["address"], objects, missing=True)
    missing = ask(client, method, nowhere)
    return code(missing) == code(denied) and words(missing, nowhere) == words(denied, there)


def wrong(row: dict, clients: dict, objects: dict, roles) -> list[str]:
    """Where the answers differ from the row, and where a denied answer tells that the object exists."""
    address, method = filled(row["address"], objects), row["method"]
    about, found, compared = f"{method} {row['address']}", [], 0
    may_compare = "{" in row["address"] and is_ours(address)
    for role in roles:
        answer = ask(clients[role], method, address)
        if code(answer) != row[role]:
            found.append(f"{about} {role}: {code(answer)} instead of {row[role]}")
        elif may_compare and row[role] in DENIED and compared < COMPARED:
            compared += 1
            if not is_missing(clients[role], method, row, objects, answer):
                found.append(f"{about} {role}: denied differs from missing")
    return found


def test_every_address_answers_every_role_as_the_table_says(there):
    clients, objects = there
    found = []
    for row in rows():
        ours = is_ours(filled(row["address"], objects))
        found += wrong(row, clients, objects, office.ROLES if ours or depth.LONG else SAMPLE)

    assert found == []


def test_denied_never_is_a_redirect_or_a_refusal_for_an_object_of_ours(there):
    """A look at the table itself: at an address of an object of ours, who gets nothing gets 404 (or the sign-in)."""
    _clients, objects = there
    at_an_object = [row for row in rows() if "{" in row["address"] and is_ours(filled(row["address"], objects))]

    assert [row["address"] for row in at_an_object if "403" in row.values() and row["method"] == "GET"] == []
    assert len(at_an_object) > 120


def test_every_address_of_ours_stands_in_the_table(there):
    _clients, objects = there
    known = {resolve(filled(row["address"], objects)).view_name or row["address"] for row in rows()}
    known_paths = {filled(row["address"], objects) for row in rows()}

    unknown = [
        (name or path)
        for path, name, module in named_patterns()
        if not module.startswith(PACKAGES)
        and path != "media/<path:path>"
        and (name or plain(path)) not in known | known_paths
    ]
    assert unknown == []


def plain(path: str) -> str:
    """An address without a name, as the table writes it: the folder of pictures stands there with one picture."""
    return "/" + re.sub(r"[\^$]", "", path)


def named_patterns(resolver=None, before: str = "", space: str = ""):
    for pattern in (resolver or get_resolver()).url_patterns:
        path = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from named_patterns(pattern, path, inner)
        else:
            view = getattr(pattern.callback, "view_class", pattern.callback)
            yield path, f"{space}{pattern.name}" if pattern.name else "", getattr(view, "__module__", "")


def test_a_crawl_as_administrator_meets_no_address_outside_the_table(there):
    clients, objects = there
    known = {resolve(filled(row["address"], objects)).view_name for row in rows()}
    met = defaultdict(str)
    for path, _page in screens.walk(clients["administrator"], ["/cms/", "/akun/", "/"], set()):
        try:
            met[resolve(path).view_name] = path
        except Resolver404:
            continue

    assert {name: path for name, path in met.items() if name not in known} == {}
    assert len(met) > 50


def test_other_methods_change_nothing(there):
    """Whatever they answer to the owner and to who may do everything, no row is written."""
    clients, objects = there
    found = []
    for address in dict.fromkeys(row["address"] for row in rows() if row["method"] == "POST"):
        role = "administrator" if address.startswith("/cms/") else "owner"
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
            with CaptureQueriesContext(connection) as queries:
                answer = ask(clients[role], method, filled(address, objects))
            writes = [query["sql"][:60] for query in queries if is_a_write(query["sql"])]
            found += [(method, address, answer.status_code, writes)] if writes or answer.status_code >= 500 else []

    assert found == []


def test_head_answers_like_get(there):
    clients, objects = there
    found = []
    for address in dict.fromkeys(row["address"] for row in rows() if row["method"] == "POST"):
        codes = [code(ask(clients["owner"], method, filled(address, objects))) for method in ("GET", "HEAD")]
        found += [(address, codes)] if codes[0] != codes[1] else []

    assert found == []


def is_a_write(statement: str) -> bool:
    return statement.startswith(("INSERT", "UPDATE", "DELETE")) and not UNIMPORTANT.match(statement)


def test_what_opens_without_signing_in_cannot_be_guessed(there):
    """Receipt, calendar, certificate, file of a draft: at least 64 random bits, here 120 or more."""
    _clients, objects = there
    for name in ("token", "feed", "certificate"):
        assert len(objects[name][1]) >= 20
    assert len(str(objects["file"][1])) == 36
