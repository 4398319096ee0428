"""What a service page tells besides its own words: facts in one table, and whether one can ask for it here."""

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from wagtail.models import Page

from cases import services
from core import links
from core.models import OfficeSettings


def shown(page) -> dict:
    """What the template of a service page needs."""
    start = start_url(page.start_address)
    return {
        "facts": facts(page, is_online=bool(start)),
        "needs": lines(page.needs),
        "who": lines(page.who),
        "steps": [block.value for block in page.steps] if start else [],
        "start_url": start,
        "is_elsewhere": bool(page.start_address) and not start,
        "complaint": page.complaint or objection(),
    }


def facts(page, *, is_online: bool) -> list[dict]:
    """What people ask first; how long the form takes only where there is one."""
    own = [
        {"label": _("Filling in"), "value": page.duration if is_online or not page.start_address else ""},
        {"label": _("Answer"), "value": page.decided_by},
    ]
    more = [{name: block.value.get(name) for name in ("label", "value", "note")} for block in page.facts]
    return [row for row in [*own, *more, {"label": _("Cost"), "value": page.cost}] if row["value"]]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def start_url(address: str) -> str:
    """Where the button leads; nothing while no view answers there, so that no button leads nowhere."""
    if not address:
        return ""
    path = links.localized(address)
    if path.startswith("https://"):
        return path
    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return ""
    if found.view_name.startswith("intake:"):
        return path if _is_offered(found.kwargs.get("service", "")) else ""
    return path if found.url_name != "wagtail_serve" or _is_page(path) else ""


def _is_offered(slug: str) -> bool:
    return slug in {service.slug for service in services.every()}


def _is_page(path: str) -> bool:
    parts = [part for part in path.removeprefix("/en/").strip("/").split("/") if part]
    tail = "".join(f"{part}/" for part in parts)
    return Page.objects.live().filter(depth=2 + len(parts), url_path__endswith=f"/{tail}").exists()


def objection() -> str:
    """Who disagrees can object, and another officer looks at it; the law is named as the office keeps it."""
    office = OfficeSettings.load()
    words = _(
        "You can object within %(days)s days. Another officer looks at it and answers within %(answer)s working days."
    )
    said = words % {"days": office.days_to_object, "answer": office.days_objection}
    law = _("Legal basis: %(law)s.") % {"law": office.objection_citation} if office.objection_citation else ""
    return f"{said} {law}".strip()
