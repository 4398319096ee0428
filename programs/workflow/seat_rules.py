"""Publishing the rules by which seats are given, and which version a batch keeps."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import log
from cases.rules import Refused
from programs.models import Batch, SeatRules, SeatRulesVersion


@transaction.atomic
def publish(rules: SeatRules, *, by, at: dt.datetime | None = None) -> SeatRulesVersion:
    """Make the draft a version. Batches that somebody has registered for keep theirs; the others take the new one.

    An unchanged draft is not published again. Refused when shares give away more than there is, or share a name.
    """
    at = at or timezone.now()
    rules = SeatRules.objects.select_for_update().get(pk=rules.pk)
    content, last = rules.frozen(), rules.current
    if reasons := refusals(content):
        raise Refused(reasons)
    if last and last.content == content:
        return last
    number = (rules.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = SeatRulesVersion.objects.create(
        rules=rules, number=number, content=content, published_at=at, published_by=by
    )
    log.record("programs.seatrules.publish", rules, by=by, at=at, body={"number": number})
    for batch in Batch.objects.filter(program_page__seat_rules=rules, applicants=0).order_by("pk"):
        fix(batch)
    return version


def refusals(content: dict) -> list[str]:
    """Why a draft cannot be published, in words."""
    shares = content["shares"]
    keys = [share["key"] for share in shares]
    reasons = []
    if sum(share["percent"] for share in shares) > 100:
        reasons.append(_("The shares together are more than 100 percent of the seats."))
    if len(set(keys)) < len(keys):
        reasons.append(_("Two shares have the same English name."))
    return reasons


def fix(batch: Batch) -> None:
    """Give a batch the version in force of its programme's rules, as long as nobody has registered."""
    rules = batch.program_page.seat_rules
    version = rules.current if rules else None
    free = Batch.objects.filter(pk=batch.pk, applicants=0, enrolments=None)
    if free.update(seat_rules=version):
        batch.seat_rules = version
