"""The PDF of a credential, made when it is asked for: the same bytes every time (docs/printing.md)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify

from core import printing
from core.links import absolute
from credentials.models import Credential


def print_data(credential: Credential) -> dict:
    """The frozen subject with what the row adds: number, code and the address of the verification page."""
    with translation.override("id"):
        page = urlsplit(settings.BASE_URL).netloc + reverse("credentials:verify_form").rstrip("/")
    url = absolute(credential.get_absolute_url())
    return {
        **credential.subject,
        "number": credential.number,
        "verify": {"url": url, "page": page, "code": credential.short_code},
    }


def pdf(credential: Credential) -> bytes:
    """Two pages, PDF/A-2a and PDF/UA-1, dated by the issue. Raises core.printing.PrintError."""
    return printing.render("certificate.typ", print_data(credential), timestamp=credential.issued_at)


def file_name(credential: Credential) -> str:
    """A name that tells nothing but the number: sertifikat-0117-ix-pbk-mjt-2026.pdf."""
    return f"sertifikat-{slugify(credential.number.replace('/', '-'))}.pdf"
