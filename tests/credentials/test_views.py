"""The public pages: true at once, silent about what is private, and hard to search by guessing."""

import base64
import json

import pypdfium2
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.urls import reverse

from accounts.enums import Role
from core.models import Throttle
from credentials import documents, views, workflow
from credentials.models import Credential
from tests.factories.credentials import UserFactory, issued, replaced, revoked, staff

pytestmark = pytest.mark.django_db
FORM = "/verifikasi/"


def page(client, code: str, status: int = 200) -> str:
    answer = client.get(f"{FORM}{code}/")
    assert answer.status_code == status
    return answer.content.decode()


def test_valid_certificate(client):
    credential = issued()
    text = page(client, credential.code)
    assert "Sertifikat ini asli dan masih berlaku" in text
    for fact in (
        credential.number,
        "Rin• Con•••",
        "Menjahit",
        "240",
        "3 Agustus–11 September 2026",
        "18 September 2026",
    ):
        assert fact in text


def test_nothing_private_is_shown(client):
    credential = issued()
    text = page(client, credential.code)
    applicant = credential.applicant
    for secret in (applicant.nik, applicant.name, "Contoh", "5 Mei 1999", "1999", applicant.email, ">87<"):
        assert secret not in text.replace("Dinas Ketenagakerjaan Kota Contoh", "")


def test_headers_keep_the_page_private(client):
    answer = client.get(f"{FORM}{issued().code}/")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "spell", [str, str.lower, lambda code: code.replace("0", "o").replace("1", "l"), lambda c: f"{c[:5]}-{c[5:]}"]
)
def test_code_may_be_typed_in_any_spelling(client, spell):
    credential = issued()
    assert credential.number in page(client, spell(credential.code))
    assert credential.number in page(client, spell(credential.short_code))


def test_english_page(client):
    answer = client.get(f"/en{FORM}{issued().code}/")
    assert "This certificate is genuine and valid" in answer.content.decode()


def test_revoked_is_seen_at_once_and_its_reason_is_not(client):
    credential = issued()
    page(client, credential.code)
    workflow.revoke(credential, by=None, reason="Ijazah palsu")
    text = page(client, credential.code)
    assert "Sertifikat ini sudah dicabut" in text
    assert "Ijazah palsu" not in text
    assert "masih berlaku" not in text


def test_replaced_leads_to_the_new_one(client):
    old = replaced()
    text = page(client, old.code)
    assert "Sertifikat ini sudah diganti" in text
    assert f'href="{old.successor.get_absolute_url()}"' in text
    assert "asli dan masih berlaku" in page(client, old.successor.code)


@pytest.mark.parametrize("code", ["0" * 26, "7K3M-9QX2-D", "x", "%00", "' OR 1=1 --", "漢字", "a" * 500])
def test_unknown_code_is_not_found(client, code):
    issued()
    text = page(client, code, status=404)
    assert "belum menemukan" in text


def test_altered_data_are_not_confirmed(client):
    credential = issued()
    Credential.objects.update(masked_name="Sit• Nur•••")
    text = page(client, credential.code)
    assert "belum dapat kami pastikan" in text
    assert "Sit• Nur•••" not in text


def test_typed_code_leads_to_its_page(client):
    credential = issued()
    answer = client.get(FORM, {"kode": f" {credential.short_code.lower()} "})
    assert answer.url == f"{FORM}{credential.short_code}/"
    answer = client.get(FORM, {"kode": credential.code})
    assert answer.url == f"{FORM}{credential.code}/"


def test_number_alone_shows_no_name(client):
    credential = issued()
    text = client.get(FORM, {"kode": credential.number.lower()}).content.decode()
    assert "asli dan masih berlaku" in text
    assert "Rin•" not in text


def test_number_of_a_replaced_one_leads_to_no_name(client):
    old = replaced()
    text = client.get(FORM, {"kode": old.number}).content.decode()
    assert "sudah diganti" in text
    assert old.successor.code not in text


@pytest.mark.parametrize("typed", ["", " ", "x" * 101])
def test_empty_or_endless_input_is_an_error_at_the_field(client, typed):
    answer = client.get(FORM, {"kode": typed})
    assert answer.status_code == 422
    assert 'class="govuk-error-summary"' in answer.content.decode()


def test_script_in_the_field_is_text(client):
    answer = client.get(FORM, {"kode": "<script>alert(1)</script>"})
    assert b"<script>alert" not in answer.content


def test_guessing_is_stopped_and_scanning_is_not(client):
    credential = issued()
    for _try in range(views.TRIES):
        assert client.get(f"{FORM}7K3M-9QX2-D/").status_code == 404
    stopped = client.get(f"{FORM}{credential.short_code}/")
    assert stopped.status_code == 429
    assert stopped["Retry-After"] == str(views.WINDOW)
    assert client.get(FORM, {"kode": credential.number}).status_code == 429
    assert credential.number in page(client, credential.code)
    assert client.get(f"{FORM}{credential.short_code}/", REMOTE_ADDR="10.0.0.9").status_code == 200


def test_visitors_address_is_not_kept(client):
    client.get(f"{FORM}7K3M-9QX2-D/")
    assert "127.0.0.1" not in Throttle.objects.get(key__startswith="verify").key


def test_queries_of_the_page_are_few(client, django_assert_max_num_queries):
    old = replaced()
    page(client, old.code)  # menus are cached by the first page
    for code in (old.code, old.successor.code):
        with django_assert_max_num_queries(12):
            client.get(f"{FORM}{code}/")


def test_public_keys_verify_what_the_page_says(client):
    credential = issued()
    facts = client.get(f"{FORM}{credential.code}/tanda-tangan/").json()
    answer = client.get("/.well-known/credential-keys.json")
    assert "max-age" in answer["Cache-Control"]
    header, body, signature = facts["jws"].split(".")
    kid = json.loads(decode(header))["kid"]
    key = next(each for each in answer.json()["keys"] if each["kid"] == kid)
    Ed25519PublicKey.from_public_bytes(decode(key["x"])).verify(decode(signature), f"{header}.{body}".encode())
    assert json.loads(decode(body)) == facts["payload"]
    assert facts["payload"]["name"] == "Rin• Con•••"
    assert facts["state"] == "valid"


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


def test_signed_facts_need_the_long_code(client):
    credential = issued()
    for code in (credential.short_code, "0" * 26, "x"):
        assert client.get(f"{FORM}{code}/tanda-tangan/").status_code == 404


def test_owner_downloads_the_pdf_whose_code_opens_the_page(client, settings):
    credential = issued()
    client.force_login(credential.applicant.user)
    answer = client.get(credential.get_download_url())
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="sertifikat-0001-ix-pbk-mjt-2026.pdf"'
    assert "no-store" in answer["Cache-Control"]
    document = pypdfium2.PdfDocument(answer.content)
    assert len(document) == 2
    read = {code.text for sheet in document for code in zxingcpp.read_barcodes(sheet.render(scale=1.85).to_pil())}
    (address,) = read
    assert address == f"{settings.BASE_URL}{credential.get_absolute_url()}"
    client.logout()
    assert "asli dan masih berlaku" in client.get(address.removeprefix(settings.BASE_URL)).content.decode()


def test_pdf_is_the_same_file_every_time(client):
    credential = issued()
    assert documents.pdf(credential) == documents.pdf(Credential.objects.get())


def test_somebody_elses_pdf_is_as_missing_as_none(client):
    credential = issued()
    client.force_login(UserFactory())
    nobodys_code = "0" * 26
    theirs = client.get(credential.get_download_url())
    nobodys = client.get(reverse("credentials:download", args=[nobodys_code]))
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.content.decode().replace(credential.code, nobodys_code) == nobodys.content.decode()


def test_staff_have_no_back_door_to_the_owners_address(client):
    credential = issued()
    client.force_login(staff(Role.HEAD))
    assert client.get(credential.get_download_url()).status_code == 404


def test_download_asks_to_sign_in(client):
    answer = client.get(issued().get_download_url())
    assert answer.status_code == 302
    assert "/masuk/" in answer.url


def test_revoked_certificate_is_named_on_the_page(client):
    assert "Dicabut" in page(client, revoked().short_code)
