"""Numbers: the pattern says how they look, the sequence has no gaps, whoever is fast and whatever fails."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from credentials import numbering
from credentials.models import NumberSequence

DAY = dt.date(2026, 9, 18)


def write(pattern: str, sequence: int = 117) -> str:
    return numbering.write_number(pattern, sequence=sequence, on=DAY, program_code="MJT")


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        (numbering.DEFAULT_PATTERN, "0117/IX/PBK-MJT/2026"),
        ("{sequence}/{month}/{year}", "117/09/2026"),
        ("DTK-AK1-{sequence:06d}-{month}{year}", "DTK-AK1-000117-092026"),
        ("{year} {program_code} {sequence:d}", "2026 MJT 117"),
    ],
)
def test_number_follows_the_pattern(pattern, number):
    numbering.validate_pattern(pattern)
    assert write(pattern) == number


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("{sequence}", "{year}"),
        ("{year}", "{sequence}"),
        ("{sequence}{sequence}/{year}", "{sequence}"),
        ("{sequence}/{year", "{name}"),
        ("{sequence}/{year}/{nik}", "{nik}"),
        ("{sequence}/{year.__class__}", "{year.__class__}"),
        ("{sequence!r}/{year}", "{sequence}"),
        ("{sequence}/{year:>900}", "{sequence:04d}"),
        ("{sequence:99d}/{year}", "{sequence:04d}"),
        ("{sequence}/{year}/<b>", ". / _ -"),
        ("{sequence}/{year}/" + "A" * 80, "80"),
        ("{}{sequence}/{year}", "{}"),
    ],
)
def test_bad_pattern_is_refused_with_what_to_change(pattern, says):
    with pytest.raises(ValidationError) as caught:
        numbering.validate_pattern(pattern)
    assert says in caught.value.messages[0]


@given(pattern=st.text(alphabet="{}sequencyar:04d/!x.- ", max_size=40))
def test_whatever_is_accepted_can_be_written(pattern):
    try:
        numbering.validate_pattern(pattern)
    except ValidationError:
        return
    assert write(pattern, 1) != write(pattern, 2)


def test_every_month_has_its_roman_number():
    months = [
        numbering.write_number("{roman_month}", sequence=1, on=dt.date(2026, m, 1), program_code="")
        for m in range(1, 13)
    ]
    assert months == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


@pytest.mark.django_db
def test_each_year_and_kind_counts_by_itself():
    taken = [
        numbering.next_sequence(*each)
        for each in (("training", 2026), ("training", 2026), ("training", 2027), ("attendance", 2026))
    ]
    assert taken == [1, 2, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_number_outside_of_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        numbering.next_sequence("training", 2026)


@pytest.mark.django_db(transaction=True)
def test_rolled_back_issue_gives_its_number_back():
    with transaction.atomic():
        assert numbering.next_sequence("training", 2026) == 1
        transaction.set_rollback(True)
    with transaction.atomic():
        assert numbering.next_sequence("training", 2026) == 1


@pytest.mark.django_db
def test_office_goes_on_after_numbers_given_out_elsewhere():
    call_command("start_numbering", "training", 2026, 116, "--dry-run")
    assert numbering.last_of("training", 2026) == 0
    call_command("start_numbering", "training", 2026, 116)
    assert numbering.next_sequence("training", 2026) == 117


@pytest.mark.django_db
def test_count_never_goes_back():
    call_command("start_numbering", "training", 2026, 116)
    with pytest.raises(CommandError, match="never goes back"):
        call_command("start_numbering", "training", 2026, 100)
    assert not numbering.start_after("training", 2026, 100)
    assert numbering.last_of("training", 2026) == 116


def taken_by_threads(take, count: int = 12, each: int = 4) -> list[int]:
    """Numbers that `count` threads take `each` times, all starting at one moment."""
    start, taken = threading.Barrier(count), []

    def run():
        start.wait()
        try:
            for _time in range(each):
                taken.append(take())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _thread in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def take_locked() -> int:
    with transaction.atomic():
        return numbering.next_sequence("training", 2026)


def take_unlocked() -> int:
    """What next_sequence must not do: read, add one, write, with others in between."""
    row = NumberSequence.objects.get(kind="training", year=2026)
    number = row.last + 1
    NumberSequence.objects.filter(pk=row.pk).update(last=number)
    return number


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_threads_take_every_number_once_and_leave_none_out():
    assert sorted(taken_by_threads(take_locked)) == list(range(1, 49))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_without_the_lock():
    """Negative control: the same threads without the lock give a number out twice."""
    NumberSequence.objects.create(kind="training", year=2026)
    rounds = (taken_by_threads(take_unlocked) for _round in range(10))
    assert any(len(set(taken)) < len(taken) for taken in rounds)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_threads_that_roll_back_leave_no_gap():
    turns = iter(range(48))

    def take_or_fail() -> int:
        turn = next(turns)
        try:
            with transaction.atomic():
                number = numbering.next_sequence("training", 2026)
                if turn % 3 == 0:
                    raise ZeroDivisionError
                return number
        except ZeroDivisionError:
            return 0

    taken = [number for number in taken_by_threads(take_or_fail) if number]
    assert sorted(taken) == list(range(1, len(taken) + 1))
    assert NumberSequence.objects.get().last == len(taken) == 32
