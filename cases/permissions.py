"""Who sees which case: staff of the role a stage belongs to; decision makers see all. Denied looks like missing."""

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from cases.models import Case, Stage


def may_work(user) -> bool:
    return user.is_active and (user.has_perm("cases.work_case") or user.has_perm("cases.decide_case"))


def may_see_all(user) -> bool:
    return user.is_superuser or user.has_perm("cases.release_case")


def my_stage_ids(user) -> list[int]:
    """Stages of all versions that belong to a role of this person."""
    if user.is_superuser:
        return list(Stage.objects.values_list("pk", flat=True))
    return list(Stage.objects.filter(group__in=user.groups.all()).values_list("pk", flat=True))


def visible_cases(user):
    """The cases a person may open at the desk: at a stage of their role, or once decided or checked by them."""
    if not may_work(user):
        return Case.objects.none()
    if may_see_all(user):
        return Case.objects.all()
    return _of_my_versions(user)


def _of_my_versions(user):
    """Every case whose road passes a stage of mine: a checker must still find a file that has moved on."""
    versions = set(Stage.objects.filter(group__in=user.groups.all()).values_list("version_id", flat=True))
    return Case.objects.filter(version__in=versions)


class CasePolicy(ModelPermissionPolicy):
    """Model permission and object rule in one, for Wagtail's views and our own."""

    def user_has_permission(self, user, action):
        return may_work(user) if action in ("view", "change") else False

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def instances_user_has_any_permission_for(self, user, actions):
        return visible_cases(user) if self.user_has_any_permission(user, actions) else Case.objects.none()

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action) and visible_cases(user).filter(pk=instance.pk).exists()


def register_policy() -> None:
    register_permission_policy(Case, CasePolicy(Case))
