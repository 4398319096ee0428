"""Opening and changing an account."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Applicant, User
from audit import log


@transaction.atomic
def open_account(email: str, *, language: str = "id", at: dt.datetime | None = None) -> User:
    """The account of an address whose owner has just proved it by a code: found, or opened without a password.

    Called twice, also at the same time, there is one account. The address counts as verified from here on.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        fields = {"language": language, "password": make_password(None)}
        user, is_new = User.objects.get_or_create(email=email.lower(), defaults=fields)
        if is_new:
            log.record("accounts.user.opened", user, by=user, at=at)
    verify_address(user)
    return user


def verify_address(user: User) -> None:
    """Write down that the address of the account belongs to its owner."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )


@transaction.atomic
def set_language(user: User, language: str) -> None:
    """Choose the language of messages and of the pages after signing in; an unknown one changes nothing."""
    if language in dict(settings.LANGUAGES):
        User.objects.filter(pk=user.pk).update(language=language)


@transaction.atomic
def set_password(user: User, password: str, *, by: User, at: dt.datetime | None = None) -> None:
    """Set a password; every other session of the account ends with it (Django ties sessions to the password)."""
    user.set_password(password)
    user.save(update_fields=["password"])
    log.record("accounts.user.password_set", user, by=by, at=at)


@transaction.atomic
def change_contact(applicant: Applicant, *, by: User, at: dt.datetime | None = None, **fields) -> Applicant:
    """Change phone and address; what stands on the KTP is corrected by an officer who sees the card."""
    changed = {name: value for name, value in fields.items() if name in ("phone", "address", "village")}
    applicant = Applicant.objects.select_for_update().get(pk=applicant.pk)
    before = {name: str(getattr(applicant, name) or "") for name in changed}
    for name, value in changed.items():
        setattr(applicant, name, value)
    applicant.save(update_fields=[*changed])
    after = {name: str(value or "") for name, value in changed.items()}
    if before != after:
        body = {"before": before, "after": after}
        log.record("accounts.applicant.contact_changed", applicant, by=by, at=at, body=body)
    return applicant
