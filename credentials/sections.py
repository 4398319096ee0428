"""The certificate on the pages of a case: for the desk, the status page and the account."""

from django.utils.translation import gettext as _

from cases.models import Case
from cases.services import Section
from credentials.models import Credential


def certificate_sections(case: Case) -> list[Section]:
    """One part for the certificates that came out of this case; none before the first is issued.

    Only the person themself and the desk may see it: the status page, opened with a number and a birth date, may not.
    """
    found = list(
        Credential.objects.filter(completion__enrolment__registration__case_ptr=case)
        .select_related("completion__enrolment", "replacement")
        .defer("subject")
    )
    if not found:
        return []
    context = {"credentials": found}
    return [
        Section(_("Certificate"), "credentials/_owner_list.html", context, audience="owner"),
        Section(_("Certificate"), "credentials/_staff_list.html", context, audience="staff"),
    ]
