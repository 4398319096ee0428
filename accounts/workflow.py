"""Opening and changing an account."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from accounts.models import Applicant, User
from audit import log
from core import outbox


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
    """Write down that the address of the account belongs to its owner, and that no other one does any more.

    Staff may have corrected the address in the CMS: the old one is no way in.
    """
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()
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


class AddressTaken(Exception):
    """The new address belongs to another account; only its owner, who has read the code there, is told."""


@transaction.atomic
def change_address(user: User, email: str, *, by: User, at: dt.datetime | None = None) -> User:
    """Sign in with another address from now on: its owner has proved it by a code. The old one is told.

    Other devices are signed out. Raises AddressTaken when another account has it.
    """
    email, old = email.lower(), user.email
    locked = User.objects.select_for_update().get(pk=user.pk)
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise AddressTaken
    if email == locked.email.lower():
        return user
    User.objects.filter(pk=user.pk).update(email=email)
    user.email = email
    EmailAddress.objects.filter(user=user).delete()
    verify_address(user)
    event = log.record("accounts.user.address_changed", user, by=by, at=at, body={"before": old, "after": email})
    _tell_old_address(user, old, f"address:{event.pk}")
    end_sessions(user, by=by, at=at)
    return user


def _tell_old_address(user: User, old: str, key: str) -> None:
    facts = {"address": masked(user.email)}
    outbox.queue("address_changed", key=key, to=old, language=user.language, facts=facts)


def masked(email: str) -> str:
    """Enough of an address for its owner to know it: s...@contoh.id."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}…@{host}"


@transaction.atomic
def end_sessions(user: User, *, by: User, at: dt.datetime | None = None) -> None:
    """End every session of the account; the page that asked keeps its own by renewing its mark."""
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    user.refresh_from_db(fields=["session_round"])
    log.record("accounts.user.sessions_ended", user, by=by, at=at)


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
