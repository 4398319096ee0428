"""The public list of batches: filters, order and cards. Everything is read from Batch rows, in a fixed number of
statements for any number of batches."""

import datetime as dt

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.formats import card_date, date_range
from core.generation import kept
from core.pictures import Picture, pictures
from programs import rules
from programs.enums import BatchState, BatchStatus, Mode, ProgramKind
from programs.models import Batch, BatchPage
from programs.queries import with_counts

PER_PAGE = 12
MOST_WORDS = 6  # of what somebody types into the search box
FULL_ROW = Q(mode=Mode.ORDER, capacity__lte=F("held") + F("seated"))
KIND_WORDS = {
    ProgramKind.BLK: lambda: _("BLK training"),
    ProgramKind.ENTREPRENEURSHIP: lambda: _("Entrepreneurship"),
    ProgramKind.SI_PRAJA: lambda: _("Si Praja"),
}
TONES = {
    BatchStatus.OPEN: "open",
    BatchStatus.SOON: "soon",
    BatchStatus.FULL: "full",
    BatchStatus.RUNNING: "running",
}
ORDER = [
    BatchStatus.OPEN,
    BatchStatus.SOON,
    BatchStatus.FULL,
    BatchStatus.SELECTION,
    BatchStatus.RUNNING,
    BatchStatus.CANCELLED,
    BatchStatus.FINISHED,
]


def status_q(status: BatchStatus, now: dt.datetime) -> Q:
    """The rows that rules.status calls by this name at this moment."""
    today = timezone.localdate(now)
    alive = ~Q(state__in=(BatchState.CANCELLED, BatchState.CLOSED))
    ahead = alive & Q(starts_on__gt=today, ends_on__gte=today)
    registering = ahead & Q(opens_at__lte=now, closes_at__gt=now)
    return {
        BatchStatus.CANCELLED: Q(state=BatchState.CANCELLED),
        BatchStatus.FINISHED: Q(state=BatchState.CLOSED) | (alive & Q(ends_on__lt=today)),
        BatchStatus.RUNNING: alive & Q(starts_on__lte=today, ends_on__gte=today),
        BatchStatus.SOON: ahead & Q(opens_at__gt=now),
        BatchStatus.SELECTION: ahead & Q(opens_at__lte=now, closes_at__lte=now),
        BatchStatus.FULL: registering & FULL_ROW,
        BatchStatus.OPEN: registering & ~FULL_ROW,
    }[status]


def in_order(batches: QuerySet, now: dt.datetime) -> QuerySet:
    """Open ones first, nearest closing date first; then those that open soon, full, running; finished last."""
    places = [When(status_q(status, now), then=Value(place)) for place, status in enumerate(ORDER)]
    place = Case(*places, default=Value(len(ORDER)), output_field=IntegerField())
    return batches.annotate(place=place).order_by("place", "closes_at", "starts_on", "pk")


def filtered(values: dict, now: dt.datetime) -> QuerySet:
    """Listed batches that fit the filters; an empty or unknown value filters nothing."""
    batches = Batch.objects.listed()
    for word in values.get("q", "").split()[:MOST_WORDS]:
        batches = batches.filter(_says(word))
    if values.get("jenis"):
        batches = batches.filter(kind=values["jenis"])
    if values.get("bidang"):
        batches = batches.filter(field=values["bidang"])
    if values.get("status"):
        batches = batches.filter(status_q(BatchStatus(values["status"]), now))
    if values.get("bulan"):
        year, month = map(int, values["bulan"].split("-"))
        batches = batches.filter(starts_on__year=year, starts_on__month=month)
    return batches


def _says(word: str) -> Q:
    """A batch whose programme speaks of the word, in either language."""
    places = ("title", "title_en", "field", "program_page__summary", "program_page__code")
    return Q(*[(f"{place}__icontains", word) for place in places], _connector=Q.OR)


def page_of(values: dict, number, now: dt.datetime) -> Page:
    batches = in_order(filtered(values, now), now).select_related("program_page", "room")
    return Paginator(with_counts(batches), PER_PAGE).get_page(number)


def count_open(values: dict, now: dt.datetime) -> int:
    return filtered(values, now).filter(status_q(BatchStatus.OPEN, now)).count()


def open_batches(number: int, now: dt.datetime, *, without: Batch | None = None) -> list[Batch]:
    """The open batches that close soonest."""
    batches = Batch.objects.listed().filter(status_q(BatchStatus.OPEN, now)).exclude(pk=without and without.pk)
    return list(with_counts(batches.select_related("program_page", "room").order_by("closes_at", "pk"))[:number])


@kept
def fields_and_months() -> tuple[dict[str, str], list[dt.date]]:
    """What the filters offer: fields with their English words, and first months of every listed batch."""
    listed = Batch.objects.listed().order_by()
    fields = sorted(listed.values_list("field", "field_en").distinct())
    return dict(fields), list(listed.dates("starts_on", "month"))


def field_choices() -> list[tuple[str, str]]:
    """Fields in the order of their words in the active language."""
    return sorted(((field, field_name(field)) for field in fields_and_months()[0]), key=lambda choice: choice[1])


def field_name(field: str) -> str:
    """A field as the reader's language calls it; addresses and rows keep the Indonesian word."""
    return (get_language() == "en" and fields_and_months()[0].get(field)) or field


def month_label(month: dt.date) -> str:
    return date_format(month, "F Y")


# Cards: plain data for components/batch_card.html.


def cards(batches, request, now: dt.datetime) -> list[dict]:
    batches = list(batches)
    urls, pictures = addresses(batches, request), _pictures(batches)
    return [
        card(batch, now) | {"url": urls.get(batch.key, ""), "picture_url": pictures.get(batch.program_page.picture_id)}
        for batch in batches
    ]


def addresses(batches, request) -> dict:
    """The page of each batch in the active language, else in the source language."""
    pages = BatchPage.objects.live().filter(translation_key__in=[batch.key for batch in batches])
    found = list(pages.select_related("locale"))
    found.sort(key=lambda page: page.locale.language_code == get_language())
    return {page.translation_key: page.get_url(request) for page in found}


def _pictures(batches) -> dict[int, Picture]:
    return pictures(batch.program_page.picture_id for batch in batches)


def card(batch: Batch, now: dt.datetime) -> dict:
    """What a card says of a batch."""
    status = rules.status(batch, now)
    return {
        "title": title(batch),
        "kind": f"{kind(batch)}, {duration(batch)}",
        "status_tone": TONES.get(status, "done"),
        "status_label": status.label,
        "dates": date_range(batch.starts_on, batch.ends_on, short=True),
        "place": batch.room.name if batch.room_id else "",
        "illustration": batch.program_page.illustration,
        **_window(batch, status),
        **(seats(batch) if _tells_seats(batch, status) else {}),
    }


def _tells_seats(batch: Batch, status: BatchStatus) -> bool:
    """Free seats are news only while somebody can take one; how many applied, until it is decided."""
    by_score = status == BatchStatus.SELECTION and batch.mode == Mode.SCORE
    return by_score or status in (BatchStatus.OPEN, BatchStatus.FULL)


def title(batch: Batch) -> str:
    return (get_language() == "en" and batch.title_en) or batch.title


def kind(batch: Batch) -> str:
    return KIND_WORDS[ProgramKind(batch.kind)]()


def duration(batch: Batch) -> str:
    """Days with sessions where there are any, else calendar days."""
    days = getattr(batch, "session_days", 0) or (batch.ends_on - batch.starts_on).days + 1
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def _window(batch: Batch, status: BatchStatus) -> dict:
    if status == BatchStatus.OPEN:
        return {"closes": card_date(batch.closes_at)}
    if status == BatchStatus.SOON:
        return {"closes": card_date(batch.opens_at), "closes_label": _("Opens")}
    if status == BatchStatus.FULL:
        left = rules.reserve_places(batch, batch.waiting)
        return {"closes_label": _("Reserve list still open") if left else _("Reserve list full")}
    if status == BatchStatus.CANCELLED:
        return {"closes_label": _("Will not take place")}
    if status == BatchStatus.SELECTION:
        return {"closes": card_date(batch.closes_at), "closes_label": _("Closed on")}
    return {}  # the tag says that it runs or is over, the dates say when


def seats(batch: Batch) -> dict:
    """Seats left in order mode; seats and applicants where the score decides."""
    if batch.mode == Mode.SCORE:
        applicants = ngettext("%(count)d applicant", "%(count)d applicants", batch.applicants)
        places = ngettext("%(count)d seat", "%(count)d seats", batch.capacity) % {"count": batch.capacity}
        return {"seats_text": places, "seats_total_text": applicants % {"count": batch.applicants}}
    left = ngettext("%(count)d seat left", "%(count)d seats left", batch.free) % {"count": batch.free}
    used = batch.held + batch.seated
    return {
        "seats_text": left if batch.free > 0 else _("No seats left"),
        "seats_total_text": _("of %(count)d") % {"count": batch.capacity},
        "seats_taken": used,
        "seats_total": batch.capacity,
        "seats_low": batch.free * 8 <= batch.capacity,
    }
