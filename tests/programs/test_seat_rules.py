"""Seat rules: edited without code, tried on the last batches without a trace, published as versions that stay."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from audit.models import Event
from cases.rules import Refused
from programs import candidates, whatif, workflow
from programs.enums import Mode, Tie
from programs.models import Batch, SeatRules
from programs.workflow import seat_rules
from tests.factories import programs as make
from tests.factories import selection
from tests.factories.accounts import ApplicantFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = make.NOW
SHARE = {name: selection.DISABLED[name] for name in ("label_id", "label_en", "percent", "question", "answer")}

QUESTION = {"key": "disability", "kind": "yes_no", "label_id": "Disabilitas?", "label_en": "Disability?"}


@pytest.fixture
def head(client):
    user = make.head()
    client.force_login(user)
    return user


def draft(**fields) -> SeatRules:
    ties = [{"type": "criterion", "value": "interview"}, {"type": "earlier", "value": None}]
    shares = [{"type": "share", "value": SHARE}]
    return SeatRules.objects.create(name="Aturan contoh", **{"ties": ties, "shares": shares} | fields)


def test_a_version_says_in_plain_data_what_the_draft_says():
    version = workflow.publish_seat_rules(draft(), by=None, at=NOW)

    rules = candidates.read(version.content)
    assert [(tie.kind, tie.criterion, tie.label_en) for tie in rules.ties] == [
        (Tie.CRITERION, "interview", "Interview"),
        (Tie.EARLIER, "", ""),
    ]
    assert rules.sizes(16) == {"people-with-disabilities": 4}


def test_an_unchanged_draft_is_not_published_again():
    rules = draft()
    first = workflow.publish_seat_rules(rules, by=None, at=NOW)

    assert workflow.publish_seat_rules(rules, by=None, at=NOW) == first
    rules.residents_first = True
    rules.save()
    assert workflow.publish_seat_rules(rules, by=None, at=NOW).number == 2


@pytest.mark.parametrize(
    ("shares", "reason"),
    [
        ([SHARE | {"percent": 60}, SHARE | {"percent": 50, "label_en": "Other"}], "more than 100 percent"),
        ([SHARE, SHARE], "same English name"),
    ],
)
def test_shares_that_cannot_be_kept_are_not_published(shares, reason):
    rules = draft(shares=[{"type": "share", "value": share} for share in shares])

    with pytest.raises(Refused, match=reason):
        workflow.publish_seat_rules(rules, by=None, at=NOW)


def test_a_batch_keeps_the_version_its_first_person_registered_under():
    rules = draft()
    first = workflow.publish_seat_rules(rules, by=None, at=NOW)
    program = make.program_page(seat_rules=rules)
    begun, empty = make.batch(program=program), make.batch(program=program)
    for batch in (begun, empty):
        seat_rules.fix(batch)
    make.register(begun)
    rules.residents_first = True
    rules.save()

    second = workflow.publish_seat_rules(rules, by=None, at=NOW)

    assert dict(Batch.objects.values_list("pk", "seat_rules")) == {begun.pk: first.pk, empty.pk: second.pk}


def test_publishing_a_batch_page_gives_it_the_rules_of_its_programme():
    rules = draft()
    version = workflow.publish_seat_rules(rules, by=None, at=NOW)

    page = make.batch_page(make.page_in_site(seat_rules=rules))

    assert page.batch.seat_rules == version


def test_a_question_with_several_answers_counts_when_one_fits():
    rules = candidates.read({"shares": [selection.DISABLED | {"answer": "Yes"}]})

    assert candidates.groups_of({"disability": ["no", "yes"]}, rules) == {"disabled"}
    assert candidates.groups_of({}, rules) == frozenset()


def test_an_editor_is_told_of_a_share_that_the_programme_does_not_ask_for():
    from programs.notices import notices

    rules = draft()
    workflow.publish_seat_rules(rules, by=None, at=NOW)
    step = {"title_id": "Keadaan", "title_en": "Situation", "questions": [QUESTION]}
    asking = make.page_in_site(seat_rules=rules, questions=[{"type": "step", "value": step}])

    told = [notices(make.batch_page(program)) for program in (make.page_in_site(seat_rules=rules), asking)]

    assert ["disability" in " ".join(each) for each in told] == [True, False]


# In the CMS


def test_the_office_writes_rules_as_a_form_and_publishes_them(client, head):
    data = {"name": "Warga dulu", "residents_first": "on", "ties-count": 1, "shares-count": 1}
    data |= {"ties-0-type": "criterion", "ties-0-value": "interview", "ties-0-order": 0, "ties-0-deleted": ""}
    data |= {"shares-0-type": "share", "shares-0-order": 0, "shares-0-deleted": ""}
    data |= {f"shares-0-value-{name}": value for name, value in SHARE.items()}

    client.post(reverse("seat_rules:add"), data)
    rules = SeatRules.objects.get()
    client.post(reverse("seat_rules:publish", args=[rules.pk]))

    assert rules.current.content["residents_first"] is True
    assert [share["percent"] for share in rules.current.content["shares"]] == [25]
    assert Event.objects.filter(verb="programs.seatrules.publish").count() == 1


@pytest.mark.parametrize("name", ["publish", "try"])
@pytest.mark.parametrize("role", [Role.CHECKER, Role.SELECTOR, Role.TRAINER, Role.EDITOR])
def test_who_may_not_publish_finds_nothing(client, role, name):
    client.force_login(UserFactory(role=role))

    assert client.get(reverse(f"seat_rules:{name}", args=[draft().pk])).status_code == 404


def test_every_screen_of_the_rules_opens(client, head):
    rules = draft()

    for name in ("index", "add"):
        assert client.get(reverse(f"seat_rules:{name}")).status_code == 200
    for name in ("edit", "publish", "try"):
        html = client.get(reverse(f"seat_rules:{name}", args=[rules.pk])).content.decode()
        assert "Aturan contoh" in html


# What would have been


def closed(**fields):
    """A batch by score with two seats whose registration has closed: 90 from elsewhere, 80, 70, and 60 of a group."""
    batch = selection.batch(capacity=2, reserve_size=2, **fields)
    people = [
        selection.scored(batch, 90, resident=False),
        selection.scored(batch, 80),
        selection.scored(batch, 70),
        selection.scored(batch, 60, disabled=True),
    ]
    return selection.close(batch), [selection.case_of(each).number for each in people]


def tried(rules):
    return whatif.compare(rules, whatif.last_batches(NOW))


def test_the_sandbox_says_who_would_have_got_a_seat_and_who_would_not():
    _batch, (stranger, second, third, member) = closed()

    residents = tried(candidates.read({"residents_first": True}))
    shares = tried(candidates.read({"shares": [selection.DISABLED]}))
    same = tried(candidates.read({}))

    assert (residents[0].into, residents[0].out_of, residents[0].moved) == ((third,), (stranger,), 4)
    assert (shares[0].into, shares[0].out_of) == ((member,), (second,))
    assert shares[0].groups == (("Penyandang disabilitas", 1, 1),)
    assert (same[0].into, same[0].out_of, same[0].moved) == ((), (), 0)


def test_the_sandbox_knows_batches_in_order():
    batch = selection.batch(mode=Mode.ORDER, capacity=1)
    stranger = make.register(batch, ApplicantFactory(ktp_is_local=False))
    resident = make.register(batch)
    selection.close(batch)

    (outcome,) = tried(candidates.read({"residents_first": True}))

    assert (outcome.into, outcome.out_of) == ((resident.number,), (stranger.number,))


def test_the_sandbox_stores_nothing(client, head):
    closed()
    rules = draft()
    events, batches = Event.objects.count(), list(Batch.objects.values())

    with CaptureQueriesContext(connection) as found:
        client.get(reverse("seat_rules:try", args=[rules.pk]))

    words = ("INSERT", "UPDATE", "DELETE")
    changes = [query["sql"] for query in found if query["sql"].lstrip().startswith(words)]
    assert [sql for sql in changes if "session" not in sql] == []
    assert (Event.objects.count(), list(Batch.objects.values())) == (events, batches)


def test_the_sandbox_costs_the_same_for_one_batch_and_for_ten(django_assert_num_queries):
    """Batches, people, scores, stages: four statements, however many batches there are."""
    rules = candidates.read({"shares": [selection.DISABLED]})
    closed()
    with django_assert_num_queries(4):
        tried(rules)
    for _number in range(11):
        closed()
    with django_assert_num_queries(4):
        assert len(tried(rules)) == whatif.BATCHES


def test_a_batch_that_is_too_large_is_named_and_not_loaded(monkeypatch):
    closed()
    monkeypatch.setattr(whatif, "PEOPLE", 3)

    (outcome,) = tried(candidates.read({"residents_first": True}))

    assert (outcome.is_too_large, outcome.people, outcome.into) == (True, 4, ())


def test_the_sandbox_looks_at_one_programme(client, head):
    batch, _numbers = closed()
    closed()
    address = reverse("seat_rules:try", args=[draft().pk])

    found = client.get(address, {"program": batch.program_page_id}).context["outcomes"]

    assert [outcome.batch.pk for outcome in found] == [batch.pk]
    assert client.get(address, {"program": "999999"}).status_code == 404
