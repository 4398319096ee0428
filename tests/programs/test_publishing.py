"""Editors at work in the CMS: the form of a batch, sessions by pattern, clashes, the next batch, the explorer."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from core.models import Holiday
from programs.models import BatchPage
from programs.notices import clash_notices, notices
from programs.sessions import Pattern, Slot, clashes
from tests.factories import programs as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
DAY = make.DAY
WEEKDAYS = frozenset(range(5))


@pytest.fixture
def editor(client):
    user = UserFactory(role="editor")
    client.force_login(user)
    return user


def typed(page, *, sessions=None, **fields):
    """What the browser sends for this page; `sessions` are dicts, else those of the page as they are."""
    rows = sessions if sessions is not None else [session_row(child) for child in page.page_sessions.all()]
    count = sum("id" in row for row in rows)
    values = {
        "title": page.title,
        "slug": page.slug,
        "summary": "",
        "number": page.number,
        "opens_at": moment(page.opens_at),
        "closes_at": moment(page.closes_at),
        "starts_on": page.starts_on,
        "ends_on": page.ends_on,
        "capacity": page.capacity,
        "reserve_size": page.reserve_size,
        "mode": page.mode,
        "threshold": page.threshold,
        "pass_mark": page.pass_mark,
        "notes": rich_text(""),
        "page_sessions": inline_formset(rows, initial=count),
        "comments": inline_formset([]),
    }
    return nested_form_data(values | fields)


def moment(value):
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def session_row(child):
    row = {"starts_at": moment(child.starts_at), "ends_at": moment(child.ends_at), "jp": child.jp, "topic": child.topic}
    return row | {"key": str(child.key)} | ({"id": child.pk} if child.pk else {})


def edit(client, page, **data):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def draft_of(page):
    """The page as its newest draft says, asked for anew."""
    return BatchPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def form_errors(answer):
    return answer.context["form"].errors


def test_the_editor_of_a_batch_opens(client, editor):
    page = make.batch_page(sessions=2)

    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert str(page.page_sessions.first().key) in text
    assert reverse("training:pattern", args=[page.pk]) in text


def test_sessions_stay_themselves_through_drafts_and_publishing(client, editor):
    """A draft of a live page has children without a number; the hidden key carries them."""
    page = make.batch_page(sessions=1)
    first = page.batch.sessions.get()
    row = session_row(page.page_sessions.get())
    new = {"starts_at": moment(first.starts_at + DAY), "ends_at": moment(first.ends_at + DAY), "jp": 8, "key": ""}
    edit(client, page, **typed(page, sessions=[row, new]))
    keys = [child.key for child in draft_of(page).page_sessions.all()]

    for _ in range(2):
        edit(client, page, **typed(draft_of(page)))
        draft_of(page).latest_revision.publish()

    assert [child.key for child in draft_of(page).page_sessions.all()] == keys
    assert page.batch.sessions.count() == 2
    assert page.batch.sessions.first().pk == first.pk


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"closes_at": "2020-01-01 10:00"}, "closes_at"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"starts_on": "2020-01-01", "ends_on": "2020-01-02"}, "starts_on"),
        ({"confirm_by": "2020-01-01 10:00"}, "confirm_by"),
        ({"confirm_by": "2199-01-01 10:00"}, "starts_on"),
    ],
)
def test_dates_out_of_order_are_refused_at_the_field(client, editor, fields, name):
    page = make.batch_page()

    answer = edit(client, page, **typed(page, **fields))

    assert list(form_errors(answer)) == [name]


def test_dates_may_be_missing_in_a_draft_and_are_asked_for_moderation(client, editor):
    page = make.batch_page(live=False)
    data = typed(page, opens_at="")

    draft = edit(client, page, **data)
    submitted = edit(client, page, **data | {"action-submit": "Submit"})

    assert draft.status_code == 302
    assert list(form_errors(submitted)) == ["opens_at"]


def test_fewer_seats_than_are_taken_are_refused(client, editor):
    page = make.batch_page()
    for _ in range(2):
        make.register(page.batch)

    answer = edit(client, page, **typed(page, capacity=1))

    assert form_errors(answer)["capacity"] == ["2 kursi sudah dijanjikan atau terisi. Isi paling sedikit sejumlah itu."]


def test_a_session_that_ends_before_it_starts_is_refused(client, editor):
    page = make.batch_page(sessions=1)
    row = session_row(page.page_sessions.get())

    answer = edit(client, page, **typed(page, sessions=[row | {"ends_at": row["starts_at"]}]))

    assert answer.status_code == 200


def test_the_lasting_notice_of_seats_that_could_not_be_applied():
    page = make.batch_page(capacity=3)
    for _ in range(2):
        make.register(page.batch)
    page.capacity = 1
    page.save_revision().publish()

    assert notices(page) == ["The page says 1 seats, but 2 are promised or taken. The batch keeps 3 seats."]


# Clashes.


def test_a_clash_is_named_by_batch_day_and_hours_at_save(client, editor):
    room = make.room(name="Jahit 2")
    other = make.batch_page(sessions=1, room=room)
    page = make.batch_page(sessions=1, room=room)

    answer = edit(client, page, **typed(page, room=room.pk))

    warnings = [str(message).strip() for message in get_messages(answer.wsgi_request) if "Jahit 2" in str(message)]
    day, hours = "Rabu, 23 Desember 2026", "08.00–14.00 WIB"
    assert warnings == [f"Jahit 2: {day}, {hours} bertabrakan dengan {other.batch}, {hours}."]


def test_drafts_nobody_has_published_clash_too():
    trainer = make.trainer()
    draft = make.batch_page(sessions=1, trainer=trainer, live=False)
    page = make.batch_page(sessions=1, trainer=trainer, live=False)

    (notice,) = clash_notices(page.get_latest_revision_as_object())

    assert f"{draft.title} (draft)" in notice


def test_a_session_over_midnight_clashes_with_the_next_morning():
    night = Slot("A", at(22), at(24 + 2), room_id=1)
    early = Slot("B", at(24 + 1), at(24 + 5), room_id=1)
    after = Slot("C", at(24 + 2), at(24 + 5), room_id=1)

    assert [clash.other.batch for clash in clashes([night], [early, after])] == ["B"]


def at(hours):
    return dt.datetime(2026, 12, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hours)


def test_nobody_clashes_with_a_cancelled_session_or_in_no_room():
    room = make.room()
    other = make.batch_page(sessions=1, room=room)
    other.batch.sessions.update(cancelled_at=make.NOW)
    without = make.batch_page(sessions=1)
    page = make.batch_page(sessions=1, room=room)

    assert (clash_notices(page), clash_notices(without)) == ([], [])


def test_holidays_and_days_outside_are_told():
    Holiday.objects.get_or_create(date=dt.date(2026, 12, 23), defaults={"name": "Contoh"})
    page = make.batch_page(sessions=1, ends_on=dt.date(2026, 12, 22), starts_on=dt.date(2026, 12, 22))
    page.page_sessions = [make.page_session(dt.date(2026, 12, 23))]

    day, span = "Wednesday 23 December 2026", "22 December 2026 to 22 December 2026"
    assert notices(page) == [
        f"The session on {day} falls on a holiday.",
        f"The session on {day} lies outside of the training ({span}).",
    ]


# The pattern.


def test_weekdays_without_holidays():
    pattern = Pattern(dt.date(2026, 12, 23), WEEKDAYS, dt.time(8), dt.time(14, 30), 3)

    days = list(pattern.days({dt.date(2026, 12, 24), dt.date(2026, 12, 25)}))

    assert days == [dt.date(2026, 12, 23), dt.date(2026, 12, 28), dt.date(2026, 12, 29)]


def test_a_pattern_over_midnight_ends_the_next_day():
    ((starts, ends),) = Pattern(dt.date(2026, 12, 1), WEEKDAYS, dt.time(22), dt.time(1), 1).times()

    assert ends - starts == dt.timedelta(hours=3)


PATTERN = {"first_on": "2026-12-28", "weekdays": [0, 1, 2, 3, 4], "starts": "08:00", "ends": "14:30", "count": 30}


def test_thirty_sessions_in_the_draft_in_one_step(client, editor):
    page = make.batch_page(sessions=1)

    answer = client.post(reverse("training:pattern", args=[page.pk]), PATTERN | {"skip_holidays": "on"})

    draft = draft_of(page)
    assert answer.status_code == 302
    assert draft.page_sessions.count() == 30
    assert {child.jp for child in draft.page_sessions.all()} == {8}
    assert BatchPage.objects.get(pk=page.pk).page_sessions.count() == 1


@pytest.mark.parametrize("change", [{"weekdays": []}, {"count": 0}, {"count": 9999}, {"starts": "x"}])
def test_patterns_that_cannot_be(client, editor, change):
    page = make.batch_page()

    assert client.post(reverse("training:pattern", args=[page.pk]), PATTERN | change).status_code == 200
    assert draft_of(page).page_sessions.count() == 0


def test_the_next_batch_is_a_draft_with_moved_dates(client, editor):
    page = make.batch_page(sessions=2, number=4)
    address = reverse("training:next_batch", args=[page.pk])
    proposed = client.get(address).context["form"].initial["starts_on"]

    client.post(address, {"starts_on": proposed})

    copy = BatchPage.objects.get(number=5)
    assert (copy.live, copy.starts_on, (copy.starts_on - page.starts_on).days % 7) == (False, proposed, 0)
    assert copy.page_sessions.count() == 2


def test_the_next_batch_stands_in_english_as_well(client, editor):
    """Its alias is a draft like the page, goes live with it, and reads the same row; without a parent there is none."""
    page = make.batch_page(sessions=1, number=4)
    english = Locale.objects.get(language_code="en")
    address = reverse("training:next_batch", args=[page.pk])
    client.post(address, {"starts_on": page.starts_on + 70 * DAY})
    assert not BatchPage.objects.filter(locale=english).exists()

    page.get_parent().copy_for_translation(english, copy_parents=True)
    client.post(address, {"starts_on": page.starts_on + 140 * DAY})

    alias = BatchPage.objects.get(locale=english)
    source = BatchPage.objects.get(number=6, alias_of=None)
    assert (alias.alias_of_id, alias.live, alias.slug) == (source.pk, False, source.slug)
    source.get_latest_revision_as_object().save_revision().publish()
    alias.refresh_from_db()
    assert (alias.live, alias.batch) == (True, source.batch)


@pytest.mark.parametrize("name", ["pattern", "next_batch"])
@pytest.mark.parametrize("role", ["trainer", "checker"])
def test_who_may_not_edit_pages_finds_nothing(client, name, role):
    page = make.batch_page()
    client.force_login(UserFactory(role=role))

    assert client.get(reverse(f"training:{name}", args=[page.pk])).status_code == 404


# The explorer and the menu.


def test_the_explorer_shows_state_seats_and_closing_date(client, editor):
    program = make.page_in_site()
    page = make.batch_page(program, now=timezone.now())
    make.register(page.batch, at=timezone.now())

    text = client.get(reverse("wagtailadmin_explore", args=[program.pk])).content.decode()

    assert "1 / 16" in text
    assert "Dibuka" in text or "Open" in text


@pytest.mark.parametrize("rows", [1, 30])
def test_the_explorer_asks_once_for_all_batches(client, editor, rows):
    program = make.page_in_site()
    for _ in range(rows):
        make.batch_page(program)
    address = reverse("wagtailadmin_explore", args=[program.pk])
    client.get(address)

    with CaptureQueriesContext(connection) as captured:
        client.get(address)

    assert sum('FROM "programs_batch"' in query["sql"] for query in captured.captured_queries) == 1


@pytest.mark.parametrize("model", ["room", "trainer"])
def test_rooms_and_trainers_have_no_open_chooser(client, model):
    client.force_login(UserFactory(role="trainer"))

    assert client.get(f"/cms/snippets/choose/programs/{model}/").status_code == 404
    assert client.get(f"/cms/snippets/programs/{model}/").status_code == 302


def test_editors_keep_rooms_and_trainers(client, editor):
    make.room(name="Jahit 2")
    make.trainer()

    assert "Jahit 2" in client.get("/cms/snippets/programs/room/").content.decode()
    assert client.get("/cms/snippets/programs/trainer/").status_code == 200
    form = client.get("/cms/snippets/programs/trainer/add/").context["form"]
    assert {user.groups.get().name for user in form.fields["user"].queryset} == {"trainer"}


def test_the_menu_leads_to_the_programmes(client, editor):
    assert "/cms/pages/" in client.get(reverse("training:index")).url
