"""Opening and changing an account."""

import pytest

from accounts import workflow
from accounts.models import User
from audit import log
from tests.factories.accounts import ApplicantFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_open_account_twice_is_one_account():
    first, second = workflow.open_account("Siti@Contoh.test"), workflow.open_account("siti@contoh.test")
    assert first == second
    assert User.objects.count() == 1


@pytest.mark.parametrize(("language", "kept"), [("en", "en"), ("xx", "id"), ("", "id")])
def test_set_language(language, kept):
    user = UserFactory()
    workflow.set_language(user, language)
    user.refresh_from_db()
    assert user.language == kept


def test_change_contact_leaves_the_ktp_alone():
    applicant = ApplicantFactory()
    typed = {"phone": "+6281298765432", "address": "Jl. Baru 2", "name": "Orang Lain"}
    workflow.change_contact(applicant, by=applicant.user, **typed)
    applicant.refresh_from_db()
    assert (str(applicant.phone), applicant.address) == ("+6281298765432", "Jl. Baru 2")
    assert applicant.name != "Orang Lain"
    event = log.about(applicant).get()
    assert (event.verb, event.body.data["after"]["address"]) == ("accounts.applicant.contact_changed", "Jl. Baru 2")


def test_the_same_contact_again_is_no_event():
    applicant = ApplicantFactory(address="Jl. Tetap 1")
    workflow.change_contact(applicant, by=applicant.user, address="Jl. Tetap 1")
    assert not log.about(applicant).exists()


def test_an_address_corrected_by_staff_still_signs_in():
    user = workflow.open_account("siti@contoh.test")
    User.objects.filter(pk=user.pk).update(email="siti.baru@contoh.test")
    assert workflow.open_account("siti.baru@contoh.test") == user
    assert list(user.emailaddress_set.values_list("email", "verified")) == [("siti.baru@contoh.test", True)]
