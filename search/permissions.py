"""Who may do what with the list of searches without result."""

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from search.models import FailedQuery


class KeptByTheSystem(ModelPermissionPolicy):
    """Rows that the system writes: staff look at them and take them off the list."""

    def user_has_permission(self, user, action):
        return action in ("view", "delete") and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


def register_policy() -> None:
    register_permission_policy(FailedQuery, KeptByTheSystem(FailedQuery))
