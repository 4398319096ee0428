"""Who may sign in, and where to after it."""

from django.conf import settings

DEMO_DOMAIN = "@contoh.id"
MAILS_STAY_HERE = "django.core.mail.backends.filebased.EmailBackend"


def is_demo_account(email: str) -> bool:
    """The accounts of the demonstration have a password anyone can read in the README."""
    return email.lower().endswith(DEMO_DOMAIN)


def shows_code(email: str) -> bool:
    """Whether a code stands on the page: only for invented people, and only where no mail leaves the machine."""
    return settings.DEMO and settings.EMAIL_BACKEND == MAILS_STAY_HERE and is_demo_account(email)


def may_sign_in(user) -> bool:
    """An active account; one of the demonstration only where the demonstration runs (settings.DEMO)."""
    return user.is_active and (settings.DEMO or not is_demo_account(user.email))


def is_staff_account(user) -> bool:
    """Whether this person works in the CMS."""
    return user.has_perm("wagtailadmin.access_admin")


def is_cms_address(path: str) -> bool:
    return path.startswith("/cms/")
