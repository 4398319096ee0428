"""People of the tests: invented, with NIK serials that are never given out (9xxx)."""

import datetime as dt
import itertools

import factory

from accounts.enums import Role
from accounts.models import Applicant, User
from accounts.roles import group

_serials = itertools.count(1)


def next_nik(birth: dt.date = dt.date(1999, 5, 5), sex: str = "female") -> str:
    """A well-formed NIK of Tangerang with an impossible serial; each call gives another."""
    number = next(_serials)
    day = birth.day + (40 if sex == "female" else 0)
    district = 1 + number // 1000 % 13
    return f"3671{district:02d}{day:02d}{birth:%m%y}9{number % 1000:03d}"


class UserFactory(factory.django.DjangoModelFactory):
    """A citizen's account; `role` makes it staff."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"warga{n}@contoh.test")
    first_name = factory.Sequence(lambda n: f"Warga{n}")

    @factory.post_generation
    def role(self, create, extracted, **kwargs):
        if extracted:
            self.groups.add(group(Role(extracted)))


class ApplicantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Applicant

    user = factory.SubFactory(UserFactory)
    nik = factory.LazyFunction(next_nik)
    name = factory.Sequence(lambda n: f"Siti Rahmawati {n}")
    birth_place = "Tangerang"
    birth_date = dt.date(1999, 5, 5)
    sex = "female"
    phone = "+6281200000001"
    education = "sma"
    employment = "never_worked"
