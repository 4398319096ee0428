"""Another city's kecamatan and kelurahan: one file replaces the list, and a bad one is told by row and column."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from core import regions
from core.bootstrap import load_core
from core.models import District, OfficeSettings, Village
from tests.factories.accounts import ApplicantFactory, UserFactory

pytestmark = pytest.mark.django_db
HEAD = "kode_kelurahan,kelurahan,kode_pos,kode_kecamatan,kecamatan,kolom_peta,baris_peta\n"
ROWS = "99.71.01.1001,Melati,40111,99.71.01,Utara,0,0\n99.71.02.1001,Mawar,40112,99.71.02,Selatan,,\n"


@pytest.fixture
def city():
    load_core()


def faults(text: str, **options) -> list[str]:
    with pytest.raises(regions.Faults) as raised:
        regions.read(text, **options)
    return raised.value.reasons


def test_a_file_replaces_the_whole_list(city):
    result = regions.replace(regions.read(HEAD + ROWS))

    assert (result.districts, result.villages, result.kept) == (2, 2, [])
    assert set(Village.objects.values_list("name", "postal_code")) == {("Melati", "40111"), ("Mawar", "40112")}
    assert set(District.objects.values_list("name", "tile_column")) == {("Utara", 0), ("Selatan", None)}


def test_what_people_have_on_record_stays(city):
    home = Village.objects.get(name="Sukarasa")
    ApplicantFactory(village=home)

    result = regions.replace(regions.read(HEAD + ROWS))

    assert result.kept == ["Sukarasa"]
    assert set(District.objects.values_list("name", flat=True)) == {"Utara", "Selatan", "Tangerang"}


def test_the_written_list_reads_as_itself(city):
    before = set(Village.objects.values_list("code", "name", "district__name", "district__tile_row"))
    result = regions.replace(regions.read(regions.write(), city_code="36.71"))

    assert (result.districts, result.villages) == (13, 104)
    assert set(Village.objects.values_list("code", "name", "district__name", "district__tile_row")) == before


def test_a_spreadsheet_may_write_semicolons():
    assert regions.read((HEAD + ROWS).replace(",", ";"))[0]["kelurahan"] == "Melati"
    assert regions.decode("\ufeffkode".encode()) == "kode"
    assert regions.decode("Caf\xe9".encode("cp1252")) == "Café"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kelurahan,kode_pos\nA,1\n", "Kolom “kode_kelurahan” tidak ada."),
        (HEAD, "Berkas ini tidak memuat kelurahan."),
        (HEAD + ROWS.replace("40112", "4011"), "Baris 3, kolom “kode_pos”: “4011” tidak seperti 15111."),
        (HEAD + ROWS.replace("Mawar", ""), "Baris 3, kolom “kelurahan”: perlu 1 sampai 60 huruf."),
        (HEAD + ROWS.replace("99.71.02.1001", "99.71.09.1001"), "Baris 3, kolom “kode_kelurahan”: harus diawali"),
        (HEAD + ROWS.replace("Selatan,,", "Selatan,x,"), "Baris 3, kolom “kolom_peta”: perlu bilangan bulat"),
        (HEAD + ROWS + ROWS, "Baris 4, kolom “kode_kelurahan”: kode yang sama ada di baris 2."),
    ],
)
def test_a_bad_file_is_told_by_row_and_column(text, said):
    assert any(fault.startswith(said) for fault in faults(text)), faults(text)


def test_a_file_of_another_city_is_refused():
    assert "harus diawali kode kota, 36.71." in faults(HEAD + ROWS, city_code="36.71")[0]


def upload(client, text: str):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("wilayah.csv", text.encode(), "text/csv")
    return client.post(reverse("regions"), {"file": file}, follow=True)


def test_the_office_gives_its_list_in_the_cms(admin_client, city):
    office = OfficeSettings.load()
    office.city_code = "99.71"
    office.save()

    answer = upload(admin_client, HEAD + ROWS)

    assert "Daftar kini memuat 2 kecamatan dan 2 kelurahan." in answer.content.decode()
    assert "Melati" in answer.content.decode()
    bad = upload(admin_client, HEAD + ROWS.replace("40111", "?"))
    assert "Baris 2, kolom “kode_pos”" in bad.content.decode()
    assert Village.objects.count() == 2


def test_the_present_list_is_a_pattern(admin_client, city):
    text = admin_client.get(reverse("regions_csv")).content.decode("utf-8-sig")
    assert text.startswith(HEAD.strip())
    assert text.count("\n") == 105


@pytest.mark.parametrize("name", ["regions", "regions_csv"])
def test_only_who_keeps_the_regions_may_change_them(client, name):
    client.force_login(UserFactory(role=Role.EDITOR.value))
    assert client.get(reverse(name)).status_code in (302, 403)
    assert client.post(reverse(name)).status_code in (302, 403)
