"""What happened, told inside the transaction in which it happened: receivers may insert rows of their own, no more."""

from django.dispatch import Signal

# Sent for every event with `events`: pairs of the event and its body (a dict), in the order in which they were written.
recorded = Signal()
