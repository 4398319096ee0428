"""How much of a request is taken in."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form

from core import uploads


@pytest.fixture
def sent():
    """Builds a request with files, and closes what it opened."""
    requests = []

    def build(*files: SimpleUploadedFile):
        requests.append(RequestFactory().post("/", {"name": "Siti", "files": list(files)}))
        return requests[-1]

    yield build
    for request in requests:
        request.close()


@pytest.fixture
def short(monkeypatch):
    """Limits that a test can reach in a moment."""
    monkeypatch.setattr(uploads, "KEPT", 3 * uploads.MEGABYTE)


def test_the_rest_of_a_large_file_is_counted_and_thrown_away(short, sent):
    request = sent(SimpleUploadedFile("film.mp4", b"x" * (5 * uploads.MEGABYTE)))

    file = request.FILES["files"]

    assert file.size == 5 * uploads.MEGABYTE
    assert os.path.getsize(file.temporary_file_path()) <= uploads.KEPT + file.DEFAULT_CHUNK_SIZE
    assert request.POST["name"] == "Siti"


def test_what_comes_with_a_large_file_is_whole(short, sent):
    request = sent(
        SimpleUploadedFile("film.mp4", b"x" * (5 * uploads.MEGABYTE)), SimpleUploadedFile("ktp.jpg", b"x" * 1000)
    )

    first, second = request.FILES.getlist("files")

    assert (first.name, second.name) == ("film.mp4", "ktp.jpg")
    assert second.read() == b"x" * 1000


def test_a_body_that_announces_too_much_is_refused_before_it_is_read(client):
    answer = client.generic("POST", "/status/", b"x", CONTENT_LENGTH=str(uploads.BODY + 1))

    assert answer.status_code == 413
    assert "Terlalu banyak sekaligus" in answer.content.decode()


@pytest.mark.parametrize("length", ["", "many", "-1", "²"])
def test_a_length_that_is_no_number_is_not_our_fault(client, db, length):
    assert client.generic("POST", "/status/", b"", CONTENT_LENGTH=length).status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "size", "field"), [("a.pdf", 21, "file"), ("a.exe", 1, "file"), ("a.pdf", 1, None)])
def test_a_document_of_the_editors_has_a_type_and_a_size(name, size, field):
    form_class = get_document_form(get_document_model())
    file = SimpleUploadedFile(name, b"x" * (size * uploads.MEGABYTE))

    form = form_class({"title": "Formulir", "collection": 1, "tags": ""}, {"file": file})

    assert field in form.errors if field else "file" not in form.errors


def test_a_disk_that_is_full_costs_the_file_and_not_the_form(sent, monkeypatch):
    """/dev/full takes no byte: the text of the form arrives, and reading the file fails as writing it did."""
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", full)
    request = sent(SimpleUploadedFile("ktp.jpg", b"x" * (4 * uploads.MEGABYTE)))

    file = request.FILES["files"]

    assert request.POST["name"] == "Siti"
    assert (file.name, file.size) == ("ktp.jpg", 4 * uploads.MEGABYTE)
    with pytest.raises(OSError, match="No space"):
        file.read()
    with pytest.raises(OSError, match="No space"):
        file.chunks()


def full(*args, **kwargs):
    return open("/dev/full", "wb", buffering=0)


def test_a_folder_for_temporary_files_that_is_gone_costs_the_file_and_not_the_form(sent, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "gone")
    request = sent(SimpleUploadedFile("ktp.jpg", b"x" * (4 * uploads.MEGABYTE)))

    assert request.POST["name"] == "Siti"
    with pytest.raises(FileNotFoundError):
        request.FILES["files"].read()
