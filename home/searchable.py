"""How information pages and news stand in the public search."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from core import searchable
from core.searchable import Entry, Kind, plain_text
from home.models import InfoPage, NewsPage, ServicePage

SERVICE_WEIGHT = 2.0
INFO_WEIGHT = 1.4
NEWS_WEIGHT = 0.7


def register() -> None:
    searchable.register(Kind("service", _("Service"), ServicePage, _live(ServicePage), _service))
    searchable.register(Kind("info", _("Information"), InfoPage, _live(InfoPage), _info))
    searchable.register(Kind("news", _("News"), NewsPage, _live(NewsPage), _news))


def _live(model):
    return lambda: model.objects.live().public().select_related("locale")


def _service(page: ServicePage) -> Iterator[Entry]:
    words = _words(page)
    said = [page.needs, page.who, page.decided_by, page.decided_how, page.cost, plain_text(page.facts)]
    yield Entry(**words | {"body": "\n".join([words["body"], *said])}, weight=SERVICE_WEIGHT)


def _info(page: InfoPage) -> Iterator[Entry]:
    yield Entry(**_words(page), weight=INFO_WEIGHT)


def _news(page: NewsPage) -> Iterator[Entry]:
    yield Entry(**_words(page), weight=NEWS_WEIGHT, on=page.published_on)


def _words(page) -> dict:
    return {
        "language": page.locale.language_code,
        "title": page.title,
        "url": page.get_url() or "",
        "summary": page.summary,
        "body": plain_text(page.body),
        "keywords": " ".join([page.slug.replace("-", " "), page.search_description]),
    }
