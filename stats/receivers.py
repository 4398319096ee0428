"""A move is counted in the transaction that records it: a row is inserted, nothing is read back or waited for."""

from audit.signals import recorded
from stats import workflow


def count_events(sender, events, **kwargs):
    workflow.count(events)


def connect() -> None:
    recorded.connect(count_events, dispatch_uid="stats.count_events")
