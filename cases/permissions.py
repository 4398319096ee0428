"""Who sees which case: staff of the role a stage belongs to; decision makers see all. Denied looks like missing."""

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from cases.models import Case, Decision, Stage


def may_work(user) -> bool:
    return user.is_active and (user.has_perm("cases.work_case") or user.has_perm("cases.decide_case"))


def may_see_all(user) -> bool:
    return user.is_superuser or user.has_perm("cases.release_case")


def may_file(user) -> bool:
    """Who registers people at the counter, and speaks for those who have no account."""
    return user.is_active and user.has_perm("cases.file_case")


def may_release(user) -> bool:
    return user.is_active and user.has_perm("cases.release_case")


def may_answer_objections(user) -> bool:
    """Who decides cases also answers objections, except to a decision of their own (cases.rules)."""
    return user.is_active and user.has_perm("cases.decide_case")


def may_change_words(user) -> bool:
    return user.is_active and user.has_perm("cases.change_words")


def may_reveal(user) -> bool:
    return user.is_active and user.has_perm("accounts.reveal_nik")


def may_undo(user, decision: Decision) -> bool:
    """Who decided may take it back before it is told; so may whoever releases."""
    return user.pk == decision.by_id or may_release(user)


def may_second(user, decision: Decision) -> bool:
    """The second person works at the same stage or releases, and neither decided nor filed it at the counter."""
    if user.pk == decision.case.filed_by_id:
        return False
    in_group = user.is_superuser or decision.stage_id in my_stage_ids(user)
    return decision.needs_second and user.pk != decision.by_id and (in_group or may_release(user))


def my_stage_ids(user) -> list[int]:
    """Stages of all versions that belong to a role of this person; asked once for each request."""
    return [stage for stage, _version, _is_decision in _my_stages(user)]


def my_kinds_of_stages(user) -> set[bool]:
    """Whether any of my stages decides (True), and whether any comes before the decision (False)."""
    return {is_decision for _stage, _version, is_decision in _my_stages(user)}


def _my_stages(user) -> list[tuple[int, int, bool]]:
    """Stage, version and kind of the stages of a person's roles, kept on the user object of the request."""
    if not hasattr(user, "desk_stages"):
        mine = Stage.objects.all() if user.is_superuser else Stage.objects.filter(group__in=user.groups.all())
        user.desk_stages = list(mine.values_list("pk", "version_id", "is_decision"))
    return user.desk_stages


def visible_cases(user):
    """The cases a person may open at the desk: at a stage of their role, or once decided or checked by them."""
    if not may_work(user):
        return Case.objects.none()
    if may_see_all(user):
        return Case.objects.all()
    return _of_my_versions(user)


def _of_my_versions(user):
    """Every case whose road passes a stage of mine: a checker must still find a file that has moved on."""
    return Case.objects.filter(version__in={version for _stage, version, _is_decision in _my_stages(user)})


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
