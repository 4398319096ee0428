"""People: the account that signs in, and the applicant, one record for one person."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from accounts.enums import Education, Employment, Sex
from core import nik
from core.fields import EncryptedTextField
from core.models import Village


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        """An account; without a password it signs in by e-mail code only."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """An account, named by its e-mail address. Citizens and staff are the same kind; groups make the difference."""

    username = None
    email = models.EmailField(_("e-mail"), unique=True)
    language = models.CharField(max_length=5, default="id")
    session_round = models.PositiveIntegerField(default=0)  # counted up, every session of the account ends

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    def __str__(self):
        return self.get_full_name() or self.email

    def _get_session_auth_hash(self, secret=None):
        """Sessions are tied to the password and to the round; the first round leaves Django's own mark."""
        mark = super()._get_session_auth_hash(secret=secret)
        if not self.session_round:
            return mark
        return salted_hmac("accounts.session_round", f"{mark}:{self.session_round}", algorithm="sha256").hexdigest()

    @property
    def label(self) -> str:
        """How colleagues see this person on the desk."""
        return self.get_full_name() or self.email.partition("@")[0]


class ApplicantQuerySet(models.QuerySet):
    def with_nik(self, value: str):
        return self.filter(nik_hash=nik.keyed_hash(value))


class Applicant(models.Model):
    """One person, one record: found by the keyed hash of the NIK. A person registered at the counter has no account."""

    wagtail_reference_index_ignore = True

    user = models.OneToOneField(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="applicant"
    )
    nik = EncryptedTextField()
    nik_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("name as on the KTP"), max_length=120)
    birth_place = models.CharField(_("place of birth"), max_length=60)
    birth_date = models.DateField(_("date of birth"))
    sex = models.CharField(_("sex"), max_length=6, choices=Sex)
    phone = PhoneNumberField(_("phone"), region="ID", blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    village = models.ForeignKey(Village, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("kelurahan"))
    ktp_is_local = models.BooleanField(_("KTP issued by this city"), default=True)
    education = models.CharField(_("education"), max_length=8, choices=Education, blank=True)
    school = models.CharField(_("school"), max_length=120, blank=True)
    major = models.CharField(_("major"), max_length=80, blank=True)
    graduation_year = models.PositiveSmallIntegerField(_("year of graduation"), null=True, blank=True)
    employment = models.CharField(_("work"), max_length=16, choices=Employment, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ApplicantQuerySet.as_manager()

    class Meta:
        verbose_name = _("applicant")
        verbose_name_plural = _("applicants")
        permissions = [("reveal_nik", "Can see a whole NIK and identity documents")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.nik = nik.normalise(self.nik)
        self.nik_hash = nik.keyed_hash(self.nik)
        super().save(*args, **kwargs)

    @property
    def masked_nik(self) -> str:
        return nik.mask(self.nik)

    @property
    def first_name(self) -> str:
        return self.name.split()[0].title() if self.name else ""

    @property
    def masked_name(self) -> str:
        """The name on pages anyone may open: the first three letters of each word."""
        return " ".join(word if len(word) <= 2 else word[:3] + "•" * (len(word) - 3) for word in self.name.split())

    @property
    def email(self) -> str:
        return self.user.email if self.user_id else ""

    @property
    def counted(self) -> dict:
        """What figures tell people apart by; written into the log with each act, because people move."""
        return {"sex": self.sex, "village": self.village_id}


class ClaimCode(models.Model):
    """What stands on the receipt of the counter: with it and the birth date an account takes the record over, once.

    Only its keyed hash is kept: nobody at the office can read a code that was printed.
    """

    wagtail_reference_index_ignore = True

    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="claim_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="issued_claim_codes"
    )
    issued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    def __str__(self):
        return f"claim code of {self.applicant_id}"


class Consent(models.Model):
    """What a person agreed to and when (UU 27/2022 Pasal 22-24: recorded, distinguishable, provable)."""

    wagtail_reference_index_ignore = True

    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    text = models.TextField()
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return self.purpose
