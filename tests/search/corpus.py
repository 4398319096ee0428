"""A small office to search in: the pages every office starts with, the programmes and news of the demo, six batches."""

import datetime as dt
import uuid

from django.utils import timezone
from wagtail.models import Locale

from core.models import Village
from demo import pages
from demo.words import read
from home.models import NewsIndexPage, NewsPage
from programs.models import Batch, BatchPage, ProgramPage, Room
from search import index

DAY = dt.timedelta(days=1)


def load() -> None:
    """Everything of it, indexed."""
    programs = {page.slug: page for page in pages.programs().values()}
    news()
    for number, code in enumerate(("menjahit", "teknik-pendingin", "barista", "desain-grafis")):
        published_batch(programs[code], number=number + 1)
    index.rebuild()


def news() -> None:
    for number, item in enumerate(read("news")["items"]):
        for language in ("id", "en"):
            text = "".join(f"<p>{paragraph[language]}</p>" for paragraph in item["body"])
            NewsIndexPage.objects.get(locale__language_code=language).add_child(
                instance=NewsPage(
                    title=item["title"][language],
                    slug=item["key"],
                    summary=item["summary"][language],
                    body=[{"type": "paragraph", "value": text}],
                    published_on=timezone.localdate() - (number + 1) * DAY,
                    locale=Locale.objects.get(language_code=language),
                )
            )


def published_batch(program: ProgramPage, *, number: int = 1, now: dt.datetime | None = None, **fields) -> Batch:
    """An open batch of this programme in Ciledug, published as an editor publishes it."""
    now = now or timezone.now()
    day = timezone.localdate(now)
    village = Village.objects.filter(district__name="Ciledug").first()
    room = Room.objects.get_or_create(name="Aula Ciledug", defaults={"village": village})[0]
    defaults = {
        "title": f"{program.title}, Angkatan {number} Tahun {day.year}",
        "slug": f"angkatan-{number}-{uuid.uuid4().hex[:6]}",
        "number": number,
        "opens_at": now - DAY,
        "closes_at": now + 5 * DAY,
        "starts_on": day + 30 * DAY,
        "ends_on": day + 40 * DAY,
        "capacity": 16,
        "room": room,
        "live": False,
    }
    program = ProgramPage.objects.get(pk=program.pk)
    page = program.add_child(instance=BatchPage(**defaults | fields))
    page.save_revision(clean=False).publish()
    return Batch.objects.get(key=page.translation_key)
