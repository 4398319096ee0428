"""The only writer of places, seats, offers, attendance and results of a batch.

Lock order everywhere: the batch first, then cases by ascending id. Counters change by conditional updates only.
`by` is who acts (None: the system), `at` the time (now by default).
"""

from programs.workflow.offers import expire_offers, fill_all, fill_freed_seats

__all__ = ["expire_offers", "fill_all", "fill_freed_seats"]
