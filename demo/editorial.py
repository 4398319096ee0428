"""What the demo's editors have written beside programmes: a gallery, downloads, notices, voices about answers."""

import datetime as dt
import random

from django.utils import timezone, translation
from wagtail.models import Locale

from core.formats import full_date, plain_date
from core.models import CustomDocument, CustomImage, Holiday
from demo.words import read
from helpdesk.models import Question, Score
from home.models import InfoPage
from home.settings import BannerSettings, Notice
from programs.models import Batch


def pages(pictures: dict[str, CustomImage], documents: dict[str, CustomDocument]) -> None:
    """A gallery under "about us" and forms under the services, in both languages."""
    words = read("library")
    _page("tentang", "galeri", words["gallery"], lambda language: _gallery(words, pictures, language))
    _page("layanan", "unduhan", words["downloads"], lambda language: _downloads(words, documents, language))


def _page(parent: str, slug: str, words: dict, body) -> None:
    above = InfoPage.objects.get(slug=parent, locale__language_code="id")
    page = above.add_child(instance=InfoPage(slug=slug, **_titles(words, "id"), body=body("id")))
    page.save_revision(clean=False, log_action=True).publish(log_action=True)
    english = page.copy_for_translation(Locale.objects.get(language_code="en"))
    for name, value in (_titles(words, "en") | {"body": body("en")}).items():
        setattr(english, name, value)
    english.save_revision(clean=False, log_action=True).publish(log_action=True)


def _titles(words: dict, language: str) -> dict:
    summary = words["lead"][language]
    return {"title": words["title"][language], "summary": summary, "search_description": summary}


def _gallery(words: dict, pictures: dict[str, CustomImage], language: str) -> list[tuple]:
    alts = {item["name"]: item["alt"][language] for item in words["pictures"]}
    shown = [_shown(pictures[name], alts[name], language) for name in words["gallery"]["pictures"]]
    video = words["gallery"]["video"]
    film = {name: video[name][language] for name in ("title", "minutes", "text")} | {"url": video["url"]}
    return [
        ("gallery", {"title": words["gallery"]["heading"][language], "pictures": shown}),
        ("video", film),
    ]


def _shown(image: CustomImage, alt: str, language: str) -> dict:
    """The picture with words of its own language, as an editor types them."""
    image.contextual_alt_text, image.decorative = alt, False
    return {"image": image, "caption": image.title if language == "id" else ""}


def _downloads(words: dict, documents: dict[str, CustomDocument], language: str) -> list[dict]:
    files = [{"document": document.pk, "label": document.title} for document in documents.values()]
    table = words["downloads"]["table"]
    first, *others = table["columns"][language]
    columns = [{"type": "text", "heading": first}, {"type": "text", "heading": others[0]}]
    columns.append({"type": "number", "heading": others[1]})
    rows = [{"values": row} for row in table["rows"][language]]
    return [
        {"type": "documents", "value": {"title": words["downloads"]["heading"][language], "files": files}},
        {
            "type": "table",
            "value": {
                "caption": table["caption"][language],
                "table": {"columns": columns, "rows": rows, "caption": ""},
                "source": "",
            },
        },
    ]


def notices(now: dt.datetime) -> None:
    """One notice is up; the others wait for their day, filled with the dates and names of this office."""
    settings = BannerSettings.load()
    facts = {"id": _facts(now, "id"), "en": _facts(now, "en")}
    for number, item in enumerate(read("notices")["items"]):
        texts = {f"text_{code}": item["text"][code].format_map(facts[code]) for code in facts}
        labels = {f"link_label_{code}": item["label"][code] for code in facts}
        Notice.objects.create(
            settings=settings,
            level=item["level"],
            link=item["to"],
            starts_at=now + dt.timedelta(days=item["from_day"]),
            ends_at=now + dt.timedelta(days=item["until_day"]),
            sort_order=number,
            **texts,
            **labels,
        )


def _facts(now: dt.datetime, language: str) -> dict[str, object]:
    today = timezone.localdate(now)
    batch = Batch.objects.filter(closes_at__gt=now, opens_at__lte=now).order_by("closes_at").first()
    holiday = Holiday.objects.filter(date__gt=today + dt.timedelta(days=30)).order_by("date").first()
    with translation.override(language):
        return {
            "program": batch.title if batch else "",
            "batch": batch.title if batch else "",
            "seats": batch.free if batch else 0,
            "date": full_date(holiday.date if holiday else today + dt.timedelta(days=40)),
            "start_date": plain_date(today + dt.timedelta(days=27)),
            "time": "22.00",
        }


def voices(today: dt.date, dice: random.Random) -> None:
    """Two months of answers to "did this help?", so that editors see which answer to write again."""
    months = [today.replace(day=1), (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)]
    Score.objects.bulk_create(
        Score(question=question, month=month, helped=dice.randint(4, 60), missed=dice.randint(0, 14))
        for question in Question.objects.filter(is_shown=True)
        for month in months
    )
