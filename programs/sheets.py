"""The attendance list: rows of a screen, and the same list on paper (templates/print/attendance_sheet.typ)."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import letterhead, printing
from core.formats import number, time_of_day
from core.links import absolute
from core.models import OfficeSettings
from programs import queries
from programs.enums import AttendanceStatus
from programs.hours import Standing
from programs.models import Attendance, Batch, Enrolment, Session
from programs.workflow import Mark, meetings

WIDE = 20  # people on a sheet that is printed across
ACROSS, DOWN = 12, 8  # sessions on one sheet


@dataclass
class Row:
    """One person on the screen of a session."""

    number: int
    person: Enrolment
    mark: Attendance | Mark | None
    standing: Standing

    @property
    def name(self) -> str:
        return self.person.applicant.name

    @property
    def tone(self) -> str:
        return "bad" if self.standing.is_below else "warn" if self.standing.is_close else ""

    @property
    def hours(self) -> str:
        return f"{number(self.standing.attended.normalize())} / {number(self.standing.held.normalize())} JP"

    @property
    def warning(self) -> str:
        if self.standing.is_below:
            return _("Below %(threshold)s percent: the condition to pass can no longer be met.") % {
                "threshold": self.standing.threshold
            }
        if self.standing.is_close:
            left = number(self.standing.still_missable.normalize())
            return _("Can still miss %(jp)s JP.") % {"jp": left}
        return ""


@dataclass
class Part:
    """The people of one batch on a screen: of one session, or of several that are held as one meeting."""

    session: Session
    rows: list[Row]
    jp: int


def parts(sessions: list[Session], typed: dict[int, Mark] | None = None) -> list[Part]:
    """One list for each batch of a meeting; who has several sessions in it has one row and one mark."""
    found: list[Part] = []
    by_batch: dict[int, list[Session]] = {}
    for session in sessions:
        by_batch.setdefault(session.batch_id, []).append(session)
    for same in by_batch.values():
        listed = rows(same[0], typed)
        for row in listed:
            row.mark = (typed or {}).get(row.person.pk) or _whole_mark(row, same)
        found.append(Part(same[0], listed, sum(session.jp for session in same)))
    return found


def _whole_mark(row: Row, same: list[Session]) -> Attendance | Mark | None:
    """Minutes late stand in the first session, and what is more in the next one: the screen shows them together."""
    if row.mark is None or len(same) == 1:
        return row.mark
    others = Attendance.objects.filter(enrolment=row.person, session__in=same[1:])
    return Mark(row.mark.status, row.mark.minutes_late + sum(others.values_list("minutes_late", flat=True)))


def rows(session: Session, typed: dict[int, Mark] | None = None) -> list[Row]:
    """Everybody of the batch with today's mark (what was typed wins) and where each stands without this session."""
    people = list(queries.listed(session))
    marks = queries.marks_by_person(session.batch, people)
    stand = queries.standings(session.batch, list(session.batch.sessions.all()), people, marks)
    typed = typed or {}
    return [
        Row(count, person, typed.get(person.pk) or marks[person.pk].get(session.pk), stand[person.pk])
        for count, person in enumerate(people, 1)
    ]


def read(post, people_ids: list[int]) -> dict[int, Mark]:
    """The marks somebody posted; who has none is left out, a number that is none counts as not late."""
    marks = {}
    for pk in people_ids:
        status, minutes = post.get(f"m{pk}", ""), post.get(f"l{pk}", "").strip()
        if status in AttendanceStatus.values:
            marks[pk] = Mark(status, int(minutes) if minutes.isascii() and minutes.isdecimal() else 0)
    return marks


def place_in_row(session: Session) -> tuple[int, int]:
    """Which meeting of how many, cancelled ones left out."""
    keys = list(session.batch.sessions.taking_place().values_list("pk", flat=True))
    return (keys.index(session.pk) + 1 if session.pk in keys else 0), len(keys)


# Paper.


def session_pdf(session: Session) -> bytes:
    """The list of a session; held together with others, everybody of all of them stands on it."""
    whole = meetings.together(session)
    count, total = place_in_row(session)
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    data = _paper("session", session.batch, []) | _people_of(whole)
    data["batch"]["name"] = " + ".join(dict.fromkeys(_name(each.batch) for each in whole))
    data |= {
        "session": {
            "number": count,
            "of": total,
            "date": starts.date().isoformat(),
            "start": _time(starts),
            "end": _time(ends),
            "jp": sum(each.jp for each in whole if each.batch_id == session.batch_id),
            "place": session.room.name if session.room_id else _place(session.batch),
            "trainer": session.trainer.name if session.trainer_id else "",
            "code": f"HDR-{session.batch.code}-{count:02d}".upper(),
            "url": absolute(reverse("attendance:sheet", args=[session.pk])),
        }
    }
    return printing.render("attendance_sheet.typ", data, timestamp=session.starts_at)


def _people_of(whole: list[Session]) -> dict:
    """Each batch after the other; with more than one, the batch stands beside each number."""
    first = {each.batch_id: each for each in reversed(whole)}
    people = []
    for batch_id in dict.fromkeys(each.batch_id for each in whole):
        batch = first[batch_id].batch
        label = f"Angkatan {batch.number}" if len(first) > 1 else ""
        people += [_person(person, label) for person in queries.listed(first[batch_id])]
    return {"people": people}


def _person(person: Enrolment, label: str = "") -> dict:
    number = person.registration.number if person.registration_id else ""
    return {"name": person.applicant.name, "number": " · ".join(part for part in (number, label) if part)}


def _name(batch: Batch) -> str:
    return f"Angkatan {batch.number} Tahun {batch.starts_on.year}"


def batch_pdf(batch: Batch) -> bytes:
    """Every session of a batch on as many sheets as it takes."""
    sessions = list(batch.sessions.taking_place())
    data = _paper("batch", batch, queries.participants(batch))
    per = ACROSS if len(data["people"]) <= WIDE else DOWN
    data["sessions"] = [
        {"number": count, "date": timezone.localtime(session.starts_at).date().isoformat()}
        for count, session in enumerate(sessions, 1)
    ]
    data["pages"] = [_sheet(batch, count, group) for count, group in enumerate(_groups(sessions, per), 1)]
    moment = timezone.make_aware(dt.datetime.combine(batch.starts_on, dt.time()))
    return printing.render("attendance_sheet.typ", data, timestamp=moment)


def _groups(sessions: list, per: int) -> list[list]:
    return [sessions[start : start + per] for start in range(0, len(sessions), per)]


def _sheet(batch: Batch, count: int, sessions: list) -> dict:
    url = absolute(reverse("attendance:sheet", args=[sessions[0].pk]))
    return {"code": f"HDR-{batch.code}-L{count}".upper(), "url": url}


def _paper(kind: str, batch: Batch, people) -> dict:
    return {
        "kind": kind,
        "office": letterhead.paper(),
        "batch": {
            "title": batch.title,
            "name": _name(batch),
            "start": batch.starts_on.isoformat(),
            "end": batch.ends_on.isoformat(),
            "place": _place(batch),
        },
        "people": [_person(person) for person in people],
    }


def _place(batch: Batch) -> str:
    return batch.room.name if batch.room_id else OfficeSettings.load().city


def _time(moment: dt.datetime) -> str:
    return time_of_day(moment)
