"""The sample for containers: what it names exists, and what the product needs is given. No engine is asked."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy" / "docker"
REQUIRED = {"ALLOWED_HOSTS", "BASE_URL", "SECRET_KEY", "DATA_KEYS", "HASH_KEY", "SIGNING_KEYS", "EMAIL_URL"}
OURS = ("setup", "web", "worker")


@pytest.fixture(scope="module")
def services() -> dict:
    return compose()["services"]


def compose() -> dict:
    return yaml.safe_load((FOLDER / "compose.yaml").read_text())


def names_in_env() -> set[str]:
    return set(re.findall(r"^([A-Z_]+)=", (FOLDER / "env.example").read_text(), re.M))


def test_there_is_everything_that_carries_an_office(services):
    assert set(services) == {*OURS, "postgres", "redis", "elasticsearch"}


def test_the_settings_without_a_default_are_asked_for():
    assert names_in_env() >= REQUIRED


def test_every_setting_given_is_one_that_the_product_reads(services):
    read = (ROOT / "site/config/settings/base.py").read_text() + (ROOT / "gunicorn.conf.py").read_text()
    given = names_in_env() | set(services["web"]["environment"])

    assert sorted(name for name in given if f'"{name}"' not in read) == []


def test_every_folder_is_a_declared_volume(services):
    used = {volume.partition(":")[0] for service in services.values() for volume in service.get("volumes", [])}

    assert used == set(compose()["volumes"])


def test_nobody_outside_reaches_more_than_the_web_process_of_this_machine(services):
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}

    assert ports == {"web": ["127.0.0.1:8000:8000"]}


def test_the_servers_are_pinned(services):
    images = [service["image"] for name, service in services.items() if name not in OURS]

    assert all(re.search(r":\d+(\.\d+)*", image) for image in images)


def test_what_saves_the_database_is_as_new_as_the_database(services):
    client = re.search(r"postgresql-client-(\d+)", (FOLDER / "Dockerfile").read_text())[1]

    assert re.match(rf"postgres:{client}\b", services["postgres"]["image"])


@pytest.mark.parametrize("name", OURS)
def test_our_processes_hold_no_privilege_and_write_only_where_they_must(services, name):
    service = services[name]

    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["volumes"] == ["data:/srv/cakap/data", "backup:/srv/cakap/backup"]


@pytest.mark.parametrize("name", ["web", "worker"])
def test_nothing_starts_before_the_tables_are_there(services, name):
    assert services[name]["depends_on"] == {"setup": {"condition": "service_completed_successfully"}}


def test_the_image_copies_only_what_exists():
    sources = re.findall(r"^COPY (?!--)(.+) \S+$", (FOLDER / "Dockerfile").read_text(), re.M)
    names = [name for source in sources for name in source.split()]

    assert [name for name in names if not (ROOT / name).exists()] == []
