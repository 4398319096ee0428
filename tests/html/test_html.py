"""Every page the browser stories met is valid HTML, by the Nu HTML checker (needs Java; run after the stories)."""

import json
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "test-results" / "html"
CHECKER = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
PAGES = sorted(KEPT.glob("*.html"))

pytestmark = [
    pytest.mark.html,
    pytest.mark.skipif(not shutil.which("java"), reason="no java found (Debian: apt install default-jre-headless)"),
    pytest.mark.skipif(not CHECKER.exists(), reason="the checker is not installed (scripts/test installs it)"),
]


def check(paths: list[Path]) -> dict[str, list[str]]:
    """Run the checker once over all files; return what it says of each."""
    command = ["java", "-jar", CHECKER, "--format", "json", "--exit-zero-always", "--stdout", *paths]
    answer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    said = defaultdict(list)
    for line in answer["messages"]:
        name = Path(line.get("url", "")).name
        said[name].append(f"line {line.get('lastLine')}: {line['message']} | {line.get('extract', '').strip()[:120]}")
    return said


@pytest.fixture(scope="module")
def verdicts() -> dict[str, list[str]]:
    return check(PAGES)


@pytest.mark.parametrize("page", PAGES or [pytest.param(None, marks=pytest.mark.skip("no pages: run tests/e2e first"))])
def test_page_is_valid(page, verdicts):
    assert verdicts[page.name] == []


def test_checker_finds_what_is_wrong(tmp_path):
    page = tmp_path / "bad.html"
    page.write_text("<!doctype html><html lang=id><title>x</title><p><div><img src=a.png></p>")

    assert len(check([page])["bad.html"]) >= 2
