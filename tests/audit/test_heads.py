"""The published heads: outsiders can tell whether the log was changed, with Python alone."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from audit import heads, log
from audit.models import Head, Link
from core.models import Holiday
from tests.audit.test_log import force

ROOT = Path(__file__).resolve().parents[2]
NOW = timezone.now()
pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    """Ten events in the chain, with a head after the fifth and one after the tenth."""
    thing = Holiday.objects.create(date=dt.date(2030, 1, 1), name="Tahun baru")
    for day in (1, 0):
        for number in range(5):
            log.record("core.holiday.seen", thing, by=None, body={"note": f"Catatan {number} é"})
        log.seal_due()
        assert heads.publish_due(NOW - dt.timedelta(days=day))
    return Link.objects.order_by("-position").first().position


def checked(tmp_path, capsys, *, first: int = 1, lines=None, known=None) -> tuple[int, str]:
    """What the stand-alone script says of an extract."""
    capsys.readouterr()
    call_command("audit_extract", first=first)
    text = capsys.readouterr().out.splitlines()
    (tmp_path / "log").write_text("\n".join(lines(text) if lines else text))
    (tmp_path / "heads").write_text(json.dumps({"heads": heads.published() if known is None else known}))
    script = [sys.executable, "-I", str(ROOT / "docs/verify_log.py"), str(tmp_path / "log"), str(tmp_path / "heads")]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_head_is_published_once_a_day(chain):
    assert not heads.publish_due(NOW)
    assert [head.position for head in Head.objects.all()] == [chain, chain - 5]
    assert list(log.verify()) == []


def test_nothing_is_published_before_the_first_event():
    log.seal_due()
    Head.objects.all().delete()
    if not Link.objects.exists():
        assert not heads.publish_due(NOW)


def test_the_public_file_and_the_feed(client, chain):
    body = client.get("/log/kepala.json").json()
    assert body["heads"][0] == {
        "day": timezone.localdate(NOW).isoformat(),
        "position": chain,
        "hash": Link.objects.get(position=chain).hash,
    }
    feed = client.get("/log/kepala.xml")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert Link.objects.get(position=chain).hash in feed.content.decode()


def test_a_whole_extract_has_no_fault(chain, tmp_path, capsys):
    assert checked(tmp_path, capsys) == (0, "no fault; 2 published heads known\n")


def test_an_extract_may_begin_anywhere(chain, tmp_path, capsys):
    assert checked(tmp_path, capsys, first=chain - 6)[0] == 0


def test_an_extract_tells_nothing_of_what_was_written(chain, tmp_path, capsys):
    capsys.readouterr()
    call_command("audit_extract")
    assert "Catatan" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: [*text[:-3], text[-3].replace("holiday.seen", "holiday.told"), *text[-2:]], "does not follow"),
        (lambda text: [*text[:-3], *text[-2:]], "is missing"),
        (lambda text: [*text[:-3], text[-2], text[-3], text[-1]], "is missing"),
        (lambda text: [*text[:-3], "{}", *text[-3:]], "is not a link"),
        (lambda text: text[:0], "empty"),
    ],
)
def test_a_changed_extract_is_named(chain, tmp_path, capsys, change, words):
    code, said = checked(tmp_path, capsys, lines=change)
    assert code == 1
    assert words in said


def test_a_log_written_anew_is_not_the_one_that_was_published(chain, tmp_path, capsys):
    """Somebody with the database password changes an old event and chains everything after it again."""
    kept = heads.published()
    changed = Link.objects.get(position=chain - 7)
    force("UPDATE audit_event SET {} = %s WHERE id = %s", "verb", "core.holiday.told", changed.event_id)
    previous = Link.objects.get(position=chain - 8).hash
    for link in Link.objects.filter(position__gt=chain - 8).select_related("event").order_by("position"):
        previous = log._sha(previous + log.event_digest(link.event))
        force("UPDATE audit_link SET {} = %s WHERE position = %s", "hash", previous, link.position)

    code, said = checked(tmp_path, capsys, known=kept)

    assert code == 1
    assert "is not the one that was published" in said
    assert any("is not the one that was published" in fault for fault in log.verify())


def test_a_log_cut_short_is_noticed(chain):
    force("DELETE FROM audit_link WHERE {} > %s", "position", chain - 2)
    assert f"link {chain} was published and is missing" in list(log.verify())
