"""What an editor and a visitor do while Elasticsearch is in trouble."""

import logging
import time

from django.utils import timezone

from home.models import HomePage
from search import index, port
from search.models import SearchDocument
from search.results import Query
from tests.factories.home import InfoPageFactory

WORDS = Query("wolulas")
IN_TIME = 2.0  # seconds


def publish(*titles: str) -> None:
    """The editor publishes, the worker indexes."""
    home = HomePage.objects.get(locale__language_code="id")
    for title in titles or ["Wolulas"]:
        InfoPageFactory(parent=home, title=title).save_revision().publish()
    index.work(timezone.now())


def answered_by(words: str = WORDS.text) -> tuple[str, int]:
    """Who answers, and how many pages are found."""
    found = port.search(Query(words))
    return found.answered_by, found.total


def asked_in_time(caplog) -> None:
    """The database answers within the time, with one line in the log however many ask."""
    caplog.clear()
    start = time.monotonic()
    first = port.search(WORDS)
    took = time.monotonic() - start
    second = port.search(WORDS)

    assert (first.answered_by, second.answered_by) == ("database", "database")
    assert [hit.url for hit in first.hits][:1] == [SearchDocument.objects.get(title="Wolulas").url]
    assert took < IN_TIME
    assert len([line for line in caplog.records if line.levelno >= logging.WARNING]) == 1
