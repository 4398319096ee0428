"""The pages of the demo: programmes in both languages, batches with sessions, news, and what waits for the head."""

import datetime as dt
import uuid

from django.utils import timezone
from wagtail.models import Locale, Page

from core.models import CustomImage, Holiday
from demo.office import Office
from demo.words import read
from home.models import NewsCategory, NewsIndexPage, NewsPage
from programs.models import Batch, BatchPage, BatchPageSession, ProgramIndexPage, ProgramPage
from programs.sessions import Pattern
from programs.workflow.drafts import batch_slug, batch_title

LANGUAGES = ("id", "en")
FULL_DAY = (dt.time(8), dt.time(14, 30))


def publish(page: Page, at: dt.datetime | None = None) -> Page:
    """Publish a page through a revision, as an editor's page is."""
    page.save_revision(clean=False, log_action=True).publish(log_action=True)
    if at:
        Page.objects.filter(pk=page.pk).update(first_published_at=at)
    return page


def of(model: type[Page], language: str) -> Page:
    return model.objects.get(locale__language_code=language)


# Programmes.


def programs() -> dict[str, ProgramPage]:
    """Every programme by its code, with an English translation written by hand."""
    return {item["code"]: _program(item) for item in read("programs")["items"]}


def _program(item: dict) -> ProgramPage:
    page = of(ProgramIndexPage, "id").add_child(instance=ProgramPage(**_words(item, "id"), **_operation(item)))
    publish(page)
    english = page.copy_for_translation(Locale.objects.get(language_code="en"))
    for name, value in _words(item, "en").items():
        setattr(english, name, value)
    publish(english)
    return page


def _words(item: dict, language: str) -> dict:
    summary = item["summary"][language]
    paragraphs = read("programs")["bodies"][item["kind"]][language]
    return {
        "title": item["title"][language],
        "field": item["field"][language],
        "slug": item["slug"],
        "summary": summary if len(summary) <= 200 else summary[:197].rpartition(" ")[0] + " …",
        "search_description": summary,
        "body": "".join(f"<p>{text}</p>" for text in paragraphs),
    }


def _operation(item: dict) -> dict:
    names = ("kind", "code", "illustration", "total_jp", "marks_by_unit")
    return {name: item[name] for name in names} | {
        "units": [{"type": "unit", "value": unit} for unit in item["units"]],
        "standards": "\n".join(item["standards"]),
        "documents": [{"type": "document", "value": document} for document in item["documents"]],
        "rules": [{"type": key, "value": value} for key, value in item["rules"]],
        "questions": [{"type": "step", "value": step} for step in item["questions"]],
    }


# Batches.


def session_times(first_on: dt.date, count: int) -> list[tuple[dt.datetime, dt.datetime]]:
    """Monday to Friday, 08.00 to 14.30, without the days on which the office is closed."""
    closed = set(Holiday.objects.values_list("date", flat=True))
    return Pattern(first_on, frozenset(range(5)), *FULL_DAY, count).times(closed)


def draft_batch(program: ProgramPage, office: Office, plan: dict) -> BatchPage:
    """A batch page with its sessions, not published; `plan` has the columns of the page, room and trainer by key."""
    times = session_times(plan["starts_on"], plan["sessions"])
    names = ("number", "opens_at", "closes_at", "capacity", "reserve_size", "mode", "confirm_by", "pass_mark")
    fields = {name: plan[name] for name in names if name in plan}
    first, last = (timezone.localdate(times[place][0]) for place in (0, -1))
    page = BatchPage(
        title=batch_title(program.title, plan["number"], first),
        slug=batch_slug(plan["number"], first),
        summary=program.summary,
        starts_on=first,
        ends_on=last,
        room=office.rooms[plan["room"]],
        trainer=office.trainers[plan["trainer"]],
        live=False,
        **fields,
    )
    program.refresh_from_db()
    page.page_sessions = [_session(number, *each, program) for number, each in enumerate(times)]
    return program.add_child(instance=page)


def _session(number: int, starts_at: dt.datetime, ends_at: dt.datetime, program: ProgramPage) -> BatchPageSession:
    units = [block.value["title"] for block in program.units]
    topic = units[number % len(units)] if len(units) else ""
    return BatchPageSession(
        sort_order=number, key=uuid.uuid4(), starts_at=starts_at, ends_at=ends_at, jp=8, topic=topic[:120]
    )


def published_batch(program: ProgramPage, office: Office, plan: dict) -> Batch:
    """A published batch, with its English page following the Indonesian one."""
    page = draft_batch(program, office, plan)
    publish(page, at=plan["opens_at"] - dt.timedelta(days=7))
    page.refresh_from_db()  # live, and so is what follows it
    page.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)
    return Batch.objects.get(key=page.translation_key)


# News.


def news(today: dt.date, pictures: dict[str, CustomImage]) -> None:
    """Eight pieces of news, the newest some days old, in both languages; figures carry period and source."""
    for number, item in enumerate(read("news")["items"]):
        day = today - dt.timedelta(days=2 + 6 * number)
        picture, slug = read("library")["news"][item["key"]]
        frame = {"picture": pictures[picture], "category": NewsCategory.objects.get(slug=slug), "published_on": day}
        words = _news_words(item, "id") | {"picture_alt": _alt(picture, "id")}
        page = of(NewsIndexPage, "id").add_child(instance=NewsPage(**frame, **words))
        publish(page)
        english = page.copy_for_translation(Locale.objects.get(language_code="en"))
        for name, value in (_news_words(item, "en") | {"picture_alt": _alt(picture, "en")}).items():
            setattr(english, name, value)
        publish(english)


def _alt(picture: str, language: str) -> str:
    return next(item["alt"][language] for item in read("library")["pictures"] if item["name"] == picture)


def _number(printed: str, language: str) -> str:
    """A figure of an Indonesian source as the language writes it: 18.944 becomes 18,944."""
    return printed.translate(str.maketrans(".,", ",.")) if language == "en" else printed


def _news_words(item: dict, language: str) -> dict:
    figures = [
        {"value": _number(figure["value"], language), "label": figure[language], "source": item["source"][language]}
        for figure in item["figures"][:4]
    ]
    text = "".join(f"<p>{paragraph[language]}</p>" for paragraph in item["body"])
    body = [{"type": "paragraph", "value": text}, {"type": "figures", "value": {"figures": figures}}]
    if "caveat" in item:
        note = {"tone": "info", "title": "", "text": item["caveat"][language]}
        body.append({"type": "note", "value": note})
    summary = item["summary"][language]
    title = item["title"][language]
    words = {"title": title, "slug": item["key"], "summary": summary, "search_description": summary}
    return words | {"body": body}


def waiting_for_head(office: Office, draft: BatchPage, now: dt.datetime) -> None:
    """What a head finds on the first screen: a batch to approve and news that will appear by itself."""
    draft.save_revision(user=office.staff["editor"], log_action=True, clean=False)
    draft.get_workflow().start(draft, office.staff["editor"])
    planned = NewsPage(
        title="Kantor libur pada Hari Natal dan tahun baru",
        slug="libur-akhir-tahun",
        summary="Situs tetap buka. Batas waktu dihitung dalam hari kerja.",
        published_on=timezone.localdate(now),
        live=False,
    )
    page = of(NewsIndexPage, "id").add_child(instance=planned)
    page.go_live_at = now + dt.timedelta(days=3)
    page.save_revision(user=office.staff["head"], log_action=True, clean=False).publish(user=office.staff["head"])
