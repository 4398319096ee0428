"""What the office does to a whole batch, for apps above: they answer, or enqueue a message, and change no seat.

All are sent under the lock of the batch, in the transaction of the change.
"""

from django.dispatch import Signal

unsent = Signal()  # batch -> how many people have begun a registration that they have not sent
batch_cancelled = Signal()  # batch, told (reason by language), at
batch_moved = Signal()  # batch, told (reason by language), before (words by language), at
