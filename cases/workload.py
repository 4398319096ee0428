"""Who has how much to do: open cases by stage and by officer. Counted over all, kept for a minute."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Min, Q

from accounts.enums import Role
from accounts.models import User
from accounts.roles import role_name
from cases.models import Case, Charge, Stage
from cases.queries import kept
from cases.workflow.sharing import topic
from core import workdays

KEPT_SECONDS = 60
DONE_DAYS = 7


@dataclass
class StageLoad:
    """One stage, all versions together: what waits there, what is late or due soon, since when the oldest waits."""

    name: str
    role: str
    waiting: int = 0
    late: int = 0
    soon: int = 0
    oldest: dt.datetime | None = None

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label) if self.role in Role.values else self.role


@dataclass
class OfficerLoad:
    """One officer: what is assigned, what of it is late, what is open in their hands now."""

    user: User
    roles: list[str] = field(default_factory=list)
    assigned: int = 0
    late: int = 0
    held: int = 0


def soon(now: dt.datetime) -> dt.datetime:
    """The end of the next working day: what is due until then is about to be late."""
    return workdays.deadline(now, 1)


def by_stage(now: dt.datetime) -> list[StageLoad]:
    """The stages in the order of the road, those without a case left out."""
    found = {}
    for row in kept("desk:load:stages", KEPT_SECONDS, lambda: _stage_rows(now)):
        load = found.setdefault((row["name"], row["role"]), StageLoad(row["name"], row["role"]))
        load.waiting += row["waiting"]
        load.late += row["late"]
        load.soon += row["soon"]
        load.oldest = min(filter(None, (load.oldest, row["oldest"])), default=None)
    return list(found.values())


def _stage_rows(now: dt.datetime) -> list[dict]:
    late, close = Q(due_at__lt=now), Q(due_at__gte=now, due_at__lte=soon(now))
    counts = Case.objects.at_the_office().order_by().values("stage")
    counts = counts.annotate(
        waiting=Count("pk"), late=Count("pk", filter=late), soon=Count("pk", filter=close), oldest=Min("due_at")
    )
    rows = {row.pop("stage"): row for row in counts}
    stages = Stage.objects.filter(pk__in=rows).select_related("group").order_by("order", "name_id")
    return [rows[stage.pk] | {"name": stage.name_id, "role": stage.group.name} for stage in stages]


def by_officer(now: dt.datetime) -> list[OfficerLoad]:
    """Everybody who works at a stage, who has most to do first."""
    loads = {user.pk: OfficerLoad(user, _roles(user)) for user in colleagues()}
    office = Case.objects.at_the_office().order_by()
    assigned = office.filter(assigned_to__in=loads).values("assigned_to")
    for row in assigned.annotate(count=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now))):
        load = loads[row["assigned_to"]]
        load.assigned, load.late = row["count"], row["late"]
    held = office.filter(lease_by__in=loads, lease_until__gt=now).values("lease_by")
    for row in held.annotate(count=Count("pk")):
        loads[row["lease_by"]].held = row["count"]
    return sorted(loads.values(), key=lambda load: (-load.assigned, load.user.label))


def colleagues(stage: Stage | None = None):
    """Active officers of one stage, or of any stage."""
    stages = Stage.objects.filter(pk=stage.pk) if stage else Stage.objects.all()
    found = User.objects.filter(is_active=True, groups__in=stages.values("group")).distinct()
    return found.prefetch_related("groups").order_by("first_name", "last_name", "email")


def _roles(user: User) -> list[str]:
    return [role_name(group) for group in user.groups.all()]


@dataclass
class Post:
    """A programme and a role, with the officer in charge, if one is named."""

    service: str
    topic: str
    group: object
    officers: list[User]
    user_id: int | None = None

    @property
    def key(self) -> str:
        return f"{self.group.pk}:{self.service}:{self.topic}"

    @property
    def role(self) -> str:
        return role_name(self.group)


def posts() -> list[Post]:
    """Every programme with open cases or an officer in charge, once for each role that checks before the decision."""
    staff = defaultdict(list)
    for user in colleagues():
        for group in user.groups.all():
            staff[group].append(user)
    groups = {stage.group for stage in Stage.objects.filter(is_decision=False).select_related("group")}
    named = {(each.service, each.topic, each.group_id): each.user_id for each in Charge.objects.all()}
    open_cases = Case.objects.at_the_office().order_by().values_list("service", "subject_label").distinct()[:500]
    topics = {(service, topic(label)) for service, label in open_cases} | {key[:2] for key in named}
    return [
        Post(service, subject, group, staff[group], named.get((service, subject, group.pk)))
        for service, subject in sorted(topics)
        for group in sorted(groups, key=role_name)
    ]


def without_identity() -> list[User]:
    """Officers whose NIK or phone the desk does not know: a request of their own could reach them unseen."""
    known = User.objects.filter(Q(identity__nik_hash__gt="") | Q(applicant__isnull=False))
    return list(colleagues().exclude(pk__in=known.values("pk")))
