"""The letter service and one officer of each role."""

import pytest
from django.utils import translation

from accounts.enums import Role
from cases import services
from core import bootstrap
from tests.factories.accounts import UserFactory
from tests.factories.cases import SLUG, one_stage, register_letters, three_stages


@pytest.fixture(autouse=True)
def _english():
    """The engine's sentences are compared in the language of the source; pages are asked for in Indonesian."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def letters():
    register_letters()
    yield
    services._services.pop(SLUG)


@pytest.fixture
def office(db):
    """Roles with their permissions, holidays and reasons, as after `setup_office`."""
    bootstrap.load_core()
    from accounts.roles import create_groups
    from cases.setup import load_cases

    create_groups()
    load_cases()


@pytest.fixture
def road(office):
    return three_stages()


@pytest.fixture
def short_road(office):
    return one_stage()


@pytest.fixture
def checker(office):
    return UserFactory(role=Role.CHECKER, first_name="Rina")


@pytest.fixture
def selector(office):
    return UserFactory(role=Role.SELECTOR, first_name="Sari")


@pytest.fixture
def head(office):
    return UserFactory(role=Role.HEAD, first_name="Budi")
