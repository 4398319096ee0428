"""What somebody tries who wishes the site or a person ill, by browser; each try ends where it began.

Poisoning of kept pages: tests/core/test_pagecache.py. Guessing at one door: tests/accounts/test_limits.py and its
neighbours. Strings and files: test_fuzz.py, test_hostile_files.py; editors: test_hostile_editors.py; by hand, against
real processes: test_by_hand.py.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import Applicant, User
from core.middleware import PRIVATE
from core.models import OutboxMessage
from forms.models import Draft
from tests.badday import depth, office
from tests.badday.addresses import addresses, content_of, desk_and_site
from tests.factories import forms as made
from tests.factories.accounts import ApplicantFactory, UserFactory

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
FOREIGN = "jahat.example"


@pytest.fixture
def people():
    return office.people()


@pytest.fixture
def objects(people):
    return office.objects(people)


# Forms that another site sends


def is_refused(answer) -> bool:
    """Forbidden, missing, or sent to the door; no step of a wizard moves on without the token."""
    return answer.status_code in (403, 404) or answer.headers.get("Location", "").startswith("/masuk/?next=")


def test_no_form_is_taken_without_its_token(people, objects):
    """Every address, as who may do everything and as the owner; a report of a browser has no token."""
    taken = set()
    for role in ("administrator", "owner"):
        client = Client(enforce_csrf_checks=True)
        client.force_login(people[role])
        taken |= {path for path in addresses(objects, "POST") if not is_refused(client.post(path))}

    assert taken == {"/csp/"}


def test_the_token_of_another_browser_is_none(client):
    mine, theirs = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', theirs.get("/masuk/").text)[1]
    mine.get("/masuk/")

    assert mine.post("/masuk/", {"email": "a@contoh.test", "csrfmiddlewaretoken": token}).status_code == 403


def test_a_link_signs_nobody_out(client):
    client.force_login(UserFactory())

    client.get("/masuk/keluar/")

    assert client.get("/akun/").status_code == 200


# Sessions


def signed_in(client, email: str = "warga@contoh.test"):
    client.post("/masuk/", {"email": email})
    code = re.search(r"\d{6}", OutboxMessage.objects.order_by("-pk").first().content["text"])[0]
    return client.post("/masuk/kode/", {"code": code}), code


def test_a_session_that_somebody_planted_is_worth_nothing(client):
    """Whoever knows the cookie from before the sign-in does not become the person who signs in."""
    client.post("/masuk/", {"email": "warga@contoh.test"})
    before = client.cookies["sessionid"].value
    signed_in(client)
    planted = Client()
    planted.cookies["sessionid"] = before

    assert client.cookies["sessionid"].value != before
    assert client.get("/akun/").status_code == 200
    assert planted.get("/akun/").status_code == 302


def test_a_made_up_session_is_not_taken_over(client):
    client.cookies["sessionid"] = "a" * 32
    signed_in(client)

    assert client.cookies["sessionid"].value != "a" * 32


def test_signing_out_ends_the_session_on_the_server(client):
    client.force_login(UserFactory())
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value

    client.post("/masuk/keluar/")

    assert stolen.get("/akun/").status_code == 302


def test_a_code_opens_once(client):
    """The cookie and the code of before, sent again after the sign-in, open nothing."""
    client.post("/masuk/", {"email": "warga@contoh.test"})
    before = client.cookies["sessionid"].value
    _answer, code = signed_in(client)
    replay = Client()
    replay.cookies["sessionid"] = before

    replay.post("/masuk/kode/", {"code": code})

    assert replay.get("/akun/").status_code == 302


@pytest.mark.parametrize("change", ["role", "active"])
def test_who_loses_a_role_loses_it_with_the_next_click(client, change):
    user = UserFactory(role=Role.CHECKER.value)
    client.force_login(user)
    assert client.get("/cms/berkas/antrean/saya/").status_code == 200

    if change == "role":
        user.groups.clear()
    else:
        User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get("/cms/berkas/antrean/saya/").status_code in (302, 404)


# Headers


def test_every_answer_protects_itself(people, objects):
    """Pages, files, redirects and refusals alike: no foreign frame, no guessed type, no address told to others."""
    wrong, client, office_client = [], Client(), Client()
    client.force_login(people["owner"])
    office_client.force_login(people["head"])
    for path in [*desk_and_site(objects), "/tidak-ada/", "/%00/", "/cms/tidak-ada/", "/cms/pages/"]:
        answer = (office_client if path.startswith("/cms/") else client).get(path)
        wrong += [(path, answer.status_code, name) for name in unprotected(answer, path)]
        content_of(answer)

    assert wrong == []


def unprotected(answer, path: str) -> list[str]:
    headers, policy = answer.headers, answer.headers.get("Content-Security-Policy", "")
    is_right = {
        "frame": "frame-ancestors 'self'" in policy or "default-src 'none'" in policy,
        "type": headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": headers.get("Referrer-Policy") in ("same-origin", "no-referrer"),
        "permissions": "camera=()" in headers.get("Permissions-Policy", ""),
        "inline": path.startswith("/cms/") or "unsafe" not in policy,
        "kept": not path.startswith(PRIVATE) or "no-store" in headers.get("Cache-Control", ""),
    }
    return [name for name, is_so in is_right.items() if not is_so]


# The host that a visitor claims


def test_no_page_feed_or_file_repeats_a_claimed_host(people, objects):
    wrong = []
    claims = {"HTTP_HOST": FOREIGN, "HTTP_X_FORWARDED_HOST": FOREIGN, "HTTP_X_FORWARDED_SERVER": FOREIGN}
    for role in ("visitor", "owner"):
        client = Client()
        if people[role]:
            client.force_login(people[role])
        for path in addresses(objects, "GET"):
            if path.startswith("/cms/"):
                continue
            answer = client.get(path, **claims)
            body = content_of(answer)
            if FOREIGN.encode() in body + answer.headers.get("Location", "").encode():
                wrong.append((role, path))

    assert wrong == []


def test_no_mail_leads_to_a_claimed_host(client):
    claims = {"HTTP_HOST": FOREIGN, "HTTP_X_FORWARDED_HOST": FOREIGN}
    draft = made.complete(made.batch(), UserFactory())
    client.force_login(draft.user)
    last = draft.url("pernyataan")
    page = client.get(last, **claims)

    answer = client.post(last, hidden_of(page) | {"declaration": "on", "promise": "on"}, **claims)
    Client().post("/masuk/", {"email": "warga@contoh.test"}, **claims)

    assert "tanda-terima" in answer.url
    kept = [json.dumps(message.content) for message in OutboxMessage.objects.all()]
    assert len(kept) >= 2
    assert [words for words in kept if FOREIGN in words] == []


def hidden_of(answer) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))


# More fields than the form has


def test_a_field_that_the_form_does_not_have_changes_nothing(client):
    """Roles, other people and keys of rows, smuggled into every form about oneself."""
    applicant = ApplicantFactory()
    other = ApplicantFactory()
    client.force_login(applicant.user)
    smuggled = {
        **dict.fromkeys(("is_staff", "is_superuser", "is_active", "groups", "user_permissions"), "1"),
        **{"id": other.pk, "pk": other.pk, "user": other.user_id, "nik": "3671014505999001", "name": "Jahat"},
        **{"email": "jahat@contoh.test", "birth_date": "1990-01-01", "state": "accepted", "applicant": other.pk},
    }
    before = facts(applicant), facts(other)

    client.post("/akun/profil/kontak/", smuggled | {"phone": "0812 0000 0009", "address": "Jl. Baru 1"})
    client.post("/akun/profil/bahasa/", smuggled | {"language": "en"})

    assert (facts(applicant), facts(other)) == before
    applicant.refresh_from_db()
    assert applicant.address == "Jl. Baru 1"


def facts(applicant) -> tuple:
    row = Applicant.objects.get(pk=applicant.pk)
    user = row.user
    flags = (user.is_staff, user.is_superuser, user.is_active, user.groups.count(), user.email)
    return row.pk, row.user_id, row.nik, row.name, row.birth_date, flags


def test_the_token_of_a_strangers_draft_opens_and_changes_nothing(client):
    owned = made.complete(made.batch(), UserFactory())
    before = (owned.data, owned.files.count())
    stranger = UserFactory()
    client.force_login(stranger)
    step = f"/daftar/pelatihan/{owned.code}/identitas/"
    page = client.get(step)

    answer = client.post(
        step, hidden_of(page) | made.identity(full_name="Jahat") | {"token": owned.token, "hapus": "ktp"}
    )

    owned.refresh_from_db()
    assert (owned.data, owned.files.count()) == before
    assert "Rina Contoh" not in answer.text
    assert not Draft.objects.filter(user=stranger, files__isnull=False).exists()


# Bodies that no browser sends

BODIES = {
    "json": ("application/json", b'{"email": "\\ud800", "code": {"$ne": 1}}'),
    "json deep": ("application/json", b"[" * 100_000),
    "xml": ("text/xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
    "no boundary": ("multipart/form-data", b"--x\r\n"),
    "half a part": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="email"'),
    "many boundaries": ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
    "strange letters": ("application/x-www-form-urlencoded; charset=utf-7", b"email=+ADw-script+AD4-"),
    "no such letters": ("application/x-www-form-urlencoded; charset=jahat", b"email=a"),
    "broken letters": ("application/x-www-form-urlencoded", b"email=%ff%fe%c0%80&%=%&&=&;"),
    "many fields": ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(10_001))),
    "a megabyte": ("application/x-www-form-urlencoded", b"email=" + b"a" * (1024 * 1024 + 1)),
    "no type": ("", b"email=a"),
}
TOO_MUCH = ("many fields", "a megabyte")


def test_a_body_that_no_browser_sends_is_no_fault(people, objects):
    client, failed = Client(raise_request_exception=False), []
    client.force_login(people["owner"])
    own = [path for path in addresses(objects, "POST") if not path.startswith("/cms/") or depth.LONG]
    for kind, (content_type, body) in BODIES.items():
        for path in own if kind not in TOO_MUCH else own[::6]:
            answer = client.generic("POST", path, body, content_type=content_type)
            failed += [(kind, path, answer.status_code)] if answer.status_code >= 500 else []
            content_of(answer)

    assert failed == []


@pytest.mark.parametrize("kind", TOO_MUCH)
def test_a_body_that_is_too_long_is_told_in_words(client, kind):
    content_type, body = BODIES[kind]

    refused = client.generic("POST", "/status/", body, content_type=content_type)

    assert (refused.status_code, "Kiriman ini" in refused.text) == (413, True)


def test_ten_thousand_parameters_are_a_page_like_any_other(client):
    answer = client.get("/pelatihan/?" + "&".join(f"a{n}=1" for n in range(9_999)))

    assert answer.status_code == 200
    assert "X-Cache" not in answer.headers


# Production


def test_the_check_of_a_deployment_finds_nothing(tmp_path):
    env = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATA_DIR": str(tmp_path),
        "ALLOWED_HOSTS": "kantor.example",
        "BASE_URL": "https://kantor.example",
        "EMAIL_URL": "smtp://localhost:25",
        "SECRET_KEY": "k3y-of-a-test-with-many-different-signs-0123456789-abcdefghij",
        "DATA_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "HASH_KEY": "x" * 43,
        "SIGNING_KEYS": "a:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]

    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)

    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr
