"""A real clamd beside the served site: refused at the field, held while it is away, scanned by the worker later."""

import pytest

from core.models import PrivateFile, Quarantined, ScanState
from forms import steps
from forms.models import Draft
from tests import processes
from tests.badday import scanner
from tests.badday.visitors import Visitor, hidden, text
from tests.factories import forms as made
from tests.factories.accounts import UserFactory
from tests.factories.files import jpeg

pytestmark = [
    pytest.mark.endurance,
    pytest.mark.skipif(not scanner.is_installed(), reason=scanner.WHY),
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]
LETTER = [made.question_step(made.question("reason"), made.question("letter", "file"))]


def at_the_letter(user) -> str:
    batch = made.batch(program_fields={"questions": LETTER, "documents": []})
    draft = made.started(batch, user)
    for step, values in (
        (steps.IDENTITY, made.identity()),
        (steps.ADDRESS, made.ADDRESS),
        (steps.EDUCATION, made.EDUCATION),
    ):
        made.typed(draft, step, values)
    return made.address(batch, "pertanyaan-1")


def test_an_upload_meets_the_scanner_now_or_later(tmp_path):
    user = UserFactory()
    step = at_the_letter(user)
    with scanner.running(tmp_path) as clamd, processes.web(CLAMD=clamd.address) as port:
        person = Visitor(port, user)
        values = hidden(person.get(step)) | {"reason": "Ingin belajar."}

        answer = sent(person, step, values, jpeg() + scanner.EICAR)
        assert answer.status_code == 200
        assert "Ada virus di dalam surat.jpg." in text(answer)
        assert Draft.objects.get().data["pertanyaan-1"]["reason"] == ["Ingin belajar."]
        assert Quarantined.objects.count() == 1
        assert not PrivateFile.objects.exists()

        clamd.kill()
        assert sent(person, step, values | hidden(answer), jpeg()).status_code == 302
        file = PrivateFile.objects.get()
        assert file.scan == ScanState.WAITING
        look = person.get(f"/daftar/berkas/{file.key}/")
        assert look.status_code == 423
        assert "belum diperiksa dari virus" in text(look)

        clamd.start()
        with processes.worker(CLAMD=clamd.address):
            processes.until(
                lambda: PrivateFile.objects.get().scan == ScanState.CLEAN,
                processes.PATIENCE,
            )
        assert person.get(f"/daftar/berkas/{file.key}/").status_code == 200


def sent(person: Visitor, step: str, values: dict, content: bytes):
    return person.post(step, values, files={"letter": ("surat.jpg", content, "image/jpeg")})
