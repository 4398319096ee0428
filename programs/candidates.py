"""People of a batch as the rules see them: rows in, candidates out, with a number of statements that does not grow."""

from collections.abc import Iterable

from cases import scoring
from cases.enums import Bucket, CaseState
from programs.enums import EnrolmentState, Tie, Verdict
from programs.models import Batch, Enrolment
from programs.ranking import PLAIN, Candidate, Rules, Share, TieRule

TAKEN = (EnrolmentState.HELD, EnrolmentState.SEATED, EnrolmentState.FINISHED)
WITHOUT_SEAT = (EnrolmentState.WAITING, EnrolmentState.RESERVE)


def rules_of(batch: Batch) -> Rules:
    """The rules a batch keeps since its first registration; without any, the score and the time decide alone."""
    return read(batch.seat_rules.content) if batch.seat_rules_id else PLAIN


def read(content: dict) -> Rules:
    """Rules as they stand in a version or a draft."""
    return Rules(
        residents_first=content.get("residents_first", False),
        ties=tuple(TieRule(Tie(each["kind"]), **_named(each, "criterion")) for each in content.get("ties", ())),
        shares=tuple(
            Share(percent=each["percent"], **_named(each, "key", "question", "answer"))
            for each in content.get("shares", ())
        ),
    )


def _named(item: dict, *names: str) -> dict[str, str]:
    return {name: item.get(name, "") for name in (*names, "label_id", "label_en")}


def groups_of(answers: dict, rules: Rules) -> frozenset[str]:
    """The shares a person belongs to by their answers; documents that prove it are checked before anybody is ranked."""
    return frozenset(share.key for share in rules.shares if _says(answers.get(share.question), share.answer))


def _says(given, wanted: str) -> bool:
    answers = given if isinstance(given, list) else [given]
    return wanted.strip().casefold() in {str(answer).casefold() for answer in answers if answer not in (None, "")}


def with_answers(enrolments, rules: Rules):
    """Enrolments with what the rules need: the person, and the encrypted answers only where a share asks for them."""
    found = enrolments.select_related("applicant", "registration")
    return found if rules.shares else found.defer("registration__answers", "registration__definition")


def groups(enrolment: Enrolment, rules: Rules) -> frozenset[str]:
    if not rules.shares or enrolment.registration_id is None:
        return frozenset()
    return groups_of(enrolment.registration.answers or {}, rules)


def undecided(batch: Batch):
    """Who waits for the decision of a batch by score: at the deciding stage, and nothing decided yet."""
    found = Enrolment.objects.filter(batch=batch, state=EnrolmentState.WAITING)
    return found.filter(
        registration__state=CaseState.IN_REVIEW,
        registration__bucket=Bucket.OFFICE,
        registration__stage__is_decision=True,
    )


def not_ready(batch: Batch) -> int:
    """How many are still being checked, scored or corrected and are in no ranking yet."""
    waiting = Enrolment.objects.filter(batch=batch, registration__state=CaseState.IN_REVIEW)
    waiting = waiting.filter(state=EnrolmentState.WAITING)
    return waiting.exclude(registration__bucket=Bucket.HELD).count() - undecided(batch).count()


def candidates(
    people: Iterable[Enrolment], rules: Rules, scored: dict[int, list], wishes: dict[int, str] | None = None
) -> list[Candidate]:
    """Candidates for the ranking; `scored` has the results by case, `wishes` the head's changes by enrolment."""
    wishes = wishes or {}
    return [_candidate(each, rules, scored.get(each.registration_id, []), wishes.get(each.pk)) for each in people]


def _candidate(enrolment: Enrolment, rules: Rules, results: list[scoring.Result], wish: str | None) -> Candidate:
    return Candidate(
        pk=enrolment.pk,
        queued_at=enrolment.queued_at,
        total=scoring.total(results),
        criteria={each.key: scoring.percent(each) for each in results},
        is_resident=enrolment.applicant.ktp_is_local,
        groups=groups(enrolment, rules),
        wish=Verdict(wish) if wish else None,
    )
