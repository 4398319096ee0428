"""kill -9 in the middle of the work: what was acknowledged is stored, nothing is there twice, nothing half."""

import datetime as dt
import hashlib

import pytest
from django.conf import settings
from django.utils import timezone

from cases.models import Case, Document
from core import upkeep
from core.models import OutboxMessage, PrivateFile
from forms import steps
from forms.models import Draft, DraftFile
from programs.models import Enrolment
from tests import processes, storm
from tests.badday.crowd import Crowd
from tests.badday.visitors import Visitor, hidden
from tests.factories import forms as made
from tests.factories import programs as make
from tests.factories.accounts import UserFactory
from tests.factories.files import jpeg

pytestmark = [pytest.mark.endurance, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SEATS, RESERVE, WITH_FILES, UPLOADING = 120, 60, 40, 20
TWO_DAYS = dt.timedelta(days=2)


def a_class_that_asks_for_documents(seats: int):
    program = make.page_in_site(questions=[], documents=made.DOCUMENTS)
    return make.batch_page(program, now=timezone.now(), capacity=seats).batch


def person_with_files(of) -> storm.Person:
    draft = made.started(of)
    for step, values in before_documents():
        made.typed(draft, step, values)
    for kind in ("ktp", "diploma"):
        made.with_file(draft, kind)
    draft.refresh_from_db()
    return storm.Person(storm.signed_in(draft.user), draft.token, draft.revision)


def before_documents() -> list[tuple[str, dict]]:
    return [
        (steps.IDENTITY, made.identity()),
        (steps.ADDRESS, made.ADDRESS),
        (steps.EDUCATION, made.EDUCATION),
    ]


def uploader(of):
    """Somebody who stands before the step of documents."""
    user = UserFactory()
    draft = made.started(of, user)
    for step, values in before_documents():
        made.typed(draft, step, values)
    return user


class Sending:
    """Everybody presses "send", and again until there is an answer."""

    def __init__(self, crowd: Crowd):
        self.crowd, self.receipts, self.statuses = crowd, {}, set()

    def send(self, path: str, who: storm.Person, **more: str) -> None:
        values = {"token": who.token, "revision": who.revision} | storm.PAGE | more
        port = self.crowd.server.port
        status, onward = self.crowd.persistently(who.token, lambda: storm.post(port, path, who.session, **values))
        self.statuses.add(status)
        if status == 409 and not more:
            self.send(path, who, as_reserve="on")
        elif status == 302:
            self.receipts[who.token] = onward


def upload(crowd: Crowd, of, user) -> None:
    path, browser = made.address(of, steps.DOCUMENTS), Visitor(crowd.server.port, user)
    values = hidden(crowd.persistently(user.pk, lambda: browser.get(path)))

    def send():
        files = {kind: (f"{kind}.jpg", jpeg(), "image/jpeg") for kind in ("ktp", "diploma")}
        return browser.post(path, values, files=files)

    answer = crowd.persistently(user.pk, send)
    assert answer.status_code == 302, answer.status_code


def test_nothing_acknowledged_is_lost_when_the_server_is_killed_while_200_send():
    plain, papers = storm.batch(seats=SEATS, reserve=RESERVE), a_class_that_asks_for_documents(WITH_FILES)
    people = [(plain, who) for who in storm.people(plain, 160)]
    people += [(papers, person_with_files(papers)) for _number in range(WITH_FILES)]
    uploading = [uploader(papers) for _number in range(UPLOADING)]
    with processes.Server() as server:
        crowd = Crowd(server)
        sending = Sending(crowd)
        works = [lambda of=of, who=who: sending.send(made.address(of, steps.DECLARATION), who) for of, who in people]
        for number, user in enumerate(uploading):
            works.insert(number * 10, lambda user=user: upload(crowd, papers, user))
        crowd.run(works, happens={40: crowd.kill_worker, 90: crowd.kill_server, 150: crowd.kill_worker})

        assert crowd.broken, "nobody was interrupted: the kills proved nothing"
        assert sending.statuses <= {302, 409}
        assert crowd.seconds_down[0] < max(10, 2 * server.first_start)
        acknowledged = dict(sending.receipts)
        assert len(acknowledged) == 200
        for of, who in people:
            if who.token in crowd.broken:
                sending.send(made.address(of, steps.DECLARATION), who)
    assert sending.receipts == acknowledged, "sent again, another number"
    every_case_once(acknowledged)
    seats_and_ranks(plain)
    no_file_lost_and_none_too_many()


def every_case_once(receipts: dict[str, str]) -> None:
    cases = dict(Case.objects.values_list("token", "number"))
    assert cases.keys() == receipts.keys()
    assert [token for token in cases if token not in receipts[token]] == []
    assert Enrolment.objects.count() == Case.objects.count() == len(receipts)
    told = OutboxMessage.objects.filter(about__in=cases.values())
    assert sorted(told.values_list("about", flat=True)) == sorted(cases.values())
    assert not Draft.objects.filter(finished_at=None, token__in=receipts).exists()


def seats_and_ranks(batch) -> None:
    batch.refresh_from_db()
    places = Enrolment.objects.filter(batch=batch)
    assert batch.held == places.filter(state="held").count() == SEATS
    ranks = places.exclude(rank=None).order_by("rank").values_list("rank", flat=True)
    assert list(ranks) == list(range(1, batch.last_rank + 1))


def no_file_lost_and_none_too_many() -> None:
    """Each row has its file, byte by byte; after the daily upkeep each file on the disk has its row."""
    rows = {str(row.key): row for row in PrivateFile.objects.all()}
    assert [key for key, row in rows.items() if digest(row) != row.sha256] == []
    assert Document.objects.count() == 2 * WITH_FILES
    assert DraftFile.objects.count() == 2 * UPLOADING
    upkeep.sweep_rows(timezone.now() + TWO_DAYS)
    upkeep.sweep_files(timezone.now() + TWO_DAYS)
    assert {path.name for path in settings.PRIVATE_ROOT.rglob("*") if path.is_file()} == rows.keys()


def digest(row: PrivateFile) -> str:
    with row.file.open("rb") as file:
        return hashlib.sha256(file.read()).hexdigest()
