"""The two doors a registration comes in by: a person's own account, and the counter, where an officer writes for them.

What differs stands here: whose record it becomes, which NIK may be used, and who gets the receipt again. Everything
else of `workflow.submit` is the same for both: rules, locks, seats, event.
"""

from dataclasses import dataclass
from typing import Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Applicant, User
from cases import conflicts, permissions
from cases.models import Case
from cases.rules import Refused
from core import nik
from forms import people
from forms.models import Draft


class Door(Protocol):
    """What `workflow` asks of a door."""

    def must_be_open(self) -> None:
        """Raises Refused when this account may not send by this door."""

    def sent(self, token: str) -> Case | None:
        """What was sent with this token before; None when it is nothing of this account."""

    def nik_refusal(self, number: str) -> ValidationError | None:
        """Why this NIK may not be used here."""

    def record(self, answers: dict) -> Applicant:
        """The person's one record with these answers. Raises people.NikTaken and Refused."""

    def language(self, applicant: Applicant) -> str:
        """The language in which the person is written to."""


@dataclass(frozen=True)
class OwnDoor:
    """A person registers with their own account."""

    by: User

    def must_be_open(self) -> None:
        """Whoever is signed in may register."""

    def sent(self, token: str) -> Case | None:
        return Case.objects.filter(token=token, applicant__user=self.by).first() if token else None

    def nik_refusal(self, number: str) -> ValidationError | None:
        return people.nik_refusal(self.by)(number)

    def record(self, answers: dict) -> Applicant:
        return people.record(self.by, answers)

    def language(self, applicant: Applicant) -> str:
        return get_language() or "id"


@dataclass(frozen=True)
class CounterDoor:
    """An officer registers the person who stands at the counter, with or without an account.

    Nobody files for themselves here: what holds for deciding (cases.conflicts) holds for filing.
    """

    by: User
    person_hash: str

    def must_be_open(self) -> None:
        if not permissions.may_file(self.by):
            raise Refused([_("You may not register people at the counter.")])

    def sent(self, token: str) -> Case | None:
        return Case.objects.filter(token=token, filed_by=self.by).first() if token else None

    def nik_refusal(self, number: str) -> ValidationError | None:
        if nik.keyed_hash(number) == self.person_hash:
            return None
        return ValidationError(
            _("This is not the NIK you looked up. Go back to the counter and begin with the right one."), code="other"
        )

    def record(self, answers: dict) -> Applicant:
        """Raises Refused when the person is this officer, or looks like them."""
        applicant = people.record_of_nik(answers)
        if conflicts.is_own(self.by, applicant):
            raise Refused([_("The applicant has the same NIK, phone or e-mail as you. Another officer must file it.")])
        return applicant

    def language(self, applicant: Applicant) -> str:
        """Of the person, not of the officer's screen."""
        return applicant.user.language if applicant.user_id else "id"


def of(draft: Draft, by: User) -> Door:
    return CounterDoor(by, draft.person_hash) if draft.is_at_counter else OwnDoor(by)
