"""The certificate on the pages of the case it came from: for its owner and the desk, and in both timelines."""

import pytest
from django.template.loader import render_to_string

from audit import log
from cases import services, timeline
from cases.models import Case
from credentials import workflow
from credentials.enums import CredentialMove
from credentials.models import Credential
from credentials.sections import certificate_sections
from tests.factories import programs
from tests.factories.credentials import ISSUED, CompletionFactory, office

pytestmark = pytest.mark.django_db


@pytest.fixture
def credential() -> Credential:
    office()
    enrolment = programs.seated(programs.batch())
    return workflow.issue(CompletionFactory(enrolment=enrolment), by=None, at=ISSUED)


def case_of(credential: Credential) -> Case:
    return Case.objects.get(pk=credential.completion.enrolment.registration_id)


def shown(case: Case, audience: str) -> str:
    mine = [each for each in services.sections(case, audience) if each.template.startswith("credentials/")]
    return "".join(render_to_string(each.template, each.context) for each in mine)


def test_case_without_a_certificate_has_no_part_for_it():
    case = Case.objects.get(pk=programs.seated(programs.batch()).registration_id)
    assert shown(case, "owner") == shown(case, "staff") == ""


def test_owner_may_download_it(credential):
    text = shown(case_of(credential), "owner")
    assert credential.number in text
    assert f'href="{credential.get_download_url()}"' in text


def test_staff_are_led_to_the_batch(credential):
    text = shown(case_of(credential), "staff")
    assert f"/cms/sertifikat/{credential.completion.enrolment.batch_id}/" in text


def test_owner_reads_why_it_was_revoked_and_cannot_download_it(credential):
    workflow.revoke(credential, by=None, reason="Dokumen tidak benar.")
    text = shown(case_of(credential), "owner")
    assert "Dokumen tidak benar." in text
    assert credential.get_download_url() not in text


def test_parts_take_one_query(credential, django_assert_num_queries):
    workflow.reissue(credential, by=None, reason="Nama")
    case = case_of(credential)
    with django_assert_num_queries(1):
        parts = certificate_sections(case)
        "".join(render_to_string(part.template, part.context) for part in parts)


def test_timeline_of_the_case_tells_it_once(credential):
    workflow.reissue(credential, by=None, reason="Nama")
    case = case_of(credential)
    told = [(entry.text, entry.detail) for entry in timeline.entries(case) if "ertifikat" in entry.text]
    new = Credential.objects.get(replaces=credential)
    assert told == [(CredentialMove.REISSUE.label, new.number), (CredentialMove.ISSUE.label, credential.number)]


def test_applicant_reads_it_in_the_public_timeline(credential):
    verbs = [event.verb for event in log.about(case_of(credential), public_only=True)]
    assert "credentials.credential.issue" in verbs
