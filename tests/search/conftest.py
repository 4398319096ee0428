"""What the tests of the search share: every adapter in turn, and a real Elasticsearch with an index of its own."""

import os
import time
import uuid

import pytest
from django.utils import timezone

from search import index, replica
from search.adapters import database
from search.models import Replica

ADDRESSES = os.environ.get("ELASTICSEARCH_URL_TEST", "")
WITHIN = 60  # seconds
WHY = 'ELASTICSEARCH_URL_TEST is not set (eval "$(make services SERVICES=elasticsearch)" sets it)'


@pytest.fixture
def elasticsearch(settings):
    """Elasticsearch is configured and well; its index holds what the table holds now, and goes after the test."""
    if not ADDRESSES:
        pytest.skip(WHY)
    settings.ELASTICSEARCH_URL = ADDRESSES.split(",")
    settings.ELASTICSEARCH_INDEX = f"test-{uuid.uuid4().hex[:12]}"
    from search.adapters import elastic

    yield elastic
    settings.ELASTICSEARCH_URL = ADDRESSES.split(",")
    for name in elastic.client(30.0).indices.get(index=f"{settings.ELASTICSEARCH_INDEX}*"):
        elastic.client(30.0).indices.delete(index=name, ignore_unavailable=True)


@pytest.fixture(params=["database", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def adapter(request, db):
    """Every adapter in turn."""
    return database if request.param == "database" else request.getfixturevalue("elasticsearch")


@pytest.fixture
def up_to_date(settings):
    """Do what the worker does, and let Elasticsearch show it at once."""

    def work():
        index.work(timezone.now())
        if settings.ELASTICSEARCH_URL:
            from search.adapters import elastic

            deadline = time.monotonic() + WITHIN
            while time.monotonic() < deadline:  # a node that has just started is slow at first
                Replica.objects.update(retry_at=timezone.now())
                replica.follow(timezone.now())
                if replica.is_asked():
                    break
            elastic.client(30.0).indices.refresh(index=settings.ELASTICSEARCH_INDEX)

    return work
