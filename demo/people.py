"""Invented people: names from all over Indonesia, NIK serials that are never given out (9xxx), nobody's telephone."""

import datetime as dt
import random
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress

from accounts.models import Applicant, User
from core import nik
from core.models import Village
from demo.words import read

NEIGHBOURS = ("360301", "360312", "317401", "317305", "320101")  # districts around the city, for a KTP from elsewhere
LEVELS = ("smk", "sma", "smk", "sma", "smp", "sma", "smk", "d3", "sma", "s1", "smp", "sd")
UPPER_LEVELS = ("smk", "sma", "smk", "sma", "smk", "d3", "sma", "s1")
WORK = ("never_worked", "stopped", "never_worked", "stopped", "never_worked", "working_seeking")


@dataclass
class Person:
    number: int
    name: str
    sex: str
    birth_place: str
    birth_date: dt.date
    nik: str
    is_local: bool
    address: str
    village: Village
    education: str
    school: str
    major: str
    graduation_year: int
    employment: str
    letter_date: str = ""
    user: User | None = None
    _applicant: Applicant | None = field(default=None, repr=False)

    @property
    def phone(self) -> str:
        return f"+628120000{self.number:04d}"

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}.{self.number}@warga.example"

    def applicant(self, at: dt.datetime) -> Applicant:
        """The one record of this person, made when they first come to the office."""
        if self._applicant is None:
            self.user = self.user or account(self.email, self.name)
            self._applicant = Applicant.objects.create(
                user=self.user, nik=self.nik, phone=self.phone, ktp_is_local=self.is_local, created_at=at, **self.told()
            )
        return self._applicant

    def told(self) -> dict:
        """What a person tells about themselves, as the record keeps it."""
        names = ("name", "birth_place", "birth_date", "sex", "address", "village", "education", "school", "major")
        return {name: getattr(self, name) for name in (*names, "graduation_year", "employment")}

    def answers(self) -> dict:
        """The same, as the form sends it and the case keeps it."""
        told = self.told() | {"nik": nik.mask(self.nik), "phone": self.phone, "village": self.village.code}
        told["full_name"] = told.pop("name")
        told["birth_date"] = self.birth_date.isoformat()
        return told | {"ktp_is_local": "yes" if self.is_local else "no"}


def account(email: str, name: str, *, password: str = "", **flags) -> User:
    """An account with a proved address; without `password` (already hashed) only a mailed code opens it."""
    first, _space, last = name.partition(" ")
    user = User(email=email, first_name=first, last_name=last, **flags)
    if password:
        user.password = password
    else:
        user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


class Crowd:
    """Gives one new person after another, always the same ones for the same seed."""

    def __init__(self, today: dt.date, dice: random.Random):
        self.today, self.dice = today, dice
        self.words = read("people")
        self.villages = list(Village.objects.select_related("district").order_by("code"))
        self.number, self.names = 0, set()

    def person(self, levels: tuple[str, ...] = LEVELS, **wanted) -> Person:
        """A person with one of these levels of education; `wanted` fixes fields such as the name."""
        self.number += 1
        fields = self._known(levels) | wanted
        fields["nik"] = self._nik(fields)
        fields.setdefault("graduation_year", min(fields["birth_date"].year + 18, self.today.year - 1))
        return Person(number=self.number, **fields)

    def _known(self, levels: tuple[str, ...]) -> dict:
        sex = self.dice.choice(("female", "male"))
        education = self.dice.choice(levels)
        return {
            "name": self._name(sex),
            "sex": sex,
            "birth_place": self.dice.choice(self.words["birth_places"]),
            "birth_date": self.today - dt.timedelta(days=self.dice.randint(19 * 366, 44 * 365)),
            "is_local": self.number % 9 != 0,
            "village": self.dice.choice(self.villages),
            "address": self._address(),
            "education": education,
            "school": self.dice.choice(self.words["schools"][education]),
            "major": self.dice.choice(self.words["majors"].get(education, [""])),
            "employment": self.dice.choice(WORK),
            "letter_date": f"Tangerang, {self.today - dt.timedelta(days=60):%d-%m-%Y}",
        }

    def _name(self, sex: str) -> str:
        while True:
            name = f"{self.dice.choice(self.words[sex])} {self.dice.choice(self.words['family'])}"
            if name not in self.names:
                self.names.add(name)
                return name

    def _address(self) -> str:
        street, house = self.dice.choice(self.words["streets"]), self.dice.randint(1, 88)
        return f"Jl. {street} No. {house}, RT {self.dice.randint(1, 9):03d}/RW {self.dice.randint(1, 12):03d}"

    def _nik(self, fields: dict) -> str:
        district = fields["village"].district.code.replace(".", "")
        region = district if fields["is_local"] else self.dice.choice(NEIGHBOURS)
        born = fields["birth_date"]
        day = born.day + (40 if fields["sex"] == "female" else 0)
        return f"{region}{day:02d}{born:%m%y}{9000 + self.number:04d}"
