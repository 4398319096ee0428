"""Registers taken over: faults by row and column, nothing twice, the old number, no gap in our own."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from accounts.enums import Role
from accounts.models import Applicant
from audit.models import Event
from cases.rules import Refused
from credentials import workflow as certificates
from credentials.imports import table, workflow
from credentials.models import Credential, ImportPart, ImportRun
from credentials.numbering import last_of
from programs.enums import EnrolmentState
from programs.models import Batch, Enrolment
from tests.factories import credentials as made
from tests.factories import programs as make
from tests.factories import registers as old
from tests.factories.accounts import ApplicantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def looked(upload, importer=old.CERTIFICATES, **fields):
    return workflow.look(importer, upload, name=upload.name, by=fields.pop("by", None), **fields)


def taken(upload, importer=old.CERTIFICATES, **fields) -> ImportRun:
    run = looked(upload, importer, **fields)
    workflow.start(run, by=None)
    workflow.work_due(timezone.now())
    return ImportRun.objects.get(pk=run.pk)


def test_a_trial_run_takes_nothing_over():
    run = looked(old.as_csv([old.certificate(1), old.certificate(2)]))

    assert (run.total, run.ready, run.faulty, run.state) == (2, 2, 0, "checked")
    assert not Credential.objects.exists()
    assert not Applicant.objects.exists()


def test_each_fault_is_told_by_row_and_column():
    rows = [
        old.certificate(1, nik="123"),
        old.certificate(2, nama=""),
        old.certificate(3, tanggal_lahir="31-02-1999", jp="0"),
        old.certificate(4, jenis_kelamin="X"),
        old.certificate(5, selesai="01-01-2019"),
        old.certificate(6, tanggal_lahir="06-05-1999"),
        old.certificate(7),
        old.certificate(7),
    ]

    run = looked(old.as_csv(rows))

    assert [fault[:2] for fault in run.faults] == [
        [2, "nik"],
        [3, "nama"],
        [4, "tanggal_lahir"],
        [4, "jp"],
        [5, "jenis_kelamin"],
        [6, "selesai"],
        [7, "nik"],
        [9, "nomor"],
    ]
    assert (run.total, run.ready, run.faulty) == (8, 1, 7)


def test_a_fault_names_no_value():
    number = old.person()["nik"]
    run = looked(old.as_csv([old.certificate(1, nik=number, tanggal_lahir="06-05-1999")]))

    assert number not in str(run.faults)


def test_a_nik_that_is_a_number_is_refused_because_its_end_is_lost():
    row = old.certificate(1)
    run = looked(old.as_xlsx([row | {"nik": int(row["nik"])}]))

    assert run.faults == [[2, "nik", "Format this column as text: as a number its last digit is lost."]]


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_csv_of_either_separator_is_read(separator):
    assert looked(old.as_csv([old.certificate(1)], separator=separator)).ready == 1


def test_days_may_be_dates_of_the_spreadsheet():
    row = old.certificate(1) | {"mulai": dt.date(2019, 3, 1), "jp": 240}
    run = taken(old.as_xlsx([row]))

    assert run.done == 1
    assert (Credential.objects.get().starts_on, Credential.objects.get().jp) == (dt.date(2019, 3, 1), 240)


def test_a_certificate_of_before_keeps_its_number_and_takes_none_of_ours():
    taken(old.as_csv([old.certificate(117)]))

    old_one = Credential.objects.get()
    assert (old_one.number, old_one.sequence, old_one.year) == ("0117/VII/PBK/2019", None, 2019)
    assert (old_one.is_imported, old_one.is_genuine) == (True, True)
    assert last_of("training", 2019) == 0
    assert made.issued().sequence == 1
    event = Event.objects.get(verb="credentials.credential.import")
    assert event.object_ref == str(old_one.pk)


def test_an_entry_that_was_changed_afterwards_is_not_confirmed(client):
    taken(old.as_csv([old.certificate(1)]))
    Credential.objects.update(program="Bordir")

    page = client.get(Credential.objects.get().get_absolute_url())

    assert not Credential.objects.get().is_genuine
    assert "altered" in "".join(template.name or "" for template in page.templates)


def test_the_verification_page_says_where_it_comes_from(client):
    taken(old.as_csv([old.certificate(1)]))

    by_code = client.get(Credential.objects.get().get_absolute_url()).content.decode()
    by_number = client.get("/verifikasi/", {"kode": "0001/VII/PBK/2019"}).content.decode()

    for text in (by_code, by_number):
        assert "0001/VII/PBK/2019" in text
        assert "sebelum sistem ini" in text
    assert "Rin•" in by_code
    assert "Rin•" not in by_number


def test_there_is_no_paper_of_ours_for_it(client):
    taken(old.as_csv([old.certificate(1)]))
    credential, head = Credential.objects.get(), made.staff(Role.HEAD)
    client.force_login(head)

    with pytest.raises(Refused, match="old register"):
        certificates.reissue(credential, by=head, reason="Hilang")
    assert client.get(reverse("certificates:pdf", args=[credential.pk])).status_code == 404


def test_it_can_be_revoked():
    taken(old.as_csv([old.certificate(1)]))

    assert certificates.revoke(Credential.objects.get(), by=None, reason="Palsu").state == "revoked"


def test_a_file_sent_again_changes_nothing():
    rows = [old.certificate(number) for number in range(3)]
    taken(old.as_csv(rows))

    again = looked(old.as_csv(rows))
    third = taken(old.as_csv([*rows, old.certificate(9)]))

    assert (again.ready, again.known) == (0, 3)
    assert (third.done, third.known, Credential.objects.count()) == (1, 3, 4)


def test_a_row_that_came_between_the_look_and_the_act_is_not_doubled():
    rows = [old.certificate(1)]
    first, second = looked(old.as_csv(rows)), looked(old.as_csv(rows))
    for run in (first, second):
        workflow.start(run, by=None)
    workflow.work_due(timezone.now())

    assert Credential.objects.count() == 1
    assert [ImportRun.objects.get(pk=run.pk).done for run in (first, second)] == [1, 0]


def test_a_person_who_is_known_is_not_rewritten():
    known = ApplicantFactory(name="Rina Contoh Baru")
    taken(old.as_csv([old.certificate(1, nik=known.nik, nama="Rina Conto")]))

    credential = Credential.objects.get()
    known.refresh_from_db()
    assert (credential.applicant, known.name) == (known, "Rina Contoh Baru")
    assert credential.masked_name == "Rin• Con••"


def test_two_certificates_of_one_person_make_one_person():
    person = old.person()
    taken(old.as_csv([old.certificate(1, nik=person["nik"]), old.certificate(2, nik=person["nik"])]))

    assert (Applicant.objects.count(), Credential.objects.count()) == (1, 2)


def test_an_import_goes_on_after_its_worker_died():
    run = looked(old.as_csv([old.certificate(number) for number in range(450)]))
    workflow.start(run, by=None)
    assert workflow.work(run) == 200

    ImportRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() + dt.timedelta(hours=1))  # died holding it
    assert workflow.work(run) == 0
    ImportRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    workflow.work_due(timezone.now())

    run.refresh_from_db()
    assert (run.state, run.done, Credential.objects.count()) == ("done", 450, 450)
    assert not ImportPart.objects.exists()


def test_a_part_costs_as_many_statements_as_a_row(django_assert_max_num_queries):
    for count in (1, 60):
        run = looked(old.as_csv([old.certificate(100 * count + number) for number in range(count)]))
        workflow.start(run, by=None)
        with django_assert_max_num_queries(24):
            assert workflow.work(run) == count


def test_begun_twice_it_is_begun_once():
    run = looked(old.as_csv([old.certificate(1)]))
    workflow.start(run, by=None)
    workflow.start(run, by=None)

    assert Event.objects.filter(verb="credentials.importrun.start").count() == 1


def test_a_trial_run_nobody_confirmed_is_forgotten_with_its_rows(tick):
    run = looked(old.as_csv([old.certificate(1)]))

    tick(at=timezone.now() + dt.timedelta(days=2))

    run.refresh_from_db()
    assert (run.state, ImportPart.objects.count(), Credential.objects.count()) == ("dropped", 0, 0)


# Files that are no tables


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00a", b"PK\x03\x04broken", b"nomor;nama\n1;2\n"])
def test_what_is_no_table_is_told_in_words(content):
    with pytest.raises(table.NoTable):
        looked(SimpleUploadedFile("x.csv", content))


def test_a_zip_that_is_no_spreadsheet_is_told_in_words():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.txt", "a")

    with pytest.raises(table.NoTable):
        looked(SimpleUploadedFile("x.xlsx", out.getvalue()))


def test_a_spreadsheet_that_unpacks_to_very_much_is_refused(monkeypatch):
    monkeypatch.setattr(table, "MAX_UNPACKED", 1_000)

    with pytest.raises(table.NoTable, match="too large"):
        looked(old.as_xlsx([old.certificate(1)]))


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(table, "MAX_ROWS", 2)

    with pytest.raises(table.NoTable, match="more than 2 rows"):
        looked(old.as_csv([old.certificate(number) for number in range(3)]))
    assert not ImportRun.objects.exists()


def test_a_formula_in_a_cell_stays_text():
    run = taken(old.as_csv([old.certificate(1, program='=HYPERLINK("x")')]))

    assert run.done == 1
    assert Credential.objects.get().program == '=HYPERLINK("x")'


def test_the_template_has_every_column_as_text():
    content = io.BytesIO(table.template(old.CERTIFICATES.columns))
    book = openpyxl.load_workbook(content)

    assert [cell.value for cell in book["data"][1]] == [column.name for column in old.CERTIFICATES.columns]
    assert b'numFmtId="49"' in zipfile.ZipFile(content).read("xl/styles.xml")  # "@": text


# Participants


def participants(batch, count=2, **fields):
    return taken(old.as_csv([old.person(**fields) for _ in range(count)]), old.PARTICIPANTS, batch=batch)


def batch_now(**fields) -> Batch:
    return make.batch(now=timezone.now(), **fields)


def test_people_of_a_list_get_seats():
    batch = batch_now()

    run = participants(batch)

    batch.refresh_from_db()
    assert (run.done, batch.held, batch.seated) == (2, 0, 2)
    assert set(Enrolment.objects.values_list("state", "registration")) == {(EnrolmentState.SEATED, None)}
    assert Event.objects.filter(verb="programs.enrolment.take_in").count() == 2


def test_never_more_than_there_are_seats():
    batch = batch_now(capacity=1)

    run = participants(batch, 3)

    batch.refresh_from_db()
    assert (run.done, run.left, batch.seated) == (1, 2, 1)
    assert [fault[:2] for fault in run.faults] == [[3, "nik"], [4, "nik"]]


def test_who_is_in_the_batch_already_is_left_as_they_are():
    batch, rows = batch_now(), [old.person()]
    taken(old.as_csv(rows), old.PARTICIPANTS, batch=batch)

    assert looked(old.as_csv(rows), old.PARTICIPANTS, batch=batch).known == 1


def test_who_waits_comes_first():
    batch = batch_now(capacity=1, reserve_size=2)
    for _ in range(2):
        make.register(batch, at=timezone.now())

    with pytest.raises(Refused, match="reserve list"):
        looked(old.as_csv([old.person()]), old.PARTICIPANTS, batch=batch)


def test_a_cancelled_batch_takes_nobody_in():
    with pytest.raises(Refused, match="cancelled"):
        looked(old.as_csv([old.person()]), old.PARTICIPANTS, batch=batch_now(state="cancelled"))


# In the CMS


def address(name, *args):
    return reverse(f"certificates:{name}", args=args)


def test_the_whole_way_in_the_cms(client):
    client.force_login(made.staff(Role.HEAD))
    upload = old.as_xlsx([old.certificate(1), old.certificate(2, nik="1")])

    checked = client.post(address("imports"), {"kind": "certificates", "file": upload})
    run = ImportRun.objects.get()
    assert checked.url == address("import_run", run.pk)
    assert "nik" in client.get(checked.url).content.decode()
    client.post(address("import_start", run.pk))
    assert client.get(checked.url).headers["Refresh"] == "3"
    workflow.work_due(timezone.now())

    page = client.get(checked.url)
    assert "Refresh" not in page.headers
    assert Credential.objects.count() == 1
    faults = client.get(address("import_faults", run.pk)).content.decode("utf-8-sig").splitlines()
    assert faults[1].startswith("3;nik;")


def test_a_list_of_participants_asks_for_its_batch(client):
    client.force_login(made.staff(Role.HEAD))

    answer = client.post(address("imports"), {"kind": "participants", "file": old.as_csv([old.person()])})

    assert answer.status_code == 422
    assert not ImportRun.objects.exists()


def test_a_file_can_be_forgotten(client):
    client.force_login(made.staff(Role.HEAD))
    run = looked(old.as_csv([old.certificate(1)]))

    client.post(address("import_drop", run.pk))

    assert not ImportPart.objects.exists()
    assert client.post(address("import_start", run.pk)).status_code == 302
    assert ImportRun.objects.get().state == "dropped"


@pytest.mark.parametrize("role", [Role.CHECKER, Role.SELECTOR, Role.TRAINER, Role.EDITOR])
def test_for_everybody_else_it_does_not_exist(client, role):
    client.force_login(made.staff(role))
    run = looked(old.as_csv([old.certificate(1)]))
    pages = [address("imports"), address("import_template", "certificates")]
    pages += [address(name, run.pk) for name in ("import_run", "import_faults")]

    assert {client.get(page).status_code for page in pages} == {404}
    assert {client.post(address(name, run.pk)).status_code for name in ("import_start", "import_drop")} == {404}
    assert ImportRun.objects.get().state == "checked"
