"""Which role registers people at the counter; what the office changes later stays."""

from accounts.enums import Role
from accounts.roles import grant
from forms.doors import PERMISSION


def load_forms() -> None:
    grant(Role.CHECKER, PERMISSION)
