#!/usr/bin/env python3
"""The words of the interface: collected from code and templates, merged into the catalogues, compiled.

usage: messages.py compile   write the .mo beside every .po (a machine without gettext can do it)
       messages.py update    add new message ids to every catalogue and name what is untranslated
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "site" / "locale"
SKIPPED = {"node_modules", "tests", "scripts", "build", "var", "migrations", "test-results", "assets"}

# Name of the function -> what its first arguments are.
FUNCTIONS = {
    "_": ("id",),
    "gettext": ("id",),
    "gettext_lazy": ("id",),
    "gettext_noop": ("id",),
    "ngettext": ("id", "plural"),
    "ngettext_lazy": ("id", "plural"),
    "pgettext": ("context", "id"),
    "pgettext_lazy": ("context", "id"),
    "npgettext": ("context", "id", "plural"),
    "npgettext_lazy": ("context", "id", "plural"),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
TEMPLATE_CALL = re.compile(r"(?<!\w)(?:n?p?gettext|_)\(")


class Message(NamedTuple):
    """One message id as the catalogue knows it."""

    id: str
    plural: str = ""
    context: str | None = None


def source_files(*suffixes: str) -> Iterator[Path]:
    """Yield the project's own files; hidden folders and what is built or installed are left out."""
    for folder, names, files in os.walk(ROOT):
        names[:] = sorted(name for name in names if not name.startswith(".") and name not in SKIPPED)
        yield from (Path(folder, name) for name in sorted(files) if name.endswith(suffixes))


def collect() -> dict[Message, list[str]]:
    """Return every message of the project with the files that use it."""
    found: dict[Message, list[str]] = {}
    for path in source_files(".py", ".html", ".txt"):
        text = path.read_text(encoding="utf-8")
        messages = python_messages(text) if path.suffix == ".py" else template_messages(text, path)
        for message in messages:
            found.setdefault(message, []).append(str(path.relative_to(ROOT)))
    return found


def python_messages(source: str) -> Iterator[Message]:
    """Yield the messages in calls of the gettext functions whose arguments are plain strings."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (message := _message(node)):
            yield message


def _message(node: ast.Call) -> Message | None:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    roles = FUNCTIONS.get(name, ())
    values = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    if not roles or len(values) < len(roles) or not isinstance(values[0], str):
        return None
    given = dict(zip(roles, values, strict=False))
    return Message(given["id"], given.get("plural", ""), given.get("context"))


def template_messages(source: str, path: Path) -> Iterator[Message]:
    """Yield the messages of a Django template, read the way Django's own makemessages reads it."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    code = templatize(source, origin=str(path))
    for call in TEMPLATE_CALL.finditer(code):
        yield from python_messages(_balanced(code, call.start()))


SCRIPT_CALL = re.compile(r"""\b(n?gettext|pgettext|npgettext)\(((?:\s*(["'])(?:(?!\3).)*\3\s*,?)+)""")
QUOTED = re.compile(r"""(["'])((?:(?!\1).)*)\1""")


def script_messages(source: str) -> Iterator[Message]:
    """Yield the messages in calls of Django's JavaScript catalogue; their arguments are plain strings."""
    for call in SCRIPT_CALL.finditer(source):
        values = [quoted[1] for quoted in QUOTED.findall(call[2])]
        given = dict(zip(FUNCTIONS[call[1]], values, strict=False))
        yield Message(given["id"], given.get("plural", ""), given.get("context"))


def collect_scripts() -> dict[Message, list[str]]:
    """Return every message of the project's scripts with the files that use it."""
    found: dict[Message, list[str]] = {}
    folders = SKIPPED - {"assets"}
    paths = (path for path in sorted(ROOT.rglob("*.js")) if not folders & set(path.relative_to(ROOT).parts))
    for path in (path for path in paths if not any(part.startswith(".") for part in path.parts)):
        for message in script_messages(path.read_text(encoding="utf-8")):
            found.setdefault(message, []).append(str(path.relative_to(ROOT)))
    return found


def _balanced(code: str, start: int) -> str:
    """Return the call that begins at start, up to the bracket that closes it."""
    end = code.find(")", start)
    while end != -1:
        try:
            ast.parse(code[start : end + 1].strip())
        except SyntaxError:
            end = code.find(")", end + 1)
        else:
            return code[start : end + 1].strip()
    raise ValueError(f"unbalanced call: {code[start : start + 80]!r}")


def catalogues() -> list[Path]:
    """Return the catalogues of the project."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def key(entry: polib.POEntry) -> tuple[str, str | None]:
    """Return what makes an entry of a catalogue unique."""
    return entry.msgid, entry.msgctxt or None


def untranslated(catalogue: polib.POFile) -> list[str]:
    """Return the message ids that a person would read in the wrong language."""
    return [entry.msgid for entry in catalogue if not entry.obsolete and (entry.fuzzy or not entry.translated())]


def missing(catalogue: polib.POFile, messages: dict[Message, list[str]]) -> list[Message]:
    """Return the messages that the catalogue does not have."""
    known = {key(entry): entry for entry in catalogue if not entry.obsolete}
    return [
        message
        for message in messages
        if (message.id, message.context) not in known
        or (message.plural and known[message.id, message.context].msgid_plural != message.plural)
    ]


def compile_all() -> None:
    """Write the compiled form of each catalogue that is newer than it."""
    for path in catalogues():
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            polib.pofile(str(path)).save_as_mofile(str(target))


def update_all() -> int:
    """Bring new ids into the catalogues; answer 1 when something is untranslated, naming it."""
    messages, left = collect(), 0
    for path in catalogues():
        if path.stem == "django":
            left += _update(path, messages)
    compile_all()
    return 1 if left else 0


def _update(path: Path, messages: dict[Message, list[str]]) -> int:
    catalogue = polib.pofile(str(path), wrapwidth=120)
    for message in missing(catalogue, messages):
        flags = ["python-format"] if "%(" in message.id else []
        forms = {0: ""} if message.plural else {}
        catalogue.append(
            polib.POEntry(
                msgid=message.id,
                msgid_plural=message.plural,
                msgstr_plural=forms,
                msgctxt=message.context,
                flags=flags,
            )
        )
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalogue.save(str(path))
    names = untranslated(catalogue)
    for name in names:
        print(f"{path.relative_to(ROOT)}: untranslated: {name!r}")
    return len(names)


def main() -> int:
    """Run the command that the first argument names."""
    command = sys.argv[1] if len(sys.argv) == 2 else ""
    if command == "compile":
        compile_all()
        return 0
    if command == "update":
        return update_all()
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main())
