"""The pages of a registration, asked as a browser without JavaScript asks them."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Applicant, Consent
from cases.models import Case
from core.models import OutboxMessage, PrivateFile
from forms import steps, workflow
from forms.models import Draft
from tests.factories import forms as made
from tests.factories.accounts import ApplicantFactory, UserFactory
from tests.factories.files import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return made.batch()


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def web(client, user):
    client.force_login(user)
    return client


def hidden(response) -> dict:
    """The hidden controls of the page's form."""
    text = response.content.decode()
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text))


def post(web, of, step, values, **fields):
    """Open a step as a person does, and send it with its hidden controls."""
    url = made.address(of, step)
    page = web.get(url)
    assert page.status_code == 200, (step, page.status_code, page.get("Location"))
    return web.post(url, hidden(page) | values | fields)


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# Eligibility


RULES = {"program_fields": {"rules": [("age_min", 18), ("domicile", None), ("education_min", "sma")]}}


def test_the_check_is_open_to_all_and_asks_only_what_the_rules_need(client):
    page = client.get(made.address(made.batch(**RULES), "syarat"))

    assert page.status_code == 200
    assert list(page.context["form"].fields) == ["birth_date", "lives_here", "education"]


def test_every_rule_is_answered_in_words(client):
    url = made.address(made.batch(**RULES), "syarat")
    answers = {"birth_date_day": "1", "birth_date_month": "1", "birth_date_year": "2015", "lives_here": "36.71.01.1001"}

    page = client.post(url, answers)

    shown = text(page)
    assert "Usia minimal 18 tahun Belum terpenuhi" in shown
    assert "Alamat Anda berada di Kota Tangerang." in shown
    assert "Pilih pendidikan terakhir yang sudah Anda selesaikan." in shown


def test_after_the_check_the_way_on_comes_first_and_the_form_is_folded(client):
    url = made.address(made.batch(**RULES), "syarat")

    first, after = client.get(url).content.decode(), client.post(url, {"education": "s1"}).content.decode()

    assert "ck-again" not in first
    assert after.index("ck-button--start") < after.index('<details class="ck-again">') < after.index('name="education"')


def test_the_check_keeps_nothing(client, django_assert_num_queries):
    from django.contrib.sessions.models import Session

    client.post(made.address(made.batch(**RULES), "syarat"), {"education": "s1"})

    assert (Draft.objects.count(), Session.objects.count()) == (0, 0)


def test_a_wrong_date_is_told_at_its_field(client):
    page = client.post(made.address(made.batch(**RULES), "syarat"), {"birth_date_day": "41"})

    assert page.content.decode().count("Isi tanggal, angka 1 sampai 31.") == 2
    assert "<title>Galat:" in page.content.decode()


def test_where_every_seat_is_taken_the_button_says_what_one_gets(client, batch):
    type(batch).objects.filter(pk=batch.pk).update(held=16)
    page = text(client.get(made.address(batch, "syarat")))
    assert "Masuk daftar cadangan" in page
    assert "sebagai nomor 1; tersisa" in page


def test_a_batch_without_rules_says_so(client, batch):
    assert "terbuka untuk semua" in text(client.get(made.address(batch, "syarat")))


# The door


def test_a_stranger_is_led_to_the_door_and_back(client, batch):
    url = made.address(batch, "identitas")

    assert client.get(url).url == f"/masuk/?next={url.replace('/', '%2F')}"
    assert not Draft.objects.exists()


def test_the_second_step_is_the_door(client, batch):
    assert client.get(made.address(batch, "masuk")).url.startswith("/masuk/?next=")


def test_who_is_signed_in_passes_the_door(web, batch):
    assert web.get(made.address(batch, "masuk")).url == made.address(batch, "identitas")


def test_the_address_of_a_batch_leads_to_the_check(client, batch):
    assert client.get(made.address(batch)).url == made.address(batch, "syarat")


@pytest.mark.parametrize("path", ["pelatihan/tidak-ada/", "layanan/tidak-ada/", "pelatihan/tidak-ada/syarat/"])
def test_an_unknown_batch_does_not_exist(client, path):
    assert client.get(f"/daftar/{path}").status_code == 404


# The whole way


def fill_in(web, of, **fields):
    """All steps up to the summary."""
    post(web, of, "identitas", made.identity(**fields))
    post(web, of, "alamat", made.ADDRESS)
    post(web, of, "pendidikan", made.EDUCATION)
    post(web, of, "dokumen", {"ktp": made.upload(), "diploma": made.upload("ijazah.jpg")})
    for step, values in made.ANSWERS.items():
        post(web, of, step, values)


def test_each_step_leads_to_the_next(web, batch):
    ways = [
        post(web, batch, "identitas", made.identity()).url,
        post(web, batch, "alamat", made.ADDRESS).url,
        post(web, batch, "pendidikan", made.EDUCATION).url,
        post(web, batch, "dokumen", {"ktp": made.upload(), "diploma": made.upload()}).url,
        post(web, batch, "pertanyaan-1", made.ANSWERS["pertanyaan-1"]).url,
        post(web, batch, "pertanyaan-2", made.ANSWERS["pertanyaan-2"]).url,
        post(web, batch, "periksa", {}).url,
    ]

    names = ["alamat", "pendidikan", "dokumen", "pertanyaan-1", "pertanyaan-2", "periksa", "pernyataan"]
    assert ways == [made.address(batch, name) for name in names]


def send(web, of, **fields):
    return post(web, of, "pernyataan", {"declaration": "on", "promise": "on"}, **fields)


def test_sending_ends_at_the_receipt(web, batch, user):
    fill_in(web, batch)

    answer = send(web, batch, consents=["survey"])

    case = Case.objects.get()
    assert answer.url == made.address(batch) + f"tanda-terima/{case.token}/"
    shown = text(web.get(answer.url))
    assert case.number in shown
    assert "Yang terjadi berikutnya" in shown
    assert set(Consent.objects.values_list("purpose", flat=True)) == {"declaration", "promise", "survey"}
    assert "6 bulan" in Consent.objects.get(purpose="survey").text
    assert OutboxMessage.objects.filter(kind="received").count() == 1


def test_the_receipt_opens_by_its_link_alone_and_shows_no_answer(web, client, batch):
    fill_in(web, batch)
    url = send(web, batch).url

    page = Client().get(url)

    assert page.status_code == 200
    assert Applicant.objects.get().nik not in page.content.decode()
    assert "Rina" not in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"


def test_the_receipt_as_pdf(web, batch):
    fill_in(web, batch)
    url = send(web, batch).url

    page = web.get(f"{url}pdf/")

    assert page["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF-")


def test_a_wrong_receipt_link_does_not_exist(client, batch):
    assert client.get(made.address(batch) + "tanda-terima/abc/").status_code == 404


def test_nothing_is_sent_without_the_declaration(web, batch):
    fill_in(web, batch)

    page = post(web, batch, "pernyataan", {"promise": "on"})

    assert page.content.decode().count("Centang pernyataan ini untuk mengirim.") == 2
    assert not Case.objects.exists()


def test_the_summary_shows_every_answer_and_where_to_change_it(web, batch):
    fill_in(web, batch)

    page = web.get(made.address(batch, "periksa"))

    shown = text(page)
    for words in (
        "Rina Contoh",
        "5 Mei 1999",
        "Perempuan",
        "Sukarasa, Tangerang",
        "0812-0000-0001",
        "ijazah.jpg",
        "Tidak",
    ):
        assert words in shown
    assert f'href="{made.address(batch, "alamat")}?kembali=1#id_phone"' in page.content.decode()
    file = Draft.objects.get().files.first()
    assert f'<a class="govuk-link" href="{file.url}">' in page.content.decode()
    assert web.get(file.url).status_code == 200


def test_leaving_by_the_header_saves_what_is_typed(web, batch):
    """The button in the header belongs to the form of the step, so it works without JavaScript."""
    fill_in(web, batch)
    page = web.get(made.address(batch, "alamat")).content.decode()
    assert '<form id="isian"' in page
    assert 'form="isian" name="simpan"' in page

    post(web, batch, "alamat", {"address": "Jalan Baru 7", "simpan": "1"})

    assert Draft.objects.get().data["alamat"]["address"] == ["Jalan Baru 7"]


def test_the_nik_is_masked_in_the_summary(web, batch):
    fill_in(web, batch)
    number = Draft.objects.get().data["identitas"]["nik"][0]

    assert number not in web.get(made.address(batch, "periksa")).content.decode()


def test_changing_one_answer_comes_back_to_the_summary(web, batch):
    fill_in(web, batch)
    page = web.get(made.address(batch, "alamat") + "?kembali=1")

    answer = web.post(made.address(batch, "alamat"), hidden(page) | made.ADDRESS | {"phone": "08120000002"})

    assert answer.url == made.address(batch, "periksa")


def test_a_step_is_not_opened_before_the_one_in_front_of_it(web, batch):
    answer = web.get(made.address(batch, "dokumen"))

    assert answer.url == made.address(batch, "identitas") + "?lengkapi=1"


def test_a_step_that_is_not_asked_leads_to_where_one_is(web, batch):
    assert web.get(made.address(batch, "pertanyaan-9")).url == made.address(batch, "identitas")


def test_an_answer_that_opens_a_question_on_the_same_page_asks_it_without_blame(web):
    questions = [
        made.question_step(
            made.question("machine", "yes_no"),
            made.question("brand", show_if="machine", show_if_value="Ya", label_id="Merek mesin"),
        )
    ]
    batch = made.batch(program_fields={"questions": questions, "documents": []})
    for step, values in [("identitas", made.identity()), ("alamat", made.ADDRESS), ("pendidikan", made.EDUCATION)]:
        post(web, batch, step, values)

    answer = post(web, batch, "pertanyaan-1", {"machine": "yes"})

    assert answer.url == made.address(batch, "pertanyaan-1") + "?tambahan=1"
    page = web.get(answer.url)
    assert "Jawaban Anda menambah pertanyaan di halaman ini." in text(page)
    assert "Merek mesin" in text(page)
    assert "Galat:" not in text(page)
    assert "Jawab pertanyaan ini." in text(web.post(answer.url, hidden(page) | {"machine": "yes"}))


def test_a_programme_without_documents_has_no_such_step(web):
    batch = made.batch(program_fields={"documents": []})
    for step, values in [("identitas", made.identity()), ("alamat", made.ADDRESS)]:
        post(web, batch, step, values)

    assert post(web, batch, "pendidikan", made.EDUCATION).url == made.address(batch, "pertanyaan-1")


def test_english_pages_speak_english(web, batch):
    page = web.get("/en" + made.address(batch, "identitas"))

    assert "Your identity" in text(page)


# Nothing is lost


def test_after_one_good_and_one_bad_file_another_device_shows_all_text_and_the_good_file(web, batch, user):
    post(web, batch, "identitas", made.identity())
    post(web, batch, "alamat", made.ADDRESS)
    post(web, batch, "pendidikan", made.EDUCATION)

    page = post(web, batch, "dokumen", {"ktp": made.upload(), "diploma": made.upload("ijazah.txt", b"halo")})

    assert "Berkas ijazah.txt bukan JPG, PNG, HEIC, PDF." in text(page)
    other = Client()
    other.force_login(user)
    shown = text(other.get(made.address(batch, "dokumen")))
    assert "ktp.jpg" in shown
    assert "Rina Contoh" in other.get(made.address(batch, "identitas")).content.decode()


def test_wrong_text_and_a_good_file_on_one_page_are_both_kept(web):
    questions = [made.question_step(made.question("age", "number"), made.question("letter", "file"))]
    batch = made.batch(program_fields={"questions": questions, "documents": []})
    for step, values in [("identitas", made.identity()), ("alamat", made.ADDRESS), ("pendidikan", made.EDUCATION)]:
        post(web, batch, step, values)

    page = post(web, batch, "pertanyaan-1", {"age": "banyak", "letter": made.upload("surat.pdf", pdf())})

    assert "Tulis angka" in text(page)
    again = web.get(made.address(batch, "pertanyaan-1"))
    assert 'value="banyak"' in again.content.decode()
    assert "surat.pdf" in text(again)


def test_wrong_answers_come_back_as_typed_with_the_same_words_twice(web, batch):
    page = post(web, batch, "identitas", made.identity(nik="367101", birth_date_month="13"))

    shown = page.content.decode()
    assert shown.count("NIK harus 16 angka. Anda mengisi 6 angka.") == 2
    assert 'value="367101"' in shown
    assert 'value="13"' in shown
    assert "<title>Galat:" in shown
    assert 'href="#id_nik"' in shown


def test_saving_for_later_keeps_half_a_step_and_says_until_when(web, batch):
    answer = post(web, batch, "identitas", {"full_name": "Rina", "simpan": "1"})

    assert answer.url == made.address(batch)
    shown = text(web.get(answer.url))
    assert "Anda berhenti di “Identitas Anda”" in shown
    assert 'value="Rina"' in web.get(made.address(batch, "identitas")).content.decode()
    assert "Galat" not in text(web.get(made.address(batch, "identitas")))


def test_beginning_again_throws_everything_away(web, batch):
    post(web, batch, "identitas", made.identity())

    assert web.post(made.address(batch), {"ulang": "1"}).url == made.address(batch, "syarat")
    assert not Draft.objects.exists()


def test_the_lost_session_loses_nothing(web, batch, user):
    page = web.get(made.address(batch, "identitas"))
    web.logout()

    answer = web.post(made.address(batch, "identitas"), hidden(page) | made.identity())

    assert answer.status_code == 403
    assert "Anda perlu masuk lagi" in text(answer)
    assert "Rina" not in answer.content.decode()
    web.force_login(user)
    assert "Rina Contoh" in web.get(made.address(batch, "identitas")).content.decode()


def test_without_the_token_a_stranger_writes_nothing(client, batch):
    draft = made.started(batch)

    client.post(made.address(batch, "identitas"), made.identity() | {"token": "tebak"})

    draft.refresh_from_db()
    assert draft.data == {}


def test_the_form_of_another_account_is_not_taken_in(client, batch):
    draft = made.started(batch)
    other = UserFactory()
    client.force_login(other)

    answer = client.post(made.address(batch, "identitas"), made.identity() | {"token": draft.token})

    assert answer.status_code == 409
    assert [kept.data for kept in Draft.objects.filter(user=other)] in ([], [{}])


def test_a_form_from_before_the_sign_in_is_kept_and_asked_again(batch, user):
    web = Client(enforce_csrf_checks=True)
    web.force_login(user)
    page = web.get(made.address(batch, "identitas"))

    answer = web.post(made.address(batch, "identitas"), hidden(page) | made.identity() | {"csrfmiddlewaretoken": "x"})

    assert answer.status_code == 403
    assert "kirim sekali lagi" in text(answer)
    assert "Rina Contoh" in answer.content.decode()
    assert Draft.objects.get().data["identitas"]


def test_a_foreign_site_writes_nothing(batch, user):
    web = Client(enforce_csrf_checks=True)
    web.force_login(user)
    web.get(made.address(batch, "identitas"))

    answer = web.post(made.address(batch, "identitas"), made.identity())

    assert answer.status_code == 403
    assert Draft.objects.get().data == {}


def test_pressed_twice_leads_to_the_same_receipt(web, batch):
    fill_in(web, batch)
    page = web.get(made.address(batch, "pernyataan"))
    values = hidden(page) | {"declaration": "on", "promise": "on"}

    first = web.post(made.address(batch, "pernyataan"), values)
    second = web.post(made.address(batch, "pernyataan"), values)

    assert first.url == second.url
    assert "tidak ada yang ganda" in text(web.get(second.url))
    assert Case.objects.count() == 1


def test_an_old_step_sent_after_the_end_leads_to_the_receipt(web, batch):
    page = web.get(made.address(batch, "identitas"))
    fill_in(web, batch)
    url = send(web, batch).url

    assert web.post(made.address(batch, "identitas"), hidden(page) | made.identity()).url == url


def test_going_back_after_the_end_says_that_one_is_registered(web, batch):
    fill_in(web, batch)
    send(web, batch)

    page = web.get(made.address(batch, "identitas"))

    assert page.status_code == 409
    assert Case.objects.get().number in text(page)
    assert Draft.objects.count() == 1


def test_answers_changed_in_another_tab_are_looked_at_again_before_sending(web, batch):
    fill_in(web, batch)
    page = web.get(made.address(batch, "pernyataan"))
    post(web, batch, "alamat", made.ADDRESS | {"address": "Jl. Baru No. 1, RT 01/RW 01"})

    answer = web.post(made.address(batch, "pernyataan"), hidden(page) | {"declaration": "on", "promise": "on"})

    assert answer.url == made.address(batch, "periksa")
    assert "diubah di tab atau perangkat lain" in text(web.get(answer.url))
    assert not Case.objects.exists()


# The batch changes meanwhile


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "cancelled", "cancelled_reason": "Pelatih sakit."}, "dibatalkan: Pelatih sakit."),
        ({"is_listed": False}, "sedang tidak ditampilkan"),
        ({"closes_at": timezone.now()}, "Pendaftaran sudah tutup"),
        ({"capacity": 0, "reserve_size": 0}, "Kursi dan cadangan sudah penuh"),
        ({"state": "planned"}, "Pendaftaran belum dibuka"),
    ],
)
def test_what_happened_is_told_and_what_was_typed_is_kept(web, batch, change, words):
    page = web.get(made.address(batch, "identitas"))
    type(batch).objects.filter(pk=batch.pk).update(**change)

    answer = web.post(made.address(batch, "identitas"), hidden(page) | made.identity())

    assert answer.status_code == 409
    assert words in text(answer)
    assert "Jawaban Anda tersimpan sampai" in text(answer)
    assert Draft.objects.get().data["identitas"]["full_name"] == ["Rina Contoh"]


def test_a_hidden_batch_does_not_exist_for_strangers(client, web, batch):
    type(batch).objects.filter(pk=batch.pk).update(is_listed=False)

    assert Client().get(made.address(batch, "syarat")).status_code == 404
    assert web.get(made.address(batch, "identitas")).status_code == 404


def test_without_a_seat_the_rank_is_told_before_sending(web, batch):
    fill_in(web, batch)
    page = web.get(made.address(batch, "pernyataan"))
    type(batch).objects.filter(pk=batch.pk).update(held=16)
    values = hidden(page) | {"declaration": "on", "promise": "on"}

    answer = web.post(made.address(batch, "pernyataan"), values)

    assert answer.status_code == 409
    assert "masuk daftar cadangan sebagai nomor 1" in text(answer)
    assert not Case.objects.exists()
    again = web.post(made.address(batch, "pernyataan"), hidden(answer) | values | {"as_reserve": "1"})
    assert "cadangan" in text(web.get(again.url))


def test_a_rule_that_is_not_met_is_told_in_words_at_the_end(web):
    batch = made.batch(**RULES)
    fill_in(web, batch, born=timezone.localdate().replace(year=timezone.localdate().year - 15, day=1, month=1))

    answer = send(web, batch)

    assert answer.status_code == 409
    assert "Usia minimal" in text(answer) or "usia Anda belum 18 tahun" in text(answer)
    assert Draft.objects.get().data


# One person, one NIK


def test_the_nik_of_another_account_teaches_nothing_and_its_owner_is_told(web, batch):
    owner = ApplicantFactory()

    page = post(web, batch, "identitas", made.identity(nik=owner.nik, born=owner.birth_date))

    shown = text(page)
    assert "Sudah ada pendaftaran dengan NIK ini." in shown
    assert owner.name not in shown
    told = OutboxMessage.objects.get(kind="nik_tried")
    assert told.to == owner.user.email


def test_the_owner_is_told_once_a_day(web, batch):
    owner = ApplicantFactory()
    for _time in range(3):
        post(web, batch, "identitas", made.identity(nik=owner.nik, born=owner.birth_date))

    assert OutboxMessage.objects.filter(kind="nik_tried").count() == 1


def test_trying_many_niks_is_stopped(web, batch):
    owners = [ApplicantFactory() for _number in range(21)]
    answers = [post(web, batch, "identitas", made.identity(nik=owner.nik, born=owner.birth_date)) for owner in owners]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"nik": ""}, "Isi NIK Anda."),
        ({"nik": "36710145059990O1"}, "NIK hanya berisi angka"),
        ({"nik": "3671014505999001", "birth_date_day": "6"}, "NIK tidak cocok dengan tanggal lahir."),
        ({"nik": "3671014505999001", "sex": "male"}, "NIK tidak cocok dengan jenis kelamin."),
        ({"nik": "9971014505999001"}, "NIK ini tidak ada"),
        ({"full_name": "Rina <b>"}, "Nama hanya berisi huruf"),
        ({"full_name": "R" * 70}, "Nama paling panjang 60 huruf"),
        ({"birth_date_year": "1800"}, "Tanggal lahir harus antara"),
    ],
)
def test_the_identity_is_checked(web, batch, fields, words):
    page = post(web, batch, "identitas", made.identity() | fields)

    assert words in text(page)
    assert "<b>" not in page.content.decode().split("<main")[1]


# Profile, reuse, files


def test_the_profile_fills_in_the_next_registration(web, user):
    made.sent(made.batch(), user)
    batch = made.batch()

    page = web.get(made.address(batch, "identitas"))

    assert 'value="Rina Contoh"' in page.content.decode()
    assert "Diambil dari profil Anda." in text(page)


def test_a_draft_for_another_batch_fills_in_too(web, user):
    made.typed(made.started(made.batch(), user), steps.ADDRESS, made.ADDRESS)
    batch = made.batch()
    post(web, batch, "identitas", made.identity())

    assert "Jl. Contoh Melati" in web.get(made.address(batch, "alamat")).content.decode()


def test_an_accepted_document_can_be_used_again(web, user):
    case = made.sent(made.batch(), user)
    case.documents.filter(kind="ktp").update(verdict="accepted", verdict_at=timezone.now())
    batch = made.batch()
    made.typed(made.started(batch, user), steps.IDENTITY, made.identity(nik=case.applicant.nik))
    post(web, batch, "alamat", made.ADDRESS)
    post(web, batch, "pendidikan", made.EDUCATION)
    assert "Pakai Foto KTP yang diterima pada" in text(web.get(made.address(batch, "dokumen")))

    answer = post(web, batch, "dokumen", {"pakai": "ktp", "diploma": made.upload()})

    assert answer.url == made.address(batch, "dokumen")
    assert "pernah diterima" in text(web.get(answer.url))
    assert post(web, batch, "dokumen", {}).url == made.address(batch, "pertanyaan-1")
    assert Draft.objects.open().get().files.get(kind="ktp").is_reused


def test_a_kept_file_is_shown_to_its_owner_only(web, batch, user):
    row = made.with_file(made.started(batch, user), "ktp")

    page = web.get(row.url)
    other = Client()
    other.force_login(UserFactory())

    assert page["Content-Type"] == "image/jpeg"
    assert page["Cache-Control"] == "private, no-store"
    assert other.get(row.url).status_code == 404
    assert Client().get(row.url).status_code == 404


def test_a_file_can_be_removed_and_the_text_of_the_page_stays(web, batch, user):
    draft = made.complete(batch, user)

    answer = post(web, batch, "dokumen", {"hapus": "ktp"})

    assert answer.url == made.address(batch, "dokumen")
    assert set(draft.files.values_list("kind", flat=True)) == {"diploma"}
    assert PrivateFile.objects.count() == 1


def test_any_text_in_any_field_is_no_error_of_the_server(web, batch):
    hostile = (
        "\u0000<script>alert(1)</script>' OR 1=1 -- \ud800".encode("utf-8", "replace").decode() + "\U0001f600" * 10
    )

    for step, values in [("identitas", made.identity()), ("alamat", made.ADDRESS), ("pendidikan", made.EDUCATION)]:
        page = post(web, batch, step, dict.fromkeys(values, hostile))
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        post(web, batch, step, values)


# What it costs


def test_queries_of_a_step(web, batch, user, django_assert_max_num_queries):
    made.complete(batch, user)

    with django_assert_max_num_queries(30):
        web.get(made.address(batch, "periksa"))


def test_every_service_has_a_wizard(db):
    from cases import services
    from forms import wizards

    assert {service.slug for service in services.every() if service.slug != "surat"} <= {
        intake.service for intake in wizards.every()
    }


def test_sent_by_hand_equals_sent_by_the_page(batch):
    draft = made.complete(batch)

    assert workflow.submit(draft, draft.token, by=draft.user, declared={}).filed_by is None


def test_save_and_leave_in_the_header_belongs_to_the_form_of_the_step(web, batch):
    """A button outside the form finds it by its id, so no second element of the page may have that id."""
    page = web.get(made.address(batch, "identitas")).content.decode()
    name = re.search(r'<button class="ck-header__link"[^>]* form="([^"]+)"', page)[1]
    assert re.findall(rf'<(\w+) id="{name}"', page) == ["form"]
    assert len(re.findall(r'\bid="([^"]+)"', page)) == len(set(re.findall(r'\bid="([^"]+)"', page)))


def test_save_and_leave_keeps_what_was_typed(web, batch):
    address = made.address(batch, "identitas")
    answer = web.post(address, hidden(web.get(address)) | {"full_name": "Rina Contoh", "simpan": "1"})
    assert answer.status_code == 302
    assert 'value="Rina Contoh"' in web.get(address).content.decode()
