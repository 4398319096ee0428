"""Nodes of the test's own that are killed, lose their shards or have a full disk: visitors are answered, editors
publish, and the copy catches up by itself."""

import contextlib
import datetime as dt
import threading
import time
import uuid

import pytest
from django.db import connection
from django.utils import timezone
from elasticsearch import ApiError

from search import replica
from search.models import Change, Replica, SearchDocument
from tests.search import node
from tests.search.visits import IN_TIME, answered_by, asked_in_time, publish

WHY = f"Elasticsearch is not built in {node.HOME} (make services SERVICES=elasticsearch builds it)"
pytestmark = [pytest.mark.endurance, pytest.mark.elasticsearch, pytest.mark.skipif(not node.is_built(), reason=WHY)]
NOBODY = {"index.routing.allocation.require._name": "nobody"}
FULL_WITHIN = 90  # seconds until Elasticsearch looks at its disk again, twice


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """One node for the tests of this file, one after the other."""
    cluster = node.Cluster(tmp_path_factory.mktemp("one"))
    yield cluster
    cluster.stop()


def configured(cluster, settings):
    """The site asks this cluster, in an index of the test."""
    cluster.start()
    settings.ELASTICSEARCH_URL = cluster.addresses
    settings.ELASTICSEARCH_INDEX = f"test-{uuid.uuid4().hex[:12]}"
    from search.adapters import elastic

    return elastic.client(30.0)


def forget(client, settings) -> None:
    """The next test finds a node without indices, whatever became of this one."""
    for name in client.indices.get(index=f"{settings.ELASTICSEARCH_INDEX}*"):
        client.indices.delete(index=name, ignore_unavailable=True)


@pytest.fixture
def well(one, settings, transactional_db, up_to_date):
    """A copy that answers, with one page."""
    client = configured(one, settings)
    publish()
    up_to_date()
    assert answered_by() == ("elasticsearch", 1)
    yield client
    one.start()
    forget(client, settings)


def test_killed_and_back(well, one, up_to_date, caplog):
    one.kill()

    asked_in_time(caplog)
    publish("Sewidakan")
    replica.follow(timezone.now())
    assert not Change.objects.exists()
    assert answered_by("sewidakan") == ("database", 1)

    one.start()
    up_to_date()
    assert answered_by("sewidakan") == ("elasticsearch", 1)


@pytest.fixture
def red(well, settings):
    """The only shard of our index was lost, and a new one may stand nowhere."""
    from search.adapters import elastic

    alias, name = settings.ELASTICSEARCH_INDEX, f"{settings.ELASTICSEARCH_INDEX}-1"
    old, made = list(well.indices.get_alias(name=alias)), elastic.definition()
    made["settings"] |= NOBODY
    well.indices.create(index=name, settings=made["settings"], mappings=made["mappings"], wait_for_active_shards="0")
    actions = [{"remove_index": {"index": each}} for each in old]
    well.indices.update_aliases(actions=[{"add": {"index": name, "alias": alias}}, *actions])
    assert well.cluster.health()["status"] == "red"
    return name


def test_red_and_back(red, well, up_to_date, caplog):
    """What comes back is empty, and is filled before anybody reads it."""
    asked_in_time(caplog)
    publish("Sewidakan")
    Replica.objects.update(retry_at=timezone.now())
    replica.follow(timezone.now())
    assert "red" in Replica.objects.get().reason
    assert answered_by("sewidakan") == ("database", 1)

    well.indices.put_settings(index=red, settings=dict.fromkeys(NOBODY))
    well.cluster.health(wait_for_status="yellow")
    up_to_date()
    assert answered_by("sewidakan") == ("elasticsearch", 1)
    assert answered_by() == ("elasticsearch", 1)
    assert replica.drift(repair=False) == []


def test_what_stays_red_is_made_anew(red, well, settings, caplog):
    """A disk is lost for good: nobody has to do anything."""
    asked_in_time(caplog)

    replica.follow(timezone.now() + replica.LOST_AFTER + dt.timedelta(seconds=1))

    assert answered_by() == ("elasticsearch", 1)
    assert well.cluster.health()["status"] in ("green", "yellow")
    assert red not in well.indices.get(index=f"{settings.ELASTICSEARCH_INDEX}*")


def disk(client, *, is_full: bool) -> None:
    """Move the marks at which Elasticsearch calls its disk full, so that this one is, or is not."""
    names = ("low", "high", "flood_stage")
    marks = {f"cluster.routing.allocation.disk.watermark.{name}": None for name in names}
    if is_full:
        marks = dict(zip(marks, ("0.001%", "0.002%", "0.003%"), strict=True))
    others = {"cluster.routing.allocation.disk.threshold_enabled": is_full, "cluster.info.update.interval": "10s"}
    client.cluster.put_settings(transient=marks | others)


def until(what, client) -> None:
    """Ask again and again, with pauses that Elasticsearch makes, not we."""
    deadline = time.monotonic() + FULL_WITHIN
    while not what():
        assert time.monotonic() < deadline
        with contextlib.suppress(ApiError):
            client.cluster.health(wait_for_nodes="99", timeout="1s")


def is_blocked(client, settings) -> bool:
    found = client.indices.get_settings(index=settings.ELASTICSEARCH_INDEX, name="index.blocks.*")
    return any("blocks" in each["settings"].get("index", {}) for each in found.values())


def test_a_full_disk(well, settings, up_to_date, caplog):
    """Elasticsearch itself forbids writing at its flood stage, and allows it again when there is room."""
    disk(well, is_full=True)
    until(lambda: is_blocked(well, settings), well)
    caplog.clear()

    publish("Sewidakan")
    replica.follow(timezone.now())
    assert answered_by("sewidakan") == ("database", 1)
    assert [line.name for line in caplog.records if line.levelname == "ERROR"] == ["search.replica"]
    before = set(well.indices.get(index=f"{settings.ELASTICSEARCH_INDEX}*"))
    with pytest.raises(Exception, match="timed out"):  # a new index has no place either, and must leave nothing behind
        replica.rebuild()
    assert set(well.indices.get(index=f"{settings.ELASTICSEARCH_INDEX}*")) == before

    disk(well, is_full=False)
    until(lambda: not is_blocked(well, settings), well)
    up_to_date()
    assert answered_by("sewidakan") == ("elasticsearch", 1)


def test_the_master_of_three_is_killed_while_indexing(tmp_path, settings, transactional_db, up_to_date, monkeypatch):
    monkeypatch.setattr(replica, "CHUNK", 1)
    cluster = node.Cluster(tmp_path, size=3)
    try:
        client = configured(cluster, settings)
        publish(*[f"Wolulas {number}" for number in range(8)])
        up_to_date()
        cluster.wait(3, "green")
        copying = threading.Thread(target=copy_everything)
        SearchDocument.objects.update(is_copied=False)
        total = SearchDocument.objects.count()
        copying.start()
        while (left := SearchDocument.objects.filter(is_copied=False).count()) > total - 3:
            pass
        cluster.kill(place_of_master(client, cluster))
        start = time.monotonic()
        _who, found = answered_by()
        took = time.monotonic() - start
        copying.join()

        assert left > 0
        assert (found, took < IN_TIME) == (8, True)
        cluster.wait(2)
        up_to_date()
        assert answered_by() == ("elasticsearch", 8)
        assert replica.drift(repair=False) == []
    finally:
        cluster.stop()


def copy_everything() -> None:
    replica.follow(timezone.now())
    connection.close()


def place_of_master(client, cluster) -> int:
    """Which of our processes the cluster has elected."""
    master = client.cat.master(format="json")[0]["node"]
    nodes = client.cat.nodes(format="json", h="name,http")
    port = next(int(each["http"].rpartition(":")[2]) for each in nodes if each["name"] == master)
    return [http for http, _inner in cluster.ports].index(port)
