"""What the engine starts with: the library of reasons, permissions of roles, and one plain procedure."""

import json
from pathlib import Path

from accounts.enums import Role
from accounts.roles import grant
from cases.models import Reason

DATA = Path(__file__).parent / "data" / "reasons.json"


def load_cases() -> None:
    grant(Role.CHECKER, "cases.view_case", "cases.work_case", "accounts.reveal_nik", "cases.file_case")
    grant(Role.SELECTOR, "cases.view_case", "cases.work_case", "accounts.reveal_nik")
    grant(Role.HEAD, "cases.view_case", "cases.work_case", "cases.decide_case", "cases.release_case")
    grant(Role.HEAD, "accounts.reveal_nik", "cases.change_reason", "cases.view_procedure")
    grant(Role.HEAD, "cases.add_procedure", "cases.change_procedure", "cases.publish_procedure")
    grant(Role.HEAD, "cases.view_reason", "cases.add_reason", "core.change_officesettings", "audit.view_event")
    grant(Role.HEAD, "core.view_outboxmessage", "core.change_outboxmessage", "core.view_quarantined")
    grant(Role.HEAD, *(f"core.{verb}_holiday" for verb in ("view", "add", "change", "delete")))
    grant(Role.HEAD, "cases.change_words", "cases.change_escalationsettings")
    grant(Role.EDITOR, "cases.change_words")
    grant(Role.EDITOR, "cases.view_procedure", "cases.change_procedure", "cases.publish_procedure")
    if not Reason.objects.exists():
        Reason.objects.bulk_create(Reason(**row) for row in standard_reasons())


def standard_reasons() -> list[dict]:
    """The library the product brings, one row of columns for each reason."""
    items = json.loads(DATA.read_text(encoding="utf-8"))["items"]
    return [_reason(number, item) for number, item in enumerate(items)]


def _reason(number: int, item: dict) -> dict:
    applies = item.get("applies_to") or {}
    return {
        "key": item["key"].replace(".", "-").replace("_", "-"),
        "move": item["move"],
        "service": item.get("service", ""),
        "document": applies.get("document", ""),
        "verdict": applies.get("verdict", ""),
        "field": applies.get("field_or_rule", ""),
        "staff_id": item["staff"]["id"],
        "staff_en": item["staff"]["en"],
        "why_id": item["why"]["id"],
        "why_en": item["why"]["en"],
        "do_id": item["do"]["id"],
        "do_en": item["do"]["en"],
        "order": number,
    }
