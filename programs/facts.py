"""What pages and messages say of a registration: facts for the desk, the next step with its date, placeholders."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.enums import CaseState
from cases.models import Case
from cases.services import Fact, Requirement, Section
from core import workdays
from core.formats import clock, date_range, full_date, plain_date, time_of_day
from core.models import OfficeSettings
from programs import eligibility, queries
from programs.enums import CertificateKind, EnrolmentState
from programs.models import Batch, Enrolment, Session


def enrolment_of(case: Case) -> Enrolment | None:
    """The place in the batch; remembered on a case that is only shown (cases.services.only_read)."""
    if hasattr(case, "seen_enrolment"):
        return case.seen_enrolment
    found = _enrolment_of(case)
    if getattr(case, "is_only_read", False):
        case.seen_enrolment = found
    return found


def _enrolment_of(case: Case) -> Enrolment | None:
    related = ("batch", "batch__room", "batch__program_page__locale", "applicant__village__district")
    return Enrolment.objects.select_related(*related).filter(registration_id=case.pk).first()


# The desk.


def facts(case: Case) -> list[Fact]:
    """The person as documents prove them, then the batch and the place."""
    enrolment = enrolment_of(case)
    if enrolment is None:
        return _person(case.applicant)
    return [*_person(case.applicant), *_batch(enrolment.batch), _place(enrolment)]


def _person(applicant) -> list[Fact]:
    birth = f"{applicant.birth_place}, {plain_date(applicant.birth_date)}"
    school = ", ".join(str(part) for part in (applicant.school, applicant.major, applicant.graduation_year) if part)
    village = f"{applicant.address}, {applicant.village}" if applicant.village_id else applicant.address
    lines = [
        Fact(_("Name"), applicant.name, "ktp"),
        Fact(_("NIK"), applicant.masked_nik, "ktp", is_secret=True),
        Fact(_("Born"), birth, "ktp"),
        Fact(_("Sex"), applicant.get_sex_display(), "ktp"),
        Fact(_("Address"), village, "ktp" if applicant.ktp_is_local else "domicile_letter"),
        Fact(_("Education"), applicant.get_education_display(), "diploma"),
        Fact(_("School"), school, "diploma"),
        Fact(_("Work"), applicant.get_employment_display()),
    ]
    return [line for line in lines if line.value]


def _batch(batch: Batch) -> list[Fact]:
    return [
        Fact(_("Batch"), batch.label),
        Fact(_("Training"), date_range(batch.starts_on, batch.ends_on)),
        Fact(_("Seats of the batch"), _("%(free)s free of %(all)s") % {"free": batch.free, "all": batch.capacity}),
    ]


def _place(enrolment: Enrolment) -> Fact:
    if enrolment.told_state == EnrolmentState.RESERVE:
        return Fact(_("Seat"), _("Reserve number %(rank)s") % {"rank": queries.position(enrolment)})
    return Fact(_("Seat"), str(EnrolmentState(enrolment.state).label))


def requirements(case: Case) -> list[Requirement]:
    """The rules of the programme, answered for this person in the words of the wizard."""
    enrolment = enrolment_of(case)
    if enrolment is None:
        return []
    person = eligibility.person_of(enrolment.applicant, enrolment.batch)
    return [_requirement(answer) for answer in eligibility.check(enrolment.batch, person)]


def _requirement(answer: eligibility.Answer) -> Requirement:
    return Requirement(answer.label, answer.is_met, "" if answer.is_met else answer.text)


def sections(case: Case) -> list[Section]:
    """Schedule for who has a seat; attendance and result once there are any."""
    enrolment = enrolment_of(case)
    if enrolment is None or enrolment.state not in (EnrolmentState.SEATED, EnrolmentState.FINISHED):
        return []
    return [Section(_("Attendance"), "programs/sections/attendance.html", queries.attendance_of(enrolment))]


# The applicant.


def next_step(case: Case, at: dt.datetime) -> str:
    """What happens next and by when, in words."""
    enrolment = enrolment_of(case)
    says = NEXT.get(CaseState(case.state))
    return says(case, enrolment, at) if says and enrolment else ""


def _next_in_review(case: Case, enrolment: Enrolment, at: dt.datetime) -> str:
    if case.due_at is None:
        return ""
    told = _("You will hear from us by %(date)s.") % {"date": full_date(case.due_at)}
    if enrolment.told_state == EnrolmentState.RESERVE:
        rank = _("You are number %(rank)s on the reserve list.") % {"rank": queries.position(enrolment)}
        return f"{rank} {told}"
    return f"{_('We hold a seat for you meanwhile.')} {told}" if enrolment.told_state == EnrolmentState.HELD else told


def _next_reserve(case: Case, enrolment: Enrolment, at: dt.datetime) -> str:
    words = {"rank": queries.position(enrolment), "date": full_date(final_answer(enrolment.batch))}
    return _("You are number %(rank)s in line. You get a final answer by %(date)s.") % words


def _next_offered(case: Case, enrolment: Enrolment, at: dt.datetime) -> str:
    offer = enrolment.open_offer
    if offer is None:
        return ""
    until = {"date": full_date(offer.expires_at), "time": clock(offer.expires_at)}
    return _("Confirm by %(date)s, %(time)s; after that the seat goes to the reserve list.") % until


def _next_accepted(case: Case, enrolment: Enrolment, at: dt.datetime) -> str:
    session = next_session(enrolment.batch, at)
    if session is None:
        return _result_by(enrolment.batch, at)
    words = {"date": full_date(session.starts_at), "time": clock(session.starts_at), "place": place(session)}
    return _("Next session: %(date)s, %(time)s, %(place)s.") % words


def _result_by(batch: Batch, at: dt.datetime) -> str:
    """The date of the result; when it has passed, that is said, not hidden."""
    day = result_by(batch)
    if day < timezone.localdate(at):
        words = _("Your result was due on %(date)s. We are late; this is not your fault. Ask an officer.")
    else:
        words = _("Your result appears in your account by %(date)s.")
    return words % {"date": full_date(day)}


def _next_completed(case: Case, enrolment: Enrolment, at: dt.datetime) -> str:
    """The certificate, by its date; when that has passed, it is said. Who has it already is told so by its app."""
    if enrolment.batch.program_page.certificate_kind == CertificateKind.NONE:
        return _("You have passed. There is no certificate for this training.")
    day = workdays.add_working_days(timezone.localdate(case.closed_at or at), OfficeSettings.load().days_certificate)
    if day < timezone.localdate(at):
        words = _("Your certificate was due on %(date)s. We are late; this is not your fault. Ask an officer.")
    else:
        words = _("Your certificate is issued by %(date)s.")
    return words % {"date": full_date(day)}


def _next_expired(case: Case, enrolment: Enrolment, at: dt.datetime) -> str:
    return _("If something kept you from answering, contact us by %(date)s.") % {
        "date": full_date(contact_by(case, at))
    }


def _next_cancelled(case: Case, enrolment: Enrolment, at: dt.datetime) -> str:
    """No date is left to wait for: the person may go elsewhere at once."""
    reason = enrolment.batch.why_cancelled
    gone = _("This batch will not take place: %(reason)s") % {"reason": reason} if reason else ""
    return f"{gone} {_('You may register for another batch now.')}".strip()


NEXT = {
    CaseState.IN_REVIEW: _next_in_review,
    CaseState.RESERVE: _next_reserve,
    CaseState.OFFERED: _next_offered,
    CaseState.ACCEPTED: _next_accepted,
    CaseState.COMPLETED: _next_completed,
    CaseState.EXPIRED: _next_expired,
    CaseState.CANCELLED: _next_cancelled,
}


# Dates that several texts promise.


def final_answer(batch: Batch) -> dt.date:
    """Who still waits on the first day hears no later than that day."""
    return batch.starts_on


def result_by(batch: Batch) -> dt.date:
    return workdays.add_working_days(batch.ends_on, OfficeSettings.load().days_certificate)


def give_up_by(batch: Batch) -> dt.date:
    """Two working days before the start somebody else can still use a seat."""
    day, left = batch.starts_on, 2
    while left:
        day -= dt.timedelta(days=1)
        left -= workdays.working_days_between(day - dt.timedelta(days=1), day)
    return day


def say_no_by(batch: Batch, at: dt.datetime) -> dt.date:
    """Until when somebody can say that changed dates do not suit: the day to give up a seat, or today if it is late."""
    return max(give_up_by(batch), timezone.localdate(at))


def after_a_move(enrolment: Enrolment, at: dt.datetime) -> dict:
    """What a person needs to know of the batch as it is now: when and where, what is kept, until when to say no."""
    batch = enrolment.batch
    return when_and_where(batch, at) | {"kept": kept(enrolment), "date": full_date(say_no_by(batch, at))}


def when_and_where(batch: Batch, at: dt.datetime) -> dict:
    session = next_session(batch, at)
    if session is None:
        room = batch.room.name if batch.room_id else _("the place on the batch page")
        return {"start_date": full_date(batch.starts_on), "time": "08.00", "place": room}
    return {"start_date": full_date(session.starts_at), "time": bare_clock(session.starts_at), "place": place(session)}


def kept(enrolment: Enrolment) -> str:
    """What the person keeps, as far as it was told."""
    offer = enrolment.open_offer
    if offer:
        return _("We hold a seat for you; confirm it by %(date)s.") % {"date": full_date(offer.expires_at)}
    if enrolment.told_state == EnrolmentState.RESERVE:
        return _("You are number %(rank)s on the reserve list.") % {"rank": queries.position(enrolment)}
    return {
        EnrolmentState.SEATED: _("You keep your seat."),
        EnrolmentState.HELD: _("We hold a seat for you meanwhile."),
    }.get(enrolment.told_state, _("We go on checking your registration."))


def contact_by(case: Case, at: dt.datetime) -> dt.datetime:
    return workdays.deadline(case.closed_at or at, OfficeSettings.load().days_confirm)


def next_session(batch: Batch, at: dt.datetime) -> Session | None:
    return batch.sessions.taking_place().filter(ends_at__gt=at).select_related("room", "batch__room").first()


def place(session: Session) -> str:
    room = session.room or session.batch.room
    return room.name if room else _("the place on the batch page")


# Placeholders of messages (core/data/messages.json), worded in the active language.


def answer_by(case: Case, at: dt.datetime) -> dt.datetime | None:
    """Until when the offered seat can be taken."""
    enrolment = enrolment_of(case) if case.state == CaseState.OFFERED else None
    return enrolment.open_offer.expires_at if enrolment and enrolment.open_offer else None


def message_facts(case: Case, at: dt.datetime) -> dict:
    """The facts a message of this state speaks of; `batch` and `program` always."""
    enrolment = enrolment_of(case)
    if enrolment is None:
        return {}
    batch = enrolment.batch
    always = {"batch": batch.label, "program": program(batch), "reserve_size": batch.reserve_size}
    always |= eligibility.limits(batch) | {"next_date": plain_date(dt.date(batch.starts_on.year + 1, 1, 1))}
    always |= {"days": OfficeSettings.load().days_confirm} if case.state == CaseState.RESERVE else {}
    says = FACTS.get(CaseState(case.state))
    return always | (says(case, enrolment, at) if says else {})


def closes_on(case: Case) -> dt.date:
    """The last day of registration for the batch of a case."""
    return timezone.localdate(case.registration.batch.closes_at)


def program(batch: Batch) -> str:
    from django.utils.translation import get_language

    return (get_language() == "en" and batch.title_en) or batch.title


def first_session(batch: Batch) -> Session | None:
    return batch.sessions.taking_place().select_related("room", "batch__room").first()


def _first_day(batch: Batch) -> dict:
    first = batch.first_session if hasattr(batch, "first_session") else first_session(batch)
    room = batch.room.name if batch.room_id else _("the place on the batch page")
    if first is None:
        return {"date": full_date(batch.starts_on), "time": "08.00", "place": room}
    return {"date": full_date(first.starts_at), "time": bare_clock(first.starts_at), "place": place(first)}


def bare_clock(value) -> str:
    """The time of day for texts that say WIB themselves."""
    return time_of_day(value)


def _accepted_facts(case: Case, enrolment: Enrolment, at: dt.datetime) -> dict:
    batch = enrolment.batch
    return _first_day(batch) | {"percent": batch.threshold, "due_date": full_date(give_up_by(batch))}


def _reserve_facts(case: Case, enrolment: Enrolment, at: dt.datetime) -> dict:
    rank = getattr(enrolment, "seen_position", None) or queries.position(enrolment)
    return {"rank": rank, "date": full_date(final_answer(enrolment.batch))}


def _offer_facts(case: Case, enrolment: Enrolment, at: dt.datetime) -> dict:
    offer = getattr(enrolment, "seen_offer", None) or enrolment.open_offer
    until = {"date": full_date(offer.expires_at), "time": bare_clock(offer.expires_at)} if offer else {}
    facts = _first_day(enrolment.batch) | _next_day(enrolment.batch, at) | until
    return facts | {"start_date": full_date(enrolment.batch.starts_on)}


def _next_day(batch: Batch, at: dt.datetime) -> dict:
    """Of a training that has begun, the next session to begin: who takes over a seat comes then."""
    ahead = batch.sessions.taking_place().filter(starts_at__gt=at).select_related("room", "batch__room")
    session = ahead.first() if timezone.localdate(at) >= batch.starts_on else None
    if session is None:
        return {"next_day": full_date(batch.starts_on)}
    return {"next_day": full_date(session.starts_at), "place": place(session)}


def _expired_facts(case: Case, enrolment: Enrolment, at: dt.datetime) -> dict:
    offer = enrolment.offers.first()
    ended = offer.expires_at if offer else at
    return {"due_date": full_date(ended), "date": full_date(contact_by(case, at))}


def _withdrawn_facts(case: Case, enrolment: Enrolment, at: dt.datetime) -> dict:
    return {"date": full_date(enrolment.batch.closes_at), "due_date": full_date(contact_by(case, at))}


FACTS = {
    CaseState.ACCEPTED: _accepted_facts,
    CaseState.RESERVE: _reserve_facts,
    CaseState.OFFERED: _offer_facts,
    CaseState.EXPIRED: _expired_facts,
    CaseState.WITHDRAWN: _withdrawn_facts,
}
