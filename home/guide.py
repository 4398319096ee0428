"""The guide for editors: docs/panduan-editor.md, read inside the CMS."""

import re
from functools import lru_cache
from html import escape

from django.conf import settings
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

GUIDE = settings.BASE_DIR / "docs" / "panduan-editor.md"
INLINE = [(re.compile(r"`([^`]+)`"), r"<code>\1</code>"), (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>")]


def show(request):
    """Everybody who may enter the CMS may read it."""
    title = _("Guide")
    context = {"guide": html(), "parts": parts(), "page_title": title, "header_title": title, "header_icon": "help"}
    return render(request, "home/guide.html", context)


@lru_cache
def _lines() -> tuple[str, ...]:
    return tuple(GUIDE.read_text(encoding="utf-8").splitlines())


def parts() -> list[dict]:
    """The headings of the guide, as its table of contents."""
    titles = [line.removeprefix("## ") for line in _lines() if line.startswith("## ")]
    return [{"title": title, "id": slugify(title)} for title in titles]


@lru_cache
def html() -> SafeString:
    """Our own file in the few marks it uses: headings, numbered and other lists, paragraphs, bold and code."""
    return SafeString("\n".join(_blocks()))


def _blocks():
    for block in "\n".join(_lines()).split("\n\n"):
        lines = [line for line in block.splitlines() if line.strip()]
        if lines and not lines[0].startswith("# "):
            yield _block(lines)


def _block(lines: list[str]) -> str:
    first = lines[0]
    if first.startswith("## "):
        return f'<h2 id="{slugify(first[3:])}">{_text(first[3:])}</h2>'
    if re.match(r"\d+\. ", first):
        return _list("ol", [re.sub(r"^\d+\. ", "", line) for line in lines])
    if first.startswith("- "):
        return _list("ul", [line.removeprefix("- ") for line in lines])
    return f"<p>{_text(' '.join(lines))}</p>"


def _list(tag: str, items: list[str]) -> str:
    return f"<{tag}>" + "".join(f"<li>{_text(item)}</li>" for item in items) + f"</{tag}>"


def _text(text: str) -> str:
    text = escape(text, quote=False)
    for pattern, replacement in INLINE:
        text = pattern.sub(replacement, text)
    return text
