"""The schedule as a page, and as calendar files that programs read again by themselves."""

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from core.links import absolute
from core.pagecache import public
from programs import calendar, catalogue, schedule, timetable
from programs.models import Batch

MOST_EVENTS = 250  # sessions, and as many windows, that a calendar of many batches holds
MOST_OF_BATCH = 2000
BACK, AHEAD = dt.timedelta(days=7), dt.timedelta(days=90)  # what a calendar of many programmes reaches
CONTENT_TYPE = "text/calendar; charset=utf-8"


@public
@require_safe
def page(request):
    """All sessions and registration windows, as a list or as a month."""
    today = timezone.localdate()
    return render(request, "programs/schedule.html", schedule.context(request, timetable.clean(request.GET), today))


@public
@require_safe
@conditional_page
def feed(request):
    """The next months of the schedule, or what the filters leave of them. It follows many, so it rings for none."""
    values, today = timetable.clean(request.GET), timezone.localdate()
    reach = timetable.bounds(today) if values["program"] else (today - BACK, today + AHEAD)
    return answer(calendar.text(_name(values), _events(request, values, reach), about=_about(values)), "jadwal")


@public
@require_safe
@conditional_page
def program_feed(request, code):
    """Every batch of one programme."""
    values = timetable.clean({"program": code})
    if not (first := timetable.batches(values).first()):
        raise Http404
    events = _events(request, values, timetable.bounds(timezone.localdate()), alarm=True)
    return answer(calendar.text(catalogue.title(first), events), code)


@public
@require_safe
@conditional_page
def batch_feed(request, code):
    """One batch, to follow."""
    batch = _batch(code)
    return answer(calendar.text(calendar.short(batch), _batch_events(request, batch)), code)


@public
@require_safe
@conditional_page
def batch_file(request, code):
    """One batch, to add once; the file of a batch that is called off takes its events out again."""
    batch = _batch(code)
    events = _batch_events(request, batch)
    content = calendar.text(calendar.short(batch), events, method=calendar.method_of(events))
    return answer(content, code, is_attachment=True)


def answer(content: bytes, name: str, *, is_attachment: bool = False) -> HttpResponse:
    kind = "attachment" if is_attachment else "inline"
    headers = {"Content-Disposition": f'{kind}; filename="{name}.ics"'}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)


def _name(values: dict) -> str:
    """What a calendar program calls the feed: the words of its filters."""
    kind = [words() for key, words in catalogue.KIND_WORDS.items() if key == values["jenis"]]
    return ", ".join([_("Training schedule"), *kind, *([values["bidang"]] if values["bidang"] else [])])


def _batch(code: str) -> Batch:
    return get_object_or_404(Batch.objects.listed().select_related("room"), code=code)


def _about(values: dict) -> str:
    """How far a calendar of many programmes reaches, told to whoever opens it."""
    if values["program"]:
        return ""
    words = _("The next %(days)s days, at most %(count)s of each kind. Follow one programme to have all of it.")
    return words % {"days": AHEAD.days, "count": MOST_EVENTS}


def _events(request, values: dict, reach: tuple[dt.date, dt.date], *, alarm: bool = False) -> list:
    """What happens on these days, the nearest first where it is too much, in a fixed number of statements."""
    start, end = timetable.limits(*reach)
    windows = timetable.windows_of(values).filter(closes_at__gte=start, opens_at__lt=end).order_by("closes_at", "pk")
    meetings = timetable.meetings_of(values).filter(starts_at__gte=start, starts_at__lt=end)
    shown = list(windows.select_related("room")[:MOST_EVENTS])
    meetings = meetings.select_related("room", "batch__room").order_by("starts_at", "pk")
    return _written(request, shown, list(meetings[:MOST_EVENTS]), alarm)


def _batch_events(request, batch: Batch) -> list:
    meetings = list(batch.sessions.select_related("room").order_by("starts_at", "pk")[:MOST_OF_BATCH])
    for meeting in meetings:
        meeting.batch = batch
    return _written(request, [batch], meetings, True)


def _written(request, windows: list, meetings: list, alarm: bool) -> list:
    batches = {batch.pk: batch for batch in [*windows, *(meeting.batch for meeting in meetings)]}
    urls = {key: _absolute(url) for key, url in catalogue.addresses(batches.values(), request).items()}
    home = absolute("/")
    opening = [calendar.window_event(batch, urls.get(batch.key, home), alarm=alarm) for batch in windows]
    return opening + [
        calendar.session_event(meeting, urls.get(meeting.batch.key, home), alarm=alarm) for meeting in meetings
    ]


def _absolute(url: str | None) -> str:
    return url if url and "://" in url else absolute(url or "/")
