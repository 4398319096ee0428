"""Colleagues called by a note: “@rina” is whoever of the case's officers goes by that name."""

import re
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cases import permissions, rules
from cases.models import Case, Note, NoteMention, Stage
from core import outbox
from core.links import absolute

CALLED = re.compile(r"(?<![\w.])@([\w][\w.-]*)")


def officers(case: Case) -> list[User]:
    """Everybody who may open this case at the desk: the officers of its road, and who sees all."""
    road = Stage.objects.filter(version=case.version_id).values("group")
    release = Q(groups__permissions__codename="release_case")
    found = User.objects.filter(Q(groups__in=road) | release, is_active=True).distinct()
    return sorted((user for user in found if permissions.may_work(user)), key=lambda user: user.label)


def handles(people: Iterable[User]) -> dict[str, User]:
    """The shortest name each goes by: the first name where nobody shares it, else the name in one word."""
    people = list(people)
    first = [user.label.split()[0].lower() for user in people]
    whole = ["".join(user.label.lower().split()) for user in people]
    short = [own if first.count(own) == 1 else name for own, name in zip(first, whole, strict=True)]
    return dict(zip(short, people, strict=True))


def called(text: str, case: Case) -> list[User]:
    """The colleagues a note calls, each once. A name that nobody goes by is refused, or they would never hear."""
    names = list(dict.fromkeys(name.rstrip(".-").lower() for name in CALLED.findall(text)))
    if not names:
        return []
    known = handles(officers(case))
    long = {"".join(user.label.lower().split()): user for user in known.values()}
    unknown = [name for name in names if name not in known and name not in long]
    if unknown:
        words = _("Nobody here is called “@%(name)s”. You can call: %(names)s.")
        raise rules.Refused([words % {"name": unknown[0], "names": ", ".join(f"@{name}" for name in known)}])
    return list(dict.fromkeys(known.get(name) or long[name] for name in names))


def tell(note: Note, case: Case, user: User) -> None:
    """A mail with the number and the way to the case; what the note says stays inside."""
    outbox.queue(
        "mentioned",
        key=f"mention:{note.pk}:{user.pk}",
        to=user.email,
        language=user.language,
        facts={"colleague": note.by.label, "case_number": case.number},
        about=case.number,
        links=[(_("Open the case"), absolute(reverse("cases:edit", args=[case.pk])))],
    )


def waiting_for(user):
    """Notes that call somebody and are not read yet, the newest first."""
    found = NoteMention.objects.filter(user=user, seen_at=None).select_related("note__by", "note__case")
    return found.defer("note__text", "note__case__answers", "note__case__definition").order_by("-note__at")
