"""Elasticsearch in trouble: the visitor gets the database's answer at once, and the copy catches up by itself."""

import threading

import pytest
from django.utils import timezone

from search import port, replica
from search.models import Replica, SearchDocument
from search.results import Query
from tests.search import node
from tests.search.visits import WORDS, asked_in_time, publish

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def well(elasticsearch, transactional_db, up_to_date):
    """A copy that answers, with one page."""
    publish()
    up_to_date()
    assert port.search(WORDS).answered_by == "elasticsearch"
    return elasticsearch


def test_a_node_that_is_down(well, settings, caplog):
    settings.ELASTICSEARCH_URL = [f"http://127.0.0.1:{node.free_port()}"]

    asked_in_time(caplog)


def test_a_node_that_takes_ten_seconds(well, settings, caplog, up_to_date):
    door = node.SlowDoor(settings.ELASTICSEARCH_URL[0])
    settings.ELASTICSEARCH_URL = [door.address]
    door.is_open.clear()

    asked_in_time(caplog)

    door.is_open.set()
    up_to_date()
    assert port.search(WORDS).answered_by == "elasticsearch"
    door.shutdown()
    door.server_close()


def test_suggestions_fall_back_too(well, settings):
    settings.ELASTICSEARCH_URL = [f"http://127.0.0.1:{node.free_port()}"]

    assert [each.title for each in port.suggest("wolul", "id")] == ["Wolulas"]


def test_an_index_that_nobody_may_write_to(well, settings, caplog, up_to_date):
    """Publishing goes on; the copy is not asked while it lacks something, and has it when writing works again."""
    client = well.client(30.0)
    block = {"index.blocks.read_only_allow_delete": True}  # what a full disk brings about
    client.indices.put_settings(index=settings.ELASTICSEARCH_INDEX, settings=block)
    publish("Sewidakan")
    replica.follow(timezone.now())

    assert port.search(Query("sewidakan")).answered_by == "database"
    assert port.search(Query("sewidakan")).total == 1
    assert "cluster_block" in Replica.objects.get().reason or "429" in Replica.objects.get().reason

    opened = {"index.blocks.read_only_allow_delete": None}
    client.indices.put_settings(index=settings.ELASTICSEARCH_INDEX, settings=opened)
    up_to_date()
    found = port.search(Query("sewidakan"))
    assert (found.answered_by, found.total) == ("elasticsearch", 1)


def test_an_index_with_another_shape(well, settings, caplog, up_to_date):
    client, alias = well.client(30.0), settings.ELASTICSEARCH_INDEX
    for name in client.indices.get_alias(name=alias):
        client.indices.delete(index=name)
    client.index(index=alias, id="x", document={"title": "x"}, refresh=True)

    asked_in_time(caplog)

    up_to_date()
    found = port.search(WORDS)
    assert (found.answered_by, found.total) == ("elasticsearch", 1)


def test_an_index_that_was_lost(well, settings, caplog, up_to_date):
    client = well.client(30.0)
    for name in client.indices.get_alias(name=settings.ELASTICSEARCH_INDEX):
        client.indices.delete(index=name)

    asked_in_time(caplog)

    up_to_date()
    assert port.search(WORDS).answered_by == "elasticsearch"


def test_the_worker_waits_longer_and_longer(well, settings):
    settings.ELASTICSEARCH_URL = [f"http://127.0.0.1:{node.free_port()}"]
    at, pauses = timezone.now(), []
    for _ in range(6):
        replica.follow(at)
        row = Replica.objects.get()
        pauses.append((row.retry_at - at).total_seconds())
        at = row.retry_at

    assert pauses == sorted(pauses)
    assert pauses[-1] == replica.LONGEST_PAUSE


def test_a_changed_synonym_is_known_after_the_next_round(well, up_to_date):
    from search.models import Synonym

    Synonym.objects.create(term="sangalikur", means="wolulas")
    up_to_date()

    assert port.search(Query("sangalikur")).total == 1


def test_an_older_version_never_replaces_a_newer_one(well, settings, up_to_date):
    document = SearchDocument.objects.get(title="Wolulas")
    old = SearchDocument.objects.get(pk=document.pk)
    SearchDocument.objects.filter(pk=document.pk).update(
        title="Pitulikur", version=document.version + 5, is_copied=False
    )
    replica.push()
    old.title = "Wolulikur"
    replica.send([old], settings.ELASTICSEARCH_INDEX)
    up_to_date()

    assert "Pitulikur" in port.search(Query("pitulikur")).hits[0].title


def test_a_rebuild_has_no_gap_while_edits_go_on(well, settings, up_to_date):
    """Visitors ask all the time and never miss a page; what was published meanwhile is there afterwards."""
    stop, counts = threading.Event(), []

    def ask():
        while not stop.is_set():
            counts.append(well.search(WORDS).total)

    visitor = threading.Thread(target=ask)
    visitor.start()
    replica.rebuild()
    publish("Sewidakan")
    replica.rebuild()
    stop.set()
    visitor.join()
    up_to_date()

    assert set(counts) == {1}
    assert port.search(Query("sewidakan")).total == 1
    assert len(well.client().indices.get(index=f"{settings.ELASTICSEARCH_INDEX}-*")) == 1


def test_drift_is_found_and_repaired(well, settings, up_to_date):
    client, alias = well.client(30.0), settings.ELASTICSEARCH_INDEX
    document = SearchDocument.objects.get(title="Wolulas")
    client.delete(index=alias, id=document.key, refresh=True)
    client.index(index=alias, id="info-999999-id", document={"key": "info-999999-id"}, refresh=True)

    assert sorted(replica.drift(repair=False)) == sorted([document.key, "info-999999-id"])
    replica.drift(repair=True)
    client.indices.refresh(index=alias)
    assert replica.drift(repair=False) == []
