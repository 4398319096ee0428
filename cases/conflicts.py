"""Whether an applicant is a colleague: nobody handles their own request, under whatever account it was sent.

An officer is known by the account, the e-mail address, the NIK and the phone number: those of their own registration,
and those they have entered for the office under "Account".
"""

from dataclasses import dataclass

from accounts.models import Applicant, User

COLUMNS = ("pk", "email", "applicant__pk", "applicant__nik_hash", "applicant__phone")
ENTERED = ("identity__nik_hash", "identity__phone")


@dataclass(frozen=True)
class Identity:
    """What tells that an applicant is this officer."""

    user: int
    email: str
    applicant: int | None
    hashes: frozenset[str]
    phones: frozenset[str]

    def is_same(self, applicant: Applicant) -> bool:
        return (
            applicant.user_id == self.user
            or applicant.pk == self.applicant
            or applicant.nik_hash in self.hashes
            or str(applicant.phone or "") in self.phones
            or applicant.email.lower() == self.email
        )


def _identities(users) -> list[Identity]:
    rows = users.values_list(*COLUMNS, *ENTERED)
    return [
        Identity(pk, email.lower(), applicant, frozenset(filter(None, (own, entered))), _phones(phone, other))
        for pk, email, applicant, own, phone, entered, other in rows
    ]


def _phones(*phones) -> frozenset[str]:
    return frozenset(str(phone) for phone in phones if phone)


def of(user) -> Identity:
    """Asked once for each request, kept on its user object."""
    if not hasattr(user, "desk_identity"):
        user.desk_identity = _identities(User.objects.filter(pk=user.pk))[0]
    return user.desk_identity


def is_own(user, applicant: Applicant) -> bool:
    """The account itself, or somebody with the same NIK, phone or e-mail."""
    return applicant.user_id == user.pk or of(user).is_same(applicant)


def officers_like(applicant: Applicant) -> list[User]:
    """The officers who look like this applicant; one statement over the few who are officers."""
    officers = User.objects.filter(is_active=True, groups__isnull=False).distinct()
    found = [identity.user for identity in _identities(officers) if identity.is_same(applicant)]
    return list(User.objects.filter(pk__in=found)) if found else []
