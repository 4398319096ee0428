#!/usr/bin/env python3
"""Seats under a storm, and how many registrations a second this machine takes, on the database of the tests.

Three parts, each against gunicorn with two processes of eight threads, next to the worker:
the storm (1,000 people for 100 seats, 64 at once, 200 leave, seats raised and lowered), the last page of the wizard
beside a bare ModelForm insert (8 clients), and the whole wizard with a new account (8 clients).
DATABASE_URL chooses the database; it is put back afterwards.
"""

import argparse
import itertools
import logging
import os
import sys
import threading
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
CLIENTS = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1000, help="who registers in the storm (1000)")
    parser.add_argument("--seats", type=int, default=100, help="seats (100)")
    parser.add_argument("--leaving", type=int, default=200, help="who leaves (200)")
    parser.add_argument("--submits", type=int, default=400, help="submits to measure (400)")
    parser.add_argument("--wizards", type=int, default=60, help="whole wizards to measure (60)")
    options = parser.parse_args()
    import django

    django.setup()
    logging.disable(logging.ERROR)
    os.environ["LOG_LEVEL"] = "CRITICAL"  # the servers' own log of refused registrations is no figure
    from django.test.utils import setup_test_environment

    from tests import database

    setup_test_environment()
    for part in (tell_storm, tell_submits, tell_wizards):
        database.prepare(anew=False)
        try:
            part(options)
        finally:
            database.restore()


def tell_storm(options) -> None:
    from django.db import connection

    from tests import processes, storm, verdict

    print(f"database: {connection.vendor}")
    batch = storm.batch(seats=options.seats, reserve=options.seats * 3)
    people = storm.people(batch, options.people)
    with processes.web(WEB_THREADS="8") as port, processes.worker():
        happened = storm.registrations(port, batch, people, leaving=options.leaving)
        verdict.no_fault(happened)
        verdict.seats_and_ranks(batch, happened)
        verdict.freed_seats_went_to_the_first(batch)
        a_second = happened.requests / happened.seconds
        print(
            f"storm: {happened.requests} requests in {happened.seconds:.1f} s ({a_second:.0f}/s), "
            f"{len(happened.receipts)} receipts, {len(happened.left)} left, 5xx {sum(happened.faults.values())}"
        )
        print(f"       statuses {dict(happened.statuses)}; seats asked for {happened.capacities}")
        print(f"       {happened.looks} looks at the counters, {len(happened.too_many)} with one too many")
        print(f"       end: capacity {batch.capacity}, held {batch.held}, ranks 1..{batch.last_rank} without a gap")
        verdict.decide_everybody(batch)
        freed = verdict.everybody_with_a_seat_leaves(port, batch, people, share=2)
        verdict.each_freed_seat_was_offered_once(batch, freed)
        rounds = verdict.answer_offers(port, batch, people)
        print(f"       {freed} participants left at once: each seat offered once, first in line first; {rounds} rounds")


def tell_submits(options) -> None:
    """The same number of requests by eight clients: the last page, then the bare insert."""
    from forms import steps
    from tests import processes, storm
    from tests.factories import forms as made

    batch = storm.batch(seats=options.submits, reserve=0)
    people = storm.people(batch, options.submits)
    path = made.address(batch, steps.DECLARATION)
    with processes.web(WEB_THREADS="8") as port:
        pages = [
            lambda who=who: storm.post(port, path, who.session, token=who.token, revision=who.revision, **storm.PAGE)
            for who in people
        ]
        submits = measure("last page of the wizard", pages)
    with processes.web(WEB_THREADS="8", DJANGO_SETTINGS_MODULE="tests.bare.settings") as port:
        rows = [
            lambda who=who: storm.post(
                port, "/insert/", who.session, name=who.token, address="Jl. Contoh 1", capacity=9
            )
            for who in people
        ]
        bare = measure("bare ModelForm insert", rows)
    print(f"ratio: {submits / bare:.2f}")


def tell_wizards(options) -> None:
    """A person who was never here: address, code, every page, sent."""
    from tests import processes, storm

    batch = storm.batch(seats=options.wizards, reserve=0)
    with processes.web(WEB_THREADS="8", TRUSTED_PROXIES="1") as port:
        from tests.visitor import register

        serial = itertools.count(1)
        jobs = [lambda: register(port, batch, next(serial)) for _ in range(options.wizards)]
        measure("whole wizard with a new account", jobs)


def measure(name: str, jobs: list) -> float:
    """Work the jobs off with eight clients; returns how many a second, and prints it with the statuses."""
    from tests import storm

    statuses, lock, crowd = Counter(), threading.Lock(), storm.Crowd(CLIENTS)

    def run(job) -> None:
        status, _onward = job()
        with lock:
            statuses[status] += 1

    for job in jobs:
        crowd.add(lambda job=job: run(job))
    seconds = crowd.run()
    print(f"{name}: {len(jobs)} in {seconds:.1f} s, {len(jobs) / seconds:.1f}/s, statuses {dict(statuses)}")
    return len(jobs) / seconds


if __name__ == "__main__":
    main()
