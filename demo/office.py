"""The demo office itself: its settings, the people who work there, rooms and trainers."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.enums import Role
from accounts.models import User
from accounts.roles import group
from core.models import OfficeSettings, Village
from credentials.settings import CredentialSettings
from demo.people import account
from demo.words import read
from programs.models import Room, Trainer


@dataclass
class Office:
    """Who and what the stories need, by the keys of data/office.json."""

    staff: dict[str, User]
    citizen: User
    rooms: dict[str, Room]
    trainers: dict[str, Trainer]


def open_office() -> Office:
    words = read("office")
    _write(OfficeSettings.load(), words["office"])
    _write(CredentialSettings.load(), words["certificate"])
    password = make_password(words["password"])  # once: the hash costs on purpose
    staff = {row["key"]: _employee(row, password) for row in words["logins"]}
    staff |= {row["key"]: _employee(row, "") for row in words["colleagues"]}
    citizen = account(**words["citizen"], password=password)
    return Office(staff, citizen, _rooms(words["rooms"]), _trainers(words["trainers"], staff))


def _write(row, fields: dict) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def _employee(row: dict, password: str) -> User:
    flags = {} if row["role"] else {"is_superuser": True, "is_staff": True}
    user = account(row["email"], row["name"], password=password, **flags)
    if row["role"]:
        user.groups.add(group(Role(row["role"])))
    return user


def _rooms(rows: list[dict]) -> dict[str, Room]:
    village = Village.objects.order_by("code").first()
    return {
        row["key"]: Room.objects.create(
            name=row["name"], capacity=row["capacity"], village=village, address=f"Jl. Contoh Raya No. {number + 2}"
        )
        for number, row in enumerate(rows)
    }


def _trainers(rows: list[dict], staff: dict[str, User]) -> dict[str, Trainer]:
    """Trainers, some with an account of the same name: they keep attendance themselves."""
    users = {user.get_full_name(): user for user in staff.values()}
    return {
        row["key"]: Trainer.objects.create(name=row["name"], expertise=row["expertise"], user=users.get(row["name"]))
        for row in rows
    }
