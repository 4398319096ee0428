"""Every word a person can see is in the catalogue, in Indonesian."""

import polib
import pytest

from scripts import messages

CATALOGUES = [pytest.param(path, id=path.name) for path in messages.catalogues()]
SCRIPTS = messages.LOCALE / "id" / "LC_MESSAGES" / "djangojs.po"
DJANGO = messages.LOCALE / "id" / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("path", CATALOGUES)
def test_nothing_is_untranslated_or_fuzzy(path):
    assert messages.untranslated(polib.pofile(str(path))) == []


def test_every_message_is_in_the_catalogue():
    found = messages.collect()

    absent = {message.id: found[message] for message in messages.missing(polib.pofile(str(DJANGO)), found)}

    assert absent == {}


def test_every_message_of_a_script_is_in_the_javascript_catalogue():
    found = messages.collect_scripts()

    absent = {message.id: found[message] for message in messages.missing(polib.pofile(str(SCRIPTS)), found)}

    assert absent == {}


def test_both_catalogues_are_looked_at():
    assert [path.name for path in messages.catalogues()] == ["django.po", "djangojs.po"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('gettext("Open")', [("Open", "", None)]),
        ("ngettext('%s seat', '%s seats', n)", [("%s seat", "%s seats", None)]),
        ('django.pgettext("button", "Open")', [("Open", "", "button")]),
        ("gettext(variable)", []),
        ('other("Open")', []),
    ],
)
def test_words_are_found_in_scripts(source, expected):
    assert [tuple(message) for message in messages.script_messages(source)] == expected


@pytest.mark.parametrize("path", CATALOGUES)
def test_placeholders_are_kept(path):
    """A translation without its %(name)s would drop a fact; one with another name breaks the page."""
    wrong = []
    for entry in polib.pofile(str(path)):
        for text in [entry.msgstr] if not entry.msgid_plural else entry.msgstr_plural.values():
            allowed = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
            if not placeholders(entry.msgid) <= placeholders(text) or not placeholders(text) <= allowed:
                wrong.append(entry.msgid)

    assert wrong == []


def placeholders(text: str) -> set[str]:
    return set(messages.PLACEHOLDER.findall(text))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('_("Open")', [("Open", "", None)]),
        ('gettext_lazy("Open")', [("Open", "", None)]),
        ('pgettext("button", "Open")', [("Open", "", "button")]),
        ('ngettext("%(n)s seat", "%(n)s seats", n)', [("%(n)s seat", "%(n)s seats", None)]),
        ('translation.gettext("Open")', [("Open", "", None)]),
        ("_(variable)", []),
        ('other("Open")', []),
    ],
)
def test_words_are_found_in_code(source, expected):
    assert [tuple(message) for message in messages.python_messages(source)] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% translate "Open (now)" %}', [("Open (now)", "", None)]),
        ('{% translate "Open" context "button" %}', [("Open", "", "button")]),
        ('{% include "a.html" with label=_("Open") only %}', [("Open", "", None)]),
        ("{{ _('Open') }}", [("Open", "", None)]),
        ("{% blocktranslate trimmed %}\n  A {{ b }}\n{% endblocktranslate %}", [("A %(b)s", "", None)]),
        (
            "{% blocktranslate count n=n %}{{ n }} seat{% plural %}{{ n }} seats{% endblocktranslate %}",
            [("%(n)s seat", "%(n)s seats", None)],
        ),
    ],
)
def test_words_are_found_in_templates(source, expected):
    assert [tuple(message) for message in messages.template_messages(source, messages.ROOT / "x.html")] == expected
