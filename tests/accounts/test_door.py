"""The door: known and unknown addresses look the same, codes are counted, nobody is led astray."""

import re
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import User
from audit.models import Event
from core.models import OutboxMessage
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

DOOR, CODE, PASSWORD = "/masuk/", "/masuk/kode/", "/masuk/kata-sandi/"


def ask(client, email="warga@contoh.test", path=DOOR, **extra):
    return client.post(path, {"email": email} | extra)


def sent_code(email=None) -> str:
    messages = OutboxMessage.objects.order_by("-pk")
    message = next(each for each in messages if email is None or each.to == email)
    return re.search(r"\d{6}", message.content["text"])[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def sign_in(client, email="warga@contoh.test", path=CODE):
    ask(client, email)
    return client.post(path, {"code": sent_code(email)})


def account_of(client) -> str:
    return client.session.get("_auth_user_id", "")


def test_a_new_address_gets_an_account_only_after_the_code(client):
    assert ask(client, "Baru@Contoh.test").url == CODE
    assert not User.objects.exists()
    answer = client.post(CODE, {"code": sent_code()})
    user = User.objects.get()
    assert (answer.url, user.email, user.has_usable_password()) == ("/akun/", "baru@contoh.test", False)
    assert EmailAddress.objects.get(user=user).verified
    assert Event.objects.filter(verb="accounts.user.opened", object_ref=str(user.pk)).count() == 1


def test_a_known_address_meets_its_account(client):
    user = UserFactory(email="warga@contoh.test")
    sign_in(client)
    assert account_of(client) == str(user.pk)
    assert User.objects.count() == 1


def test_an_account_with_capital_letters_is_found(client):
    user = UserFactory(email="Warga@Contoh.test")
    sign_in(client, "warga@contoh.test")
    assert account_of(client) == str(user.pk)


def test_known_and_unknown_look_the_same(client):
    """Text, status, number of statements: and the table of accounts is not even read."""
    UserFactory(email="ada@contoh.test", password="x")
    UserFactory(email="tutup@contoh.test", is_active=False)
    _what_a_stranger_sees("pertama@contoh.test")
    seen = [_what_a_stranger_sees(email) for email in ("ada@contoh.test", "tak@contoh.test", "tutup@contoh.test")]
    assert seen[0] == seen[1] == seen[2]


def _what_a_stranger_sees(email):
    client = Client()
    with CaptureQueriesContext(connection) as queries:
        first = ask(client, email)
    statements = [query["sql"] for query in queries]
    assert statements
    assert not [statement for statement in statements if "accounts_user" in statement]
    page = client.get(CODE)
    miss = client.post(CODE, {"code": wrong(sent_code(email))})
    texts = [_without_tokens(each.content.decode().replace(email, "EMAIL")) for each in (page, miss)]
    mail = OutboxMessage.objects.latest("pk")
    words = re.sub(r"\d{6}", "CODE", mail.content["subject"] + mail.content["text"])
    return first.status_code, first.url, len(statements), page.status_code, miss.status_code, texts, words


def _without_tokens(html: str) -> str:
    return re.sub(r'((?:csrfmiddlewaretoken|code)" value=)"[^"]+"', r"\1", html)


def test_password_of_known_and_unknown_addresses_reads_the_same(client):
    known = UserFactory(email="ada@contoh.test")
    known.set_password("rahasia-sekali")
    known.save()
    UserFactory(email="tanpa@contoh.test")
    answers = {_refused(email) for email in ("ada@contoh.test", "tanpa@contoh.test", "tidak@contoh.test")}
    assert len(answers) == 1
    assert "Surel dan kata sandi tidak cocok" in answers.pop()


def _refused(email) -> str:
    answer = Client().post(PASSWORD, {"login": email, "password": "salah-sekali"})
    return _without_tokens(answer.content.decode().replace(email, "EMAIL"))


@pytest.mark.parametrize("typed", ["12345", "1234567", "abcdef", "", "١٢٣٤٥٦"])
def test_a_code_of_another_form_costs_no_try(client, typed):
    ask(client)
    code = sent_code()
    for _n in range(6):
        assert client.post(CODE, {"code": typed}).status_code == 200
    assert client.post(CODE, {"code": code}).status_code == 302
    assert account_of(client)


def test_spaces_and_full_width_digits_are_read(client):
    ask(client)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in sent_code())
    client.post(CODE, {"code": f" {wide[:3]} {wide[3:]} "})
    assert account_of(client)


def test_a_wrong_code_says_how_many_tries_are_left(client):
    ask(client)
    page = client.post(CODE, {"code": wrong(sent_code())})
    assert "tersisa 4 percobaan" in page.content.decode()


def test_five_wrong_codes_end_it(client):
    ask(client)
    code = sent_code()
    answers = [client.post(CODE, {"code": wrong(code)}) for _n in range(5)]
    assert answers[-1].url == DOOR
    assert client.post(CODE, {"code": code}).url == DOOR
    assert not account_of(client)


def test_ten_tries_an_hour_close_the_door_in_every_browser():
    """Also the right code is refused then, and the page says until when."""
    browsers = [Client(), Client(), Client()]
    for browser in browsers:
        ask(browser)
        for _n in range(4):
            browser.post(CODE, {"code": wrong(sent_code())})
    page = browsers[-1].post(CODE, {"code": sent_code()}).content.decode()
    assert re.search(r"Coba lagi pukul \d\d\.\d\d WIB", page)
    assert not account_of(browsers[-1])


def test_codes_are_not_sent_without_end(client):
    for _n in range(3):
        assert ask(Client()).status_code == 302
    page = ask(Client())
    assert "Terlalu banyak percobaan" in page.content.decode()
    assert OutboxMessage.objects.count() == 3


def test_a_new_code_ends_the_old_one(client):
    ask(client)
    old = sent_code()
    assert client.post(CODE, {"action": "resend"}).url == CODE
    new = sent_code()
    assert OutboxMessage.objects.count() == 2
    if new != old:
        client.post(CODE, {"code": old})
        assert not account_of(client)
    client.post(CODE, {"code": new})
    assert account_of(client)


def test_an_old_code_is_worth_nothing(client, settings):
    ask(client)
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    answer = client.post(f"{CODE}?next=/akun/profil/", {"code": sent_code()}, follow=True)
    assert answer.redirect_chain[0][0] == "/masuk/?next=%2Fakun%2Fprofil%2F"
    assert "Kode sudah tidak berlaku" in answer.content.decode()


def test_the_code_page_without_a_code_leads_to_the_door(client):
    assert client.get(CODE).url == DOOR


def test_the_way_back_is_kept_through_every_page(client):
    back = "/daftar/pelatihan/menjahit-3/identitas/"
    page = client.get(DOOR, {"next": back}).content.decode()
    assert f'name="next" value="{back}"' in page
    answer = ask(client, path=DOOR, next=back)
    assert answer.url == "/masuk/kode/?next=%2Fdaftar%2Fpelatihan%2Fmenjahit-3%2Fidentitas%2F"
    assert f'name="next" value="{back}"' in client.get(answer.url).content.decode()
    assert client.post(answer.url, {"code": sent_code(), "next": back}).url == back


FOREIGN = [
    "https://jahat.example/",
    "//jahat.example/x",
    "/\\jahat.example",
    "javascript:alert(1)",
    "https:/jahat.example",
    "\t//jahat.example",
]


@pytest.mark.parametrize("target", FOREIGN)
def test_nobody_is_sent_to_a_foreign_address(client, settings, target):
    settings.ALLOWED_HOSTS = ["testserver", "jahat.example"]
    ask(client, next=target)
    answer = client.post(CODE, {"code": sent_code(), "next": target})
    assert answer.url == "/akun/"
    assert client.get(DOOR, {"next": target}).url == "/akun/"


def test_staff_come_by_password_and_go_to_the_desk(client):
    user = UserFactory(email="petugas@contoh.test", role=Role.CHECKER)
    user.set_password("rahasia-sekali")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    answer = client.post(PASSWORD, {"login": "petugas@contoh.test", "password": "rahasia-sekali"})
    assert answer.url == "/cms/"
    assert client.session.get_expire_at_browser_close() is False


def test_a_password_without_a_proved_address_asks_for_a_code(client):
    user = UserFactory(email="petugas@contoh.test", role=Role.CHECKER)
    user.set_password("rahasia-sekali")
    user.save()
    answer = client.post(PASSWORD, {"login": user.email, "password": "rahasia-sekali"})
    assert answer.url == "/masuk/bukti-surel/"
    page = client.get(answer.url)
    assert "Buktikan alamat surel Anda" in page.content.decode()
    client.post(answer.url, {"code": wrong(sent_code())})
    assert client.post(answer.url, {"code": sent_code()}).url == "/cms/"


def test_passwords_are_counted(client):
    user = UserFactory(email="petugas@contoh.test")
    user.set_password("rahasia-sekali")
    user.save()
    for _n in range(5):
        Client().post(PASSWORD, {"login": user.email, "password": "salah"})
    page = client.post(PASSWORD, {"login": user.email, "password": "rahasia-sekali"})
    assert "Terlalu banyak percobaan" in page.content.decode()
    assert not account_of(client)


def test_a_pending_code_does_not_block_the_password_page(client):
    ask(client)
    assert client.get(PASSWORD).status_code == 200


STAFF = ["/cms/", "/cms/pages/", "/cms/login/", "/cms/password_reset/", "/cms/password_reset/confirm/x/y/"]
DOORS = ["/_util/login/", "/masuk/daftar/", "/masuk/lupa/", "/masuk/minta-kode/", "/en/_util/login/"]
STOCK = ["/masuk/login/", "/masuk/signup/", "/masuk/password/reset/", "/masuk/email/", "/accounts/login/"]


@pytest.mark.parametrize("path", STAFF)
def test_the_cms_has_no_door_of_its_own(client, path):
    answer = client.get(path, follow=True)
    assert unquote(answer.redirect_chain[-1][0]).startswith("/masuk/?next=/cms/")
    assert 'name="email"' in answer.content.decode()


@pytest.mark.parametrize("path", DOORS)
def test_other_doors_lead_to_the_one(client, path):
    assert client.get(path).url.endswith("/masuk/")


@pytest.mark.parametrize("path", STOCK)
def test_the_pages_of_allauth_have_no_other_address(client, path):
    assert client.get(path).status_code == 404


def test_wagtails_sign_in_does_not_answer_a_post(client):
    user = UserFactory(email="petugas@contoh.test", role=Role.CHECKER)
    user.set_password("rahasia-sekali")
    user.save()
    client.post("/cms/login/", {"username": user.email, "password": "rahasia-sekali"})
    assert not account_of(client)


def test_a_citizen_at_the_cms_is_told_and_not_sent_in_circles(client):
    client.force_login(UserFactory())
    answer = client.get("/cms/", follow=True)
    assert answer.status_code == 403
    assert "Halaman ini untuk petugas" in answer.content.decode()


def test_signing_out_is_a_post(client):
    client.force_login(UserFactory())
    assert "Keluar dari akun?" in client.get("/masuk/keluar/").content.decode()
    assert account_of(client)
    assert client.post("/masuk/keluar/").url == "/masuk/"
    assert not account_of(client)


def test_a_closed_account_cannot_come_in(client):
    UserFactory(email="warga@contoh.test", is_active=False)
    answer = sign_in(client)
    assert answer.url == "/masuk/ditutup/"
    assert not account_of(client)
    assert "Akun ini ditutup" in client.get(answer.url).content.decode()


@pytest.mark.parametrize("path", [DOOR, "/en/masuk/", PASSWORD])
def test_nothing_of_the_door_is_stored(client, path):
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_english(client):
    page = client.get("/en/masuk/")
    assert "Sign in or sign up" in page.content.decode()
    assert ask(client, path="/en/masuk/").url == "/en/masuk/kode/"
    assert OutboxMessage.objects.get().content["subject"].startswith("Your sign-in code")
    client.post("/en/masuk/kode/", {"code": sent_code()})
    assert User.objects.get().language == "en"


HOSTILE = ["", "x", "a@b", "a@b.c\nBcc: x@y.z", "<script>@x.id", "a" * 5000 + "@x.id", "\x00@x.id", "'; drop--@x.id"]


@pytest.mark.parametrize("email", HOSTILE)
def test_hostile_addresses_are_refused_at_the_field(client, email):
    answer = ask(client, email)
    assert answer.status_code == 200
    assert "<script>@" not in answer.content.decode()
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "is_told"), [("/daftar/pelatihan/x/identitas/", True), ("/akun/", False), ("", False)]
)
def test_who_comes_from_a_registration_reads_that_it_goes_on(client, wanted, is_told):
    page = client.get(DOOR, {"next": wanted} if wanted else {}).content.decode()
    assert ("langkah 2 pendaftaran" in page) is is_told
