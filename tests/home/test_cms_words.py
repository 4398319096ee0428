"""Wagtail ships two fifths of its words in Indonesian; the project's catalogue brings the rest of what staff see."""

from pathlib import Path

import polib
import pytest
import wagtail

from scripts.messages import LOCALE

ROOT = Path(wagtail.__file__).parent
APPS = ["", "admin", "users", "images", "documents", "snippets", "locales", "contrib/redirects"]
APPS += ["contrib/simple_translation"]
# Names of parts of Wagtail that no screen shows.
NEVER_SHOWN = {"Wagtail API v2", "Wagtail API v3", "Wagtail frontend cache", "Wagtail routablepage", "Wagtail sitemaps"}


def ids(path: Path) -> set:
    entries = polib.pofile(str(path)) if path.exists() else []
    return {(entry.msgid, entry.msgctxt or None) for entry in entries if entry.translated()}


def wanted(path: Path) -> set:
    return {(entry.msgid, entry.msgctxt or None) for entry in polib.pofile(str(path))}


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("name", ["django.po", "djangojs.po"])
def test_every_word_of_the_cms_is_indonesian(app, name):
    folder = ROOT / app / "locale"
    source = folder / "en" / "LC_MESSAGES" / name
    if not source.exists():
        return
    known = ids(folder / "id_ID" / "LC_MESSAGES" / name) | ids(LOCALE / "id" / "LC_MESSAGES" / name)

    assert {text for text, _context in wanted(source) - known} - NEVER_SHOWN == set()
