"""The lines of the profile: who a person is to the office, and how it reaches them."""

from django.utils.translation import gettext as _

from accounts.models import Applicant
from core.formats import phone, plain_date


def about(applicant: Applicant) -> list[dict]:
    """What stands on the KTP; the NIK is masked here as on every page."""
    return _rows(
        (_("Name"), applicant.name),
        ("NIK", applicant.masked_nik),
        (_("Date of birth"), plain_date(applicant.birth_date)),
    )


def contact(applicant: Applicant) -> list[dict]:
    return _rows(
        (_("E-mail"), applicant.email),
        (_("Mobile number"), phone(applicant.phone.as_e164) if applicant.phone else ""),
        (_("Address"), applicant.address),
        (_("Kelurahan"), str(applicant.village or "")),
    )


def _rows(*pairs) -> list[dict]:
    return [{"label": label, "value": value} for label, value in pairs]
