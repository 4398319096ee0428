"""A document that an editor offers can be downloaded."""

import pytest
from django.core.files.base import ContentFile

from core.models import CustomDocument


@pytest.mark.django_db
def test_a_document_of_the_editors_is_downloaded(client):
    document = CustomDocument.objects.create(title="Formulir", file=ContentFile(b"%PDF-1.7 isi", "formulir.pdf"))

    answer = client.get(document.url)

    assert answer.status_code == 200
    assert answer.content == b"%PDF-1.7 isi"
    assert answer["Content-Type"] == "application/pdf"
    assert "formulir" in answer["Content-Disposition"]
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Content-Encoding" not in answer


@pytest.mark.django_db
def test_a_document_under_another_name_or_without_its_file_is_missing(client):
    document = CustomDocument.objects.create(title="Formulir", file=ContentFile(b"%PDF-1.7 isi", "formulir.pdf"))

    assert client.get(document.url.replace("formulir", "lain")).status_code == 404
    document.file.storage.delete(document.file.name)
    assert client.get(document.url).status_code == 404
