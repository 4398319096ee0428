"""The words of data/pages.json as pages need them: in one language, with the office's figures, as StreamField blocks.

A text may hold a fact ({days_check}, {office}) and a link to a page of the site ([Contact us](/kontak/)).
"""

import json
import re
from functools import lru_cache
from html import escape
from pathlib import Path

from core.models import OfficeSettings

DATA = Path(__file__).parent / "data" / "pages.json"
LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


@lru_cache
def words() -> dict:
    return json.loads(DATA.read_text(encoding="utf-8"))


def facts() -> dict[str, object]:
    """What texts name: the office's own values where it keeps them, else those the texts were written with."""
    office = OfficeSettings.load()
    known = {name: getattr(office, name, value) for name, value in words()["defaults"].items()}
    return known | {"office": office.office, "city": office.city, "site": office.site_name}


class Writer:
    """Turns words into blocks of one language; `pages` maps paths of the site to page ids of that language."""

    def __init__(self, language: str, pages: dict[str, int]):
        self.language = language
        self.pages = pages
        self.facts = facts()

    def text(self, pair: dict) -> str:
        return pair[self.language].format_map(self.facts)

    def html(self, pair: dict) -> str:
        return LINK.sub(self._anchor, escape(self.text(pair), quote=False))

    def _anchor(self, match: re.Match) -> str:
        label, path = match.groups()
        if path in self.pages:
            return f'<a linktype="page" id="{self.pages[path]}">{label}</a>'
        return f'<a href="{path}">{label}</a>'

    def link(self, path: str) -> dict:
        """Where a block leads: a page, which stays right when it moves, or an address."""
        return {"page": self.pages[path]} if path in self.pages else {"address": path}

    def body(self, sections: list[dict]) -> list[dict]:
        return [block for section in sections for block in self._section(section)]

    def bands(self, bands: list[dict]) -> list[dict]:
        return [getattr(self, f"_{band['type']}")(band) for band in bands]

    def service(self, item: dict) -> dict:
        """The fields of a service page."""
        rows = [{name: self.text(pair) for name, pair in row.items()} for row in item["facts"]]
        names = ("duration", "decided_by", "cost", "complaint")
        fields = {name: self.text(item[name]) if name in item else "" for name in names}
        return fields | {
            "facts": [{"type": "fact", "value": row} for row in rows],
            "needs": self._lines(item.get("needs", [])),
            "who": self._lines(item.get("who", [])),
            "decided_how": "\n\n".join(self.text(pair) for pair in item.get("decided", [])),
            "steps": [{"type": "step", "value": step} for step in self._titled(item.get("steps", []))],
            "body": self.body(item["sections"]),
            "start_label": self.text(item["start"]["label"]),
            "start_address": item["start"]["to"],
            "illustration": item["illustration"],
        }

    def _lines(self, pairs: list[dict]) -> str:
        return "\n".join(self.text(pair) for pair in pairs)

    def _section(self, section: dict) -> list[dict]:
        heading = {"type": "heading", "value": self.text(section["heading"])}
        return [heading, *[getattr(self, f"_{block['type']}")(block) for block in section["blocks"]]]

    def _paragraph(self, block: dict) -> dict:
        return {"type": "paragraph", "value": f"<p>{self.html(block)}</p>"}

    def _list(self, block: dict) -> dict:
        items = "".join(f"<li>{self.html(item)}</li>" for item in block["items"])
        return {"type": "paragraph", "value": f"<ul>{items}</ul>"}

    def _check_list(self, block: dict) -> dict:
        return {"type": "check_list", "value": {"points": [self.text(item) for item in block["items"]]}}

    def _note(self, block: dict) -> dict:
        return {"type": "note", "value": {"tone": "", "title": "", "text": self.text(block)}}

    def _steps(self, block: dict) -> dict:
        return {"type": "steps", "value": {"steps": self._titled(block["items"])}}

    def _titled(self, items: list[dict]) -> list[dict]:
        return [{"title": self.text(item["title"]), "text": self.text(item["text"])} for item in items]

    def _facts(self, block: dict) -> dict:
        rows = [{"label": self.text(row["label"]), "value": self.text(row["value"])} for row in block["rows"]]
        return {"type": "facts", "value": {"title": "", "facts": rows}}

    def _tasks(self, block: dict) -> dict:
        tasks = [
            {"title": self.text(item["title"]), "text": self.text(item["text"])}
            | {"icon": item["icon"], "tone": item.get("tone", "")}
            | self.link(item["to"])
            for item in block["items"]
        ]
        return {"type": "tasks", "value": {"tasks": tasks}}

    def _cards(self, block: dict) -> dict:
        cards = [
            {"title": self.text(item["title"]), "text": self.text(item["text"])[:160]}
            | {"illustration": item["illustration"]}
            | self.link(item["to"])
            for item in block["items"]
        ]
        return {"type": "cards", "value": {"title": "", "cards": cards}}

    def _questions(self, block: dict) -> dict:
        questions = [
            {"question": self.text(item["question"]), "answer": f"<p>{self.html(item['answer'])}</p>"}
            for item in block["items"]
        ]
        return {"type": "questions", "value": {"questions": questions}}

    def _button(self, block: dict) -> dict:
        return {"type": "button", "value": {"label": self.text(block), "is_main": False} | self.link(block["to"])}

    def _contact(self, block: dict) -> dict:
        return {"type": "contact", "value": None}

    def _open_batches(self, band: dict) -> dict:
        return {"type": "open_batches", "value": self._titles(band) | {"number": band["number"]}}

    def _steps_band(self, band: dict) -> dict:
        return {"type": "steps", "value": self._titles(band) | {"steps": self._titled(band["items"])}}

    def _news(self, band: dict) -> dict:
        help_box = {name: self.text(band[name]) for name in ("help_title", "help_text")}
        return {"type": "news", "value": self._titles(band) | help_box | {"number": band["number"]}}

    def _live_figures(self, band: dict) -> dict:
        return {"type": "live_figures", "value": self._titles(band)}

    def _feature(self, band: dict) -> dict:
        more = {"label": self.text(band["label"]), "illustration": band["illustration"]}
        return {"type": "feature", "value": self._titles(band) | more}

    def _titles(self, band: dict) -> dict:
        text = self.text(band["text"]) if "text" in band else ""
        return {"title": self.text(band["title"]), "text": text} | self.link(band["to"])
