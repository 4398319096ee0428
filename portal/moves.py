"""What the owner of a case may do, each with a page that asks once more."""

from django.utils.translation import gettext_lazy as _

from cases import workflow
from cases.enums import Move
from portal.views import MoveView


class WithdrawView(MoveView):
    move, act = Move.WITHDRAW, workflow.withdraw
    title = _("Withdraw this registration?")
    text = _("You lose your seat or place in line. Somebody else can use it, and you cannot take it back.")
    button = _("Withdraw registration")
    done = _("Your registration is withdrawn.")


class TakeOfferView(MoveView):
    move, act = Move.TAKE_OFFER, workflow.take_offer
    title = _("Take this seat?")
    text = _("You agree to attend from the first day. If you can no longer come, tell us, so that somebody else can.")
    button = _("Take this seat")
    done = _("Your seat is confirmed.")


class DeclineView(MoveView):
    move, act = Move.DECLINE, workflow.decline
    title = _("Give up this seat?")
    text = _("It goes to the reserve list at once and cannot be taken back.")
    button = _("Give up seat")
    done = _("You gave up the seat. Thank you for telling us.")
