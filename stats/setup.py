"""What every office starts with: the list of figures and the live figures, in every language, and the rights."""

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from wagtail.models import Locale

from accounts.enums import Role
from accounts.roles import grant
from home.models import HomePage
from stats.models import DataIndexPage, LivePage, StatsSettings

DATA = Path(__file__).parent / "data"


@lru_cache
def words() -> dict:
    return json.loads((DATA / "pages.json").read_text(encoding="utf-8"))


def load_stats() -> None:
    """The pages are made once; an office that deleted them keeps it so only as long as it keeps one of them."""
    grant(Role.HEAD, "stats.view_figures", "stats.change_statssettings")
    grant(Role.EDITOR, "stats.view_figures")
    StatsSettings.load()  # its row is made here, so that no visitor's page has to write
    if DataIndexPage.objects.exists():
        return
    home = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if home is None:
        return
    index = _add(home, DataIndexPage, words()["index"])
    _add(index, LivePage, words()["live"])


def _add(parent, model, item: dict):
    """A page and its translations, published through revisions; languages whose parent is missing are left out."""
    parent.refresh_from_db()
    page = parent.add_child(
        instance=model(slug=item["slug"], show_in_menus=True, **texts(item, settings.LANGUAGE_CODE))
    )
    page.save_revision(clean=False).publish()
    translate(page, lambda language: texts(item, language))
    return page


def translate(page, words_of) -> None:
    """Live translations of a page with their own words, where the page above is translated."""
    for locale in Locale.objects.exclude(pk=page.locale_id):
        if page.get_parent().get_translation_or_none(locale) is None:
            continue
        other = page.copy_for_translation(locale)
        for name, value in words_of(locale.language_code).items():
            setattr(other, name, value)
        other.save_revision(clean=False).publish()


def texts(item: dict, language: str) -> dict:
    """Title, summary and the text below the figures, in one language."""
    summary = item["summary"][language]
    fields = {"title": item["title"][language], "summary": summary, "search_description": summary}
    return fields | {"body": reading(item.get("heading"), item["read"], language)}


def reading(heading: dict | None, sentences: list[dict], language: str) -> list[dict]:
    """ "How to read them": a heading and a list."""
    if not sentences:
        return []
    heading = heading or words()["index"]["heading"]
    items = "".join(f"<li>{each[language]}</li>" for each in sentences)
    return [
        {"type": "heading", "value": heading[language]},
        {"type": "paragraph", "value": f"<ul>{items}</ul>"},
    ]
