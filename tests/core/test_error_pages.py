"""Pages that are shown when something is wrong, also when the database is what is wrong."""

import datetime as dt

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from core.views import server_error

UNTIL = dt.datetime(2026, 12, 9, 3, 30, tzinfo=dt.UTC)


def page(name, request, **context):
    with translation.override("id"):
        return render_to_string(name, context, request)


def test_a_broken_server_answers_without_the_database(rf, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = server_error(rf.get("/jadwal/?jenis=blk"))

    assert response.status_code == 500
    assert b"/jadwal/?jenis=blk" in response.content


@pytest.mark.parametrize(
    ("name", "context", "expected"),
    [
        ("500.html", {"code": "7K3M"}, "Kode gangguan: 7K3M"),
        ("503.html", {}, "Silakan kembali sebentar lagi."),
        ("503.html", {"until": UNTIL}, "Layanan kembali pada Rabu, 9 Desember 2026 pukul 10.30 WIB."),
        ("429.html", {}, "Tunggu beberapa menit"),
        ("429.html", {"until": UNTIL}, "Tunggu sampai pukul 10.30 WIB"),
        ("403_csrf.html", {}, "Formulir ini sudah terlalu lama terbuka"),
    ],
)
def test_the_page_says_what_to_do(rf, name, context, expected):
    html = page(name, rf.get("/akun/"), **context)

    assert expected in html
    assert html.count("<h1>") == 1


def test_without_a_request_the_page_still_stands():
    with translation.override("id"):
        assert "Ada gangguan di sisi kami" in render_to_string("500.html")


def test_an_expired_form_can_be_loaded_again(db):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/komponen/", {})

    assert response.status_code == 403
    assert 'href="/komponen/"' in response.content.decode()


def test_a_page_for_others_shows_the_way_in(rf, db):
    assert 'href="/akun/"' in page("403.html", rf.get("/x/"))


def test_components_are_shown_while_developing(client, db, settings):
    settings.DEBUG = True
    assert client.get("/komponen/").status_code == 200


@pytest.mark.parametrize("demo", [True, False])
def test_components_are_hidden_from_the_public_also_in_a_demo(client, db, settings, demo):
    settings.DEMO = demo

    assert client.get("/komponen/").status_code == 404
