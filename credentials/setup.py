"""Who may do what with certificates when the office is set up: the head issues and revokes, checkers look."""

from accounts.enums import Role
from accounts.roles import grant
from credentials import rules


def grant_roles() -> None:
    grant(Role.HEAD, rules.VIEW, rules.ISSUE, rules.REVOKE, "credentials.change_credentialsettings")
    for role in (Role.CHECKER, Role.SELECTOR):
        grant(role, rules.VIEW)
