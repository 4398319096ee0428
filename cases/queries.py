"""Reused reads of the engine and the desk: what the rules must know, and which cases stand in which queue."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Max, Q
from django.utils import timezone

from accounts.models import User
from cases import conflicts, name_search, objections, permissions, scoring, services
from cases.enums import Bucket, CaseState, DocumentVerdict, Tab
from cases.models import Case, CheckResult, CorrectionRequest, Decision, Document, Reason, Score, Stage
from cases.paginator import CAP, capped
from cases.rules import Situation
from core import nik, numbers, workdays
from core.generation import settled_kept

GOOD = (DocumentVerdict.PENDING, DocumentVerdict.ACCEPTED)
NUMBER = re.compile(r"[A-Za-z]{2,5}-[0-9A-Za-z-]*\Z")
CANDIDATES = 10  # so that ten officers who start at once do not fight for one row
OVER_STAGES = (Tab.OVERDUE, Tab.MINE, Tab.CORRECTED)

# What a row of the queue shows; the encrypted answers stay where they are.
LISTED = (
    *("number", "service", "subject_id", "subject_label", "applicant_name", "state", "bucket", "is_corrected"),
    *("due_at", "submitted_at", "lease_since", "lease_until", "revision", "version_id"),
    *("assigned_to__first_name", "assigned_to__last_name", "assigned_to__email"),
    *("stage__name_id", "stage__name_en", "lease_by__first_name", "lease_by__last_name", "lease_by__email"),
)


def situation(case: Case, by, at: dt.datetime) -> Situation:
    """What the rules must know about a case, as seen by `by` (nobody: the system) at `at`."""
    documents = _documents(case)
    return Situation(
        **_actor(case, by),
        **_stage(case),
        **_lease(case, by, at),
        documents_open=documents["pending"],
        documents_bad=documents["bad"],
        checks_missing=len(case.stage.checks) - _ticked(case),
        **_scored(case),
        correction_open=case.corrections.filter(answered_at=None, lapsed_at=None).exists(),
        decision_open=case.decisions.filter(released_at=None).exists(),
        **objections.situation(case, by, at),
    )


def _stage(case: Case) -> dict:
    stage = case.stage
    return {
        "state": CaseState(case.state),
        "is_decision": stage.is_decision,
        "checks_documents": stage.checks_documents,
    }


def _lease(case: Case, by, at: dt.datetime) -> dict:
    if not case.is_leased(at, by):
        return {}
    return {"held_by": case.lease_by.label, "held_since": case.lease_since}


def _actor(case: Case, by) -> dict[str, bool]:
    if by is None:
        return {"is_system": True}
    return {
        "is_owner": case.applicant.user_id == by.pk,
        "is_alike": conflicts.is_own(by, case.applicant),
        **_at_counter(case, by),
        "is_staff": by.has_perm("wagtailadmin.access_admin"),
        "in_group": by.is_superuser or by.groups.filter(pk=case.stage.group_id).exists(),
        "may_decide": by.has_perm("cases.decide_case"),
    }


def _at_counter(case: Case, by) -> dict[str, bool]:
    """Whether this officer registered the person, and whether they may speak for somebody without an account."""
    return {
        "is_filer": case.filed_by_id == by.pk,
        "speaks": case.applicant.user_id is None and permissions.may_file(by),
    }


def _documents(case: Case) -> dict[str, int]:
    return case.documents.filter(replaced=False).aggregate(
        pending=Count("pk", filter=Q(verdict=DocumentVerdict.PENDING)), bad=Count("pk", filter=~Q(verdict__in=GOOD))
    )


def _ticked(case: Case) -> int:
    keys = [check["key"] for check in case.stage.checks]
    return case.checks.filter(stage=case.stage, key__in=keys).count() if keys else 0


def _scored(case: Case) -> dict[str, int]:
    if not case.stage.scores:
        return {}
    return scores_of(case.stage, list(case.scores.filter(stage=case.stage).values_list("key", flat=True)))


def scores_of(stage: Stage, keys: list[str]) -> dict[str, int]:
    """What is missing of the scores; `keys` has the criterion of each score that was given at this stage."""
    missing = _missing(stage.scores, set(keys))
    return {"scores_missing": missing, "scorers_missing": scoring.scorers_missing(stage, keys)}


def situations(cases: list[Case], by, at: dt.datetime) -> dict[int, Situation]:
    """The situations of many cases in a fixed number of queries; `cases` bring stage, applicant and lease_by."""
    pks = [case.pk for case in cases]
    documents = Document.objects.filter(case__in=pks, replaced=False).values_list("case", "verdict")
    pending = Counter(pk for pk, verdict in documents if verdict == DocumentVerdict.PENDING)
    bad = Counter(pk for pk, verdict in documents if verdict not in GOOD)
    ticked, scored = _keys(CheckResult, pks), _keys(Score, pks)
    corrections = _having(CorrectionRequest.objects.filter(answered_at=None, lapsed_at=None), pks)
    decisions = _having(Decision.objects.filter(released_at=None), pks)
    actor = _actor_of_many(by)
    return {
        case.pk: Situation(
            **actor(case),
            **_stage(case),
            **_lease(case, by, at),
            documents_open=pending[case.pk],
            documents_bad=bad[case.pk],
            checks_missing=_missing(case.stage.checks, ticked[case.pk, case.stage_id]),
            **scores_of(case.stage, scored[case.pk, case.stage_id]),
            correction_open=case.pk in corrections,
            decision_open=case.pk in decisions,
        )
        for case in cases
    }


def situation_of_page(
    case: Case,
    by,
    at: dt.datetime,
    *,
    alike: set[int],
    verdicts: list[str],
    ticked: set[str],
    scored: list[str],
    **tracks: bool,
) -> Situation:
    """The situation of one case from rows that were read already; no query of its own."""
    return Situation(
        **_actor_here(case, by, alike),
        **_stage(case),
        **_lease(case, by, at),
        documents_open=sum(verdict == DocumentVerdict.PENDING for verdict in verdicts),
        documents_bad=sum(verdict not in GOOD for verdict in verdicts),
        checks_missing=_missing(case.stage.checks, ticked),
        **scores_of(case.stage, scored),
        **tracks,
    )


def _actor_here(case: Case, by, alike: set[int]) -> dict[str, bool]:
    return {
        "is_owner": case.applicant.user_id == by.pk,
        "is_alike": by.pk in alike,
        **_at_counter(case, by),
        "is_staff": by.has_perm("wagtailadmin.access_admin"),
        "in_group": by.is_superuser or case.stage_id in permissions.my_stage_ids(by),
        "may_decide": by.has_perm("cases.decide_case"),
    }


def _keys(model, pks: list[int]) -> dict[tuple[int, int], list[str]]:
    found = defaultdict(list)
    for case, stage, key in model.objects.filter(case__in=pks).values_list("case", "stage", "key"):
        found[case, stage].append(key)
    return found


def _having(rows, pks: list[int]) -> set[int]:
    return set(rows.filter(case__in=pks).values_list("case", flat=True))


def _missing(wanted: list[dict], found: Iterable[str]) -> int:
    return sum(item["key"] not in found for item in wanted)


def _actor_of_many(by) -> Callable[[Case], dict[str, bool]]:
    groups = set(by.groups.values_list("pk", flat=True))
    is_staff, may_decide = by.has_perm("wagtailadmin.access_admin"), by.has_perm("cases.decide_case")
    return lambda case: {
        "is_owner": case.applicant.user_id == by.pk,
        "is_alike": conflicts.is_own(by, case.applicant),
        **_at_counter(case, by),
        "is_staff": is_staff,
        "in_group": by.is_superuser or case.stage.group_id in groups,
        "may_decide": may_decide,
    }


@settled_kept
def stages_of(version_id: int) -> tuple[Stage, ...]:
    """The road of a version, which never changes once it is published."""
    return tuple(Stage.objects.filter(version=version_id))


@settled_kept
def library(service: str, moves: tuple[str, ...]) -> tuple[Reason, ...]:
    """The reasons in use for a service."""
    return tuple(Reason.objects.in_use(service).filter(move__in=moves))


# The queue


def listed(cases):
    """Only what a row shows, with everything it needs, in one statement."""
    return cases.select_related("stage", "lease_by", "assigned_to").only(*LISTED)


def in_tab(tab: Tab, user, now: dt.datetime):
    """The cases of one tab, as far as this person may see them."""
    cases = permissions.visible_cases(user)
    mine = cases.at_the_office().filter(stage__in=permissions.my_stage_ids(user))
    return {
        Tab.MINE: mine,
        Tab.OVERDUE: mine.overdue(now),
        Tab.CORRECTED: mine.filter(is_corrected=True),
        Tab.HELD: cases.at_the_office().filter(lease_by=user, lease_until__gt=now),
        Tab.RELEASE: cases.filter(bucket=Bucket.HELD),
        Tab.APPLICANT: cases.filter(bucket=Bucket.APPLICANT),
        Tab.ALL: cases,
    }[tab]


def ordered(cases, tab: Tab):
    """At the office the oldest deadline comes first; elsewhere no clock runs and the newest comes first."""
    if tab in (*OVER_STAGES, Tab.HELD):
        return cases.order_by("due_at", "id")
    return cases.order_by("-submitted_at", "-id")


def search(cases, text: str):
    """By the beginning of a number, a whole NIK (through its keyed hash) or parts of a name."""
    text = text.strip()
    digits = nik.normalise(text)
    if nik.FORM.match(digits):
        return cases.filter(applicant__nik_hash=nik.keyed_hash(digits))
    number = _number_in(text)
    return _numbered(cases, number) if number else name_search.matching(cases, text)


def _number_in(text: str) -> str:
    """A number or its beginning; a beginning that fits as a shorter number by chance has other letters in front."""
    typed, read = text.upper() if NUMBER.match(text) else "", numbers.read_case_number(text)
    is_meant = read and (not typed or read.partition("-")[0] == typed.partition("-")[0])
    return read if is_meant else typed


def _numbered(cases, start: str):
    """By the index of numbers, and at most as many as a name may find: “BLK-” alone fits nearly every case."""
    if connection.vendor == "sqlite":  # LIKE uses no index there
        found = Case.objects.filter(number__gte=start, number__lt=f"{start}~")
    else:
        found = Case.objects.filter(number__startswith=start)
    return cases.filter(pk__in=list(found.order_by("number").values_list("pk", flat=True)[: name_search.NEWEST]))


def tab_counts(user, now: dt.datetime) -> dict[str, str]:
    """How many cases stand in each tab, none counted beyond the cap; one statement, kept for 30 seconds."""
    counts = kept(f"desk:counts:{user.pk}", 30, lambda: _count({tab: in_tab(tab, user, now) for tab in Tab}))
    return {tab: capped(counts[tab]) for tab in Tab}


def due_soon(user, now: dt.datetime) -> str:
    """How many cases at my stages are due until the end of the next working day; nothing when there is none."""
    soon = in_tab(Tab.MINE, user, now).filter(due_at__gte=now, due_at__lte=workdays.deadline(now, 1))
    count = kept(f"desk:soon:{user.pk}", 30, lambda: _count({"soon": soon})["soon"])
    return capped(count) if count else ""


def _count(querysets: dict) -> dict[str, int]:
    parts, values = [], []
    for queryset in querysets.values():
        statement, parameters = _limited(queryset)
        parts.append("".join(["(SELECT COUNT(*) FROM (", statement, ") t)"]))
        values += parameters
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), values)
        return {str(key): count for key, count in zip(querysets, cursor.fetchone(), strict=True)}


def _limited(queryset) -> tuple[str, tuple]:
    """A statement that finds at most one row more than the cap; an empty queryset has none of its own."""
    try:
        return queryset.order_by().values("pk")[: CAP + 1].query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 1 WHERE 1 = 0", ()


def kept(key: str, seconds: int, make: Callable):
    """A value from the cache, made when it is missing."""
    value = cache.get(key)
    if value is None:
        value = make()
        cache.set(key, value, seconds)
    return value


def filter_choices() -> dict[str, list]:
    """Choices of the filters: stages of every version under one name, and what is asked for in open cases."""
    return kept(
        "desk:filters",
        60,
        lambda: {"stage": _stage_choices(), "subject": _subject_choices(), "officer": _officer_choices()},
    )


def _stage_choices() -> list[tuple[str, str]]:
    stages = Stage.objects.values_list("name_id", flat=True).distinct().order_by("name_id")
    return [(name, name) for name in stages]


def _officer_choices() -> list[tuple[str, str]]:
    officers = User.objects.filter(is_active=True, groups__in=Stage.objects.values("group")).distinct()
    return sorted(((str(user.pk), user.label) for user in officers), key=lambda pair: pair[1])


def _subject_choices() -> list[tuple[str, str]]:
    found = Case.objects.exclude(bucket=Bucket.CLOSED).values_list("service", "subject_id")
    rows = found.annotate(label=Max("subject_label")).order_by("label")[:200]
    return [(f"{service}:{subject}", label) for service, subject, label in rows]


def service_labels() -> dict[str, str]:
    return {service.slug: str(service.label) for service in services.every()}


def open_decisions(cases: Iterable[Case]) -> dict[int, Decision]:
    """The decisions not told yet of the cases that wait for release; no query when there are none."""
    held = [case.pk for case in cases if case.bucket == Bucket.HELD]
    found = Decision.objects.filter(case__in=held, released_at=None) if held else []
    return {decision.case_id: decision for decision in found}


def next_candidates(cases, user, *, skip: int | None = None, now: dt.datetime | None = None):
    """The first cases somebody may take now: at a stage of theirs, with nobody else, not their own request."""
    now = now or timezone.now()
    cases = cases.filter(bucket=Bucket.OFFICE, stage__in=permissions.my_stage_ids(user)).free(now, user).for_me(user)
    cases = scoring.without_mine(_of_others(cases, user).exclude(pk=skip), user)
    return list(cases.select_related(None).only("pk", "bucket").order_by("due_at", "id")[:CANDIDATES])


def _of_others(cases, user):
    """Without one's own requests, under whatever account they were sent."""
    own = conflicts.of(user)
    mine = Q(applicant__nik_hash__in=own.hashes) | Q(applicant__phone__in=own.phones)
    return cases.exclude(applicant__user=user).exclude(mine)
