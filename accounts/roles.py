"""Roles are groups; each app grants its own permissions to them when the office is set up."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from accounts.enums import Role


def create_groups() -> None:
    for role in Role:
        grant(role, "wagtailadmin.access_admin")


def group(role: Role) -> Group:
    return Group.objects.get_or_create(name=role.value)[0]


def grant(role: Role, *permissions: str) -> None:
    """Add permissions given as app_label.codename to a role; what the office added itself stays."""
    wanted = Q()
    for permission in permissions:
        app_label, codename = permission.split(".")
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    found = list(Permission.objects.filter(wanted))
    if len(found) < len(permissions):
        raise Permission.DoesNotExist(f"of {permissions} only {[p.codename for p in found]} exist")
    group(role).permissions.add(*found)


def role_name(of: Group) -> str:
    """The name of a role in words; a group that the office made itself is called as it is."""
    return str(Role(of.name).label) if of.name in Role.values else of.name


def has_role(user, *roles: Role) -> bool:
    return user.is_superuser or user.groups.filter(name__in=roles).exists()
