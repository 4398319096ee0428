"""What an installation remembers of its versions, and the way back to the one before."""

import json

import pytest

from scripts import releases

pytestmark = pytest.mark.django_db


def lines(folder) -> list[dict]:
    return [json.loads(line) for line in (folder / "releases.jsonl").read_text().splitlines()]


def test_a_deploy_notes_the_commit_and_the_last_migration_of_each_app(tmp_path):
    releases.note(tmp_path, "one")

    (release,) = lines(tmp_path)
    assert release["commit"] == "one"
    assert release["migrations"]["sessions"] == "0001_initial"
    assert release["migrations"]["cases"] > "0009"


def test_a_second_deploy_of_the_same_version_adds_nothing(tmp_path):
    releases.note(tmp_path, "one")
    releases.note(tmp_path, "one")

    assert len(lines(tmp_path)) == 1


def test_the_way_back_gives_the_commit_before_and_forgets_the_last(tmp_path):
    releases.note(tmp_path, "one")
    releases.note(tmp_path, "two")

    assert releases.back(tmp_path) == "one"
    assert [release["commit"] for release in lines(tmp_path)] == ["one"]


def test_without_a_version_before_there_is_no_way_back(tmp_path):
    releases.note(tmp_path, "one")

    with pytest.raises(SystemExit, match="No version before"):
        releases.back(tmp_path)
