"""Who looked at a person's data, in words: position, time, what and why (UU 27/2022 Pasal 7)."""

from django.utils.translation import gettext as _

from audit.models import Event
from cases.forms import RevealReason
from cases.models import Case, Document
from core.formats import moment
from portal import queries
from portal.words import RECORD_SHOWN


def rows(events, user) -> list[dict]:
    """One line for each look; a fixed number of queries for any number of lines."""
    events = list(events)
    refs = {event.object_ref for event in events}
    numbers = {str(pk): number for pk, number in Case.objects.filter(pk__in=refs).values_list("pk", "number")}
    labels = dict(Document.objects.filter(case__applicant__user=user).values_list("kind", "label"))
    positions = queries.positions({event.actor_ref for event in events})
    return [_row(event, numbers, labels, positions) for event in events]


def _row(event: Event, numbers: dict, labels: dict, positions: dict) -> dict:
    body = event.body.data or {}
    return {
        "at": moment(event.at),
        "who": positions.get(event.actor_ref) or _("Officer"),
        "what": _what(event, body, labels),
        "why": _why(body),
        "number": numbers.get(event.object_ref, "") if event.object_type == "cases.case" else "",
    }


def _what(event: Event, body: dict, labels: dict) -> str:
    if event.verb == RECORD_SHOWN:
        return _("Your record, at the counter")
    if event.verb.endswith("nik_revealed"):
        return _("Your whole NIK")
    kind = body.get("document", "")
    return str(labels.get(kind, kind))


def _why(body: dict) -> str:
    reason = body.get("reason", "")
    return str(RevealReason(reason).label) if reason in RevealReason.values else ""
