"""Why somebody stands where they stand, in the applicant's words: the rules that made a difference, and no others."""

import datetime as dt

from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cases.models import Case, Decision
from cases.services import Section
from core.formats import full_date, moment
from programs import candidates, facts, queries
from programs.enums import EnrolmentState, Mode, Tie
from programs.models import Batch, Enrolment, Ranking
from programs.ranking import Rules, Share

SLUG = "pelatihan"


def told_ranking(enrolment: Enrolment) -> Ranking | None:
    """The place of a person in the ranking, once the decision on it is released."""
    ranking = Ranking.objects.filter(enrolment=enrolment).select_related("enrolment").first()
    return ranking if ranking and is_told(ranking) else None


def is_told(ranking: Ranking) -> bool:
    """Whether a decision made after the list was fixed has been released."""
    case = ranking.enrolment.registration_id
    return Decision.objects.filter(case=case, at__gte=ranking.at).exclude(released_at=None).exists()


def lines(ranking: Ranking) -> list[str]:
    """One sentence for the place and one for each rule that made a difference to it."""
    words = {"place": ranking.place, "all": ranking.of, "total": floatformat(ranking.total, -2)}
    first = _("Rank %(place)s of %(all)s: score %(total)s.") % words
    return [first, *effect_lines(ranking.effects)]


def effect_lines(effects: list[dict], *, reason: str = "") -> list[str]:
    """The rules that made a difference, one sentence each; `reason` is the head's, where it is not frozen yet."""
    return [_sentence({"reason": reason} | effect) for effect in effects]


def public_lines(ranking: Ranking) -> list[str]:
    """The same for somebody who has only the number and the birth date: no score, no group, no reason."""
    first = _("Rank %(place)s of %(all)s.") % {"place": ranking.place, "all": ranking.of}
    own = [_sentence(effect) for effect in ranking.effects if effect["key"] in ("residents", "tie")]
    return [first, *own]


def _sentence(effect: dict) -> str:
    return SENTENCES[effect["key"]](effect)


def _residents(effect: dict) -> str:
    words = _("Residents of the city come first; without this rule it would be rank %(place)s.")
    return words % {"place": effect["otherwise"]}


def _tie(effect: dict) -> str:
    words = ngettext(
        "%(count)s other person has the same score; what decides: %(ties)s.",
        "%(count)s other people have the same score; what decides: %(ties)s.",
        effect["equals"],
    )
    return words % {"count": effect["equals"], "ties": ", ".join(tie_words(tie) for tie in effect["by"])}


def tie_words(tie: dict) -> str:
    """One tie in the reader's language."""
    if tie["kind"] == Tie.CRITERION:
        return _("a higher score in %(criterion)s") % {"criterion": label(tie)}
    return str({Tie.RESIDENT: _("residents of the city first"), Tie.EARLIER: _("who registered earlier")}[tie["kind"]])


def label(item: dict) -> str:
    return item["label_en"] if get_language() == "en" else item["label_id"]


def _share(effect: dict) -> str:
    return _("The seat comes from the share for: %(group)s.") % {"group": label(effect)}


def _kept(effect: dict) -> str:
    return ngettext(
        "%(count)s seat went to a reserved share; without it there would have been a seat for this rank.",
        "%(count)s seats went to reserved shares; without them there would have been a seat for this rank.",
        effect["seats"],
    ) % {"count": effect["seats"]}


def _changed(effect: dict) -> str:
    return _("The head of the office changed the list here. Reason: %(reason)s") % {"reason": effect.get("reason", "")}


def _others_changed(effect: dict) -> str:
    return _("The head of the office changed the list for somebody else, with a reason that is kept in the log.")


SENTENCES = {
    "residents": _residents,
    "tie": _tie,
    "share": _share,
    "kept": _kept,
    "changed": _changed,
    "others_changed": _others_changed,
}


# First come, first served


def line_of(enrolment: Enrolment, at: dt.datetime) -> list[str]:
    """Where somebody stands in a line and by which rules; nothing where the batch has none."""
    batch = enrolment.batch
    own = candidates.rules_of(batch)
    if batch.mode != Mode.ORDER or enrolment.told_state != EnrolmentState.RESERVE or not batch.seat_rules_id:
        return []
    words = {"place": queries.position(enrolment), "moment": moment(enrolment.queued_at)}
    told = [_("Number %(place)s in line; registered on %(moment)s.") % words]
    if own.residents_first:
        told.append(_residents_in_line(enrolment, batch, at))
    return told + ([_kept_seats(batch)] if own.shares and at < batch.closes_at else [])


def _residents_in_line(enrolment: Enrolment, batch: Batch, at: dt.datetime) -> str:
    if not enrolment.turn:
        return _("Residents of the city come first: you stand before everybody who is not one.")
    if at >= batch.closes_at:
        return _("Residents of the city come first: you stand behind them.")
    return _("Residents of the city come first. Seats that are left on %(date)s go to everybody in line.") % {
        "date": full_date(batch.closes_at)
    }


def _kept_seats(batch: Batch) -> str:
    words = _("Seats of the reserved shares are kept until %(date)s; what is left then goes to everybody in line.")
    return words % {"date": full_date(batch.closes_at)}


# The rules themselves, for readers of the batch page


def rules_in_words(batch: Batch) -> list[str]:
    """How the seats of a batch are given, one sentence for each rule; nothing where it has none."""
    if not batch.seat_rules_id:
        return []
    mode, content = Mode(batch.mode), batch.seat_rules.content
    return [*_order_words(mode, content), *_share_words(batch, candidates.read(content))]


def _order_words(mode: Mode, content: dict) -> list[str]:
    told = [_("Residents of the city come first.")] if content.get("residents_first") else []
    if mode == Mode.SCORE:
        told.append(_("Then the higher score.") if told else _("The higher score comes first."))
        return [*told, _ties_line(content)]
    return [*told, _("Then who registered first.") if told else _("Who registers first comes first.")]


def _ties_line(content: dict) -> str:
    ties = [*content.get("ties", ()), {"kind": Tie.EARLIER.value}]
    return _("With the same score: %(ties)s.") % {"ties": ", ".join(dict.fromkeys(tie_words(tie) for tie in ties))}


def content_in_words(content: dict) -> list[str]:
    """A version or a draft for the office: the same sentences, with shares in percent."""
    told = [_("Residents of the city come first.")] if content.get("residents_first") else []
    shares = [
        _("%(percent)s percent of the seats for: %(group)s (question “%(question)s”, answer “%(answer)s”).")
        % (share | {"group": label(share)})
        for share in content.get("shares", ())
    ]
    return [*told, _ties_line(content), *shares]


def _share_words(batch: Batch, own: Rules) -> list[str]:
    sizes = own.sizes(batch.capacity)
    told = [_share_line(share, sizes[share.key]) for share in own.shares if sizes[share.key]]
    return [*told, _("Seats of a share that nobody takes go to everybody.")] if told else []


def _share_line(share: Share, seats: int) -> str:
    words = ngettext("At least %(count)s seat for: %(group)s.", "At least %(count)s seats for: %(group)s.", seats)
    return words % {"count": seats, "group": share.label_en if get_language() == "en" else share.label_id}


# Parts of pages


def sections(case: Case) -> list[Section]:
    """Why a case stands where it stands: for its owner once it is told, for colleagues as soon as the list is fixed."""
    if case.service != SLUG:
        return []
    enrolment = facts.enrolment_of(case)
    if enrolment is None:
        return []
    if enrolment.batch.mode == Mode.SCORE:
        return _ranking_section(enrolment)
    told = line_of(enrolment, timezone.now())
    return [_section(_("Your number in line"), told, "all")] if told else []


def _ranking_section(enrolment: Enrolment) -> list[Section]:
    ranking = Ranking.objects.filter(enrolment=enrolment).select_related("enrolment").first()
    if ranking is None:
        return []
    return [_section(_("Ranking"), lines(ranking), "all" if is_told(ranking) else "staff")]


def _section(title: str, told: list[str], audience: str) -> Section:
    return Section(title, "programs/sections/ranking.html", {"lines": told}, audience)


def status_lines(case: Case) -> list[str]:
    """What anybody with the number and the birth date reads of the rank, once it is told."""
    enrolment = facts.enrolment_of(case) if case.service == SLUG else None
    if enrolment is None:
        return []
    if enrolment.batch.mode == Mode.ORDER:
        return line_of(enrolment, timezone.now())
    ranking = told_ranking(enrolment)
    return public_lines(ranking) if ranking else []
