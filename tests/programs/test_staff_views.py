"""Training in the CMS: own sessions only, one screen for a list, marks, results. Denied looks like missing."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.models import Attendance, Batch, Completion
from tests.factories import programs as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
DAY = make.DAY


@pytest.fixture
def today():
    """A batch under way with a session this morning, its trainer and 2 participants."""
    return under_way(2)


def under_way(people):
    now = timezone.now()
    batch = make.batch(now=now, capacity=max(people, 1))
    seated = [make.seated(batch, at=now) for _ in range(people)]
    trainer = make.trainer()
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    session = make.session(batch, starts_at=midnight, trainer=trainer)
    day = timezone.localdate()
    Batch.objects.filter(pk=batch.pk).update(starts_on=day, ends_on=day)
    return batch, session, trainer, seated


def sheet_url(session):
    return reverse("attendance:sheet", args=[session.pk])


def test_a_trainer_sees_their_sessions_of_today(client, today):
    batch, session, trainer, _seated = today
    other = make.session(make.batch(), starts_at=session.starts_at, trainer=make.trainer())
    client.force_login(trainer.user)

    page = client.get(reverse("attendance:index")).content.decode()

    assert sheet_url(session) in page
    assert sheet_url(other) not in page
    assert batch.title in page


@pytest.mark.parametrize("name", ["sheet", "print"])
def test_another_trainers_session_looks_like_a_missing_one(client, today, name):
    _batch, session, _trainer, _seated = today
    client.force_login(make.trainer().user)

    denied = client.get(reverse(f"attendance:{name}", args=[session.pk]))
    missing = client.get(reverse(f"attendance:{name}", args=[session.pk + 999]))

    assert (denied.status_code, missing.status_code) == (404, 404)
    assert denied.content == missing.content


@pytest.mark.parametrize("role", ["editor", "checker", "selector"])
def test_other_roles_find_nothing(client, today, role):
    batch, session, _trainer, _seated = today
    client.force_login(UserFactory(role=role))
    addresses = [
        reverse("attendance:index"),
        sheet_url(session),
        reverse("attendance:marks", args=[batch.pk]),
        reverse("attendance:print_batch", args=[batch.pk]),
        reverse("results:index"),
        reverse("results:batch", args=[batch.pk]),
    ]

    assert [client.get(address).status_code for address in addresses] == [404] * 6


def test_a_trainer_does_not_confirm_results(client, today):
    batch, _session, trainer, _seated = today
    client.force_login(trainer.user)

    assert client.post(reverse("results:batch", args=[batch.pk])).status_code == 404
    assert not Completion.objects.exists()


def test_saving_a_list(client, today):
    _batch, session, trainer, (one, two) = today
    client.force_login(trainer.user)
    typed = {f"m{one.pk}": "present", f"l{one.pk}": "10", f"m{two.pk}": "absent", "revision": "0"}

    answer = client.post(sheet_url(session), typed)

    assert answer.status_code == 302
    assert session.attendance.get(enrolment=one).minutes_late == 10


def test_the_rest_is_present_without_javascript(client, today):
    _batch, session, trainer, (one, two) = today
    client.force_login(trainer.user)

    answer = client.post(sheet_url(session), {f"m{one.pk}": "sick", "rest": "1", "revision": "0"})

    marks = {row.person.pk: row.mark.status for row in answer.context["rows"]}
    assert marks == {one.pk: "sick", two.pk: "present"}
    assert not Attendance.objects.exists()


def test_a_conflict_keeps_what_was_typed(client, today):
    _batch, session, trainer, (one, two) = today
    client.force_login(trainer.user)
    client.post(sheet_url(session), {f"m{one.pk}": "present", "revision": "0"})

    answer = client.post(sheet_url(session), {f"m{one.pk}": "absent", f"m{two.pk}": "present", "revision": "0"})

    assert answer.status_code == 409
    assert trainer.user.label in answer.content.decode()
    assert {row.person.pk: row.mark.status for row in answer.context["rows"]} == {one.pk: "absent", two.pk: "present"}
    assert session.attendance.get(enrolment=one).status == "present"


@pytest.mark.parametrize("minutes", ["-5", "1e3", "１０", "x", "99999"])
def test_minutes_nobody_can_mean_never_break_the_page(client, today, minutes):
    _batch, session, trainer, (one, _two) = today
    client.force_login(trainer.user)

    answer = client.post(sheet_url(session), {f"m{one.pk}": "present", f"l{one.pk}": minutes, "revision": "x"})

    assert answer.status_code in (302, 409)


@pytest.mark.parametrize("people", [1, 16])
def test_the_screen_of_a_session_asks_the_same_for_any_number_of_people(client, people, django_assert_max_num_queries):
    _batch, session, trainer, _seated = under_way(people)
    client.force_login(trainer.user)
    client.get(sheet_url(session))

    with django_assert_max_num_queries(24):
        client.get(sheet_url(session))


def test_lists_on_paper(client, today):
    batch, session, trainer, _seated = today
    client.force_login(trainer.user)

    for name, pk in (("print", session.pk), ("print_batch", batch.pk)):
        answer = client.get(reverse(f"attendance:{name}", args=[pk]))
        assert answer.content[:5] == b"%PDF-"
        assert answer["Content-Type"] == "application/pdf"
        assert "no-store" in answer["Cache-Control"]


def test_marks_are_typed_with_comma_or_point(client, today):
    batch, _session, trainer, (one, two) = today
    client.force_login(trainer.user)

    client.post(reverse("attendance:marks", args=[batch.pk]), {f"n{one.pk}": "82,5", f"n{two.pk}": "70.25"})

    one.refresh_from_db()
    two.refresh_from_db()
    assert (str(one.mark), str(two.mark)) == ("82.50", "70.25")


@pytest.mark.parametrize("typed", ["abc", "101", "NaN", "-1", "1e9", "Infinity"])
def test_a_mark_that_is_none_is_refused_and_kept_on_the_screen(client, today, typed):
    batch, _session, trainer, (one, _two) = today
    client.force_login(trainer.user)

    answer = client.post(reverse("attendance:marks", args=[batch.pk]), {f"n{one.pk}": typed})

    one.refresh_from_db()
    assert (answer.status_code, one.mark) == (409, None)
    assert f'value="{typed}"' in answer.content.decode()


def test_the_head_sees_the_calculation_and_confirms(client, today):
    batch, session, trainer, (one, two) = today
    client.force_login(trainer.user)
    client.post(sheet_url(session), {f"m{one.pk}": "present", f"m{two.pk}": "absent", "revision": "0"})
    client.force_login(make.head())
    address = reverse("results:batch", args=[batch.pk])

    shown = client.get(address)
    client.post(address)

    assert [result.passed for _person, result in shown.context["results"]] == [True, False]
    assert dict(Completion.objects.values_list("enrolment_id", "passed")) == {one.pk: True, two.pk: False}


def test_a_session_to_come_has_no_save_button(client):
    trainer = make.trainer()
    session = make.session(make.batch(), starts_at=timezone.now() + dt.timedelta(days=3), trainer=trainer)
    client.force_login(trainer.user)

    page = client.get(sheet_url(session))

    assert page.context["has_begun"] is False
    assert "att__bar" not in page.content.decode()
