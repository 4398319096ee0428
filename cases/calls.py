"""Who has to be called: people without an e-mail address, as far as an officer may open their cases."""

from cases import permissions
from cases.models import Call


def of_cases_of(user):
    return Call.objects.filter(case__in=permissions.visible_cases(user))


def waiting_for(user):
    """What passes first stands first; a person who has an account by now reads it there."""
    return of_cases_of(user).waiting()
