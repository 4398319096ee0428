"""Shared nouns without a domain: pictures and files of editors, regions, holidays, private files, outbox, throttle."""

import copy
import datetime as dt
import uuid

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page, PageViewRestriction
from wagtail.snippets.models import register_snippet

from core import defaults, routing
from core.branding import Branding
from core.fields import EncryptedJSONField, EncryptedTextField
from core.generation import settled_kept
from core.pagecache import mark_public
from core.previews import FramePreviewMixin


class CustomImage(AbstractImage):
    """A picture of the editors. Never a citizen's document: those are PrivateFile rows."""

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def generate_rendition_file(self, filter, *, source=None):
        """The cut picture in memory: a page with thirty sizes would else hold thirty temporary files open."""
        with super().generate_rendition_file(filter, source=source) as made:
            made.seek(0)
            return ContentFile(made.read(), made.name)


class CustomRendition(AbstractRendition):
    image = models.ForeignKey(CustomImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="one_rendition_a_filter")
        ]


class CustomDocument(AbstractDocument):
    """A public file of the editors (forms, decrees)."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")


class BasePage(Page):
    """What every public page has: a summary that is its search description and its preview in a chat."""

    summary = models.CharField(
        _("summary"), max_length=200, blank=True, help_text=_("One or two sentences: what it is and for whom.")
    )

    content_panels = [*Page.content_panels, FieldPanel("summary", required_on_save=False)]

    class Meta:
        abstract = True

    def serve(self, request, *args, **kwargs):
        """A page without restriction is the same for everybody."""
        response = super().serve(request, *args, **kwargs)
        is_open = not getattr(request, "is_preview", False) and not self.get_view_restrictions()
        return mark_public(response) if is_open else response

    def get_view_restrictions(self):
        """Nearly always none, which is known without asking."""
        return super().get_view_restrictions() if routing.restricted_pages() else PageViewRestriction.objects.none()

    def _get_site_root_paths(self, cache_object=None, **kwargs):
        """Left where Wagtail leaves them too: redirects of a moved page read them there."""
        keeper = cache_object or kwargs.get("request") or self
        keeper._wagtail_cached_site_root_paths = routing.root_paths()
        return keeper._wagtail_cached_site_root_paths

    # Said instead of words that are those of another language: of a batch that follows the Indonesian one.
    known_as = ""
    known_for = ""

    @property
    def name(self) -> str:
        return self.known_as or self.title

    @property
    def description(self) -> str:
        return self.known_for or self.search_description or self.summary


@register_snippet
class Holiday(models.Model):
    """A day the office is closed: national holiday or collective leave by joint decree (SKB 3 Menteri)."""

    date = models.DateField(_("date"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    source = models.CharField(_("decree"), max_length=200, blank=True)

    panels = [FieldPanel("date"), FieldPanel("name"), FieldPanel("source")]

    class Meta:
        ordering = ["date"]
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")

    def __str__(self):
        return f"{self.date:%d-%m-%Y} {self.name}"


class HolidayChange(models.Model):
    """A day that became closed or open again; deadlines that run are counted anew once (core.holidays)."""

    wagtail_reference_index_ignore = True

    date = models.DateField()
    is_closed = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)
    counted_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self):
        return f"{self.date:%d-%m-%Y} {self.is_closed}"


class District(models.Model):
    """A kecamatan of the city, by Kemendagri code (36.71.01), and where it stands in the map of tiles."""

    code = models.CharField(_("code (Kemendagri)"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=60)
    tile_column = models.PositiveSmallIntegerField(
        _("column in the map of tiles"), null=True, blank=True, help_text=_("Counted from the left, from 0.")
    )
    tile_row = models.PositiveSmallIntegerField(
        _("row in the map of tiles"), null=True, blank=True, help_text=_("Counted from the top, from 0.")
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("code"),
        FieldRowPanel([FieldPanel("tile_column"), FieldPanel("tile_row")]),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("kecamatan")
        verbose_name_plural = _("kecamatan")

    def __str__(self):
        return self.name


class Village(models.Model):
    """A kelurahan of the city, by Kemendagri code (36.71.01.1001)."""

    code = models.CharField(_("code (Kemendagri)"), max_length=13, unique=True)
    name = models.CharField(_("name"), max_length=60)
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="villages", verbose_name=_("kecamatan")
    )

    panels = [FieldPanel("name"), FieldPanel("district"), FieldPanel("code"), FieldPanel("postal_code")]

    class Meta:
        ordering = ["district__name", "name"]
        verbose_name = _("kelurahan")
        verbose_name_plural = _("kelurahan")

    def __str__(self):
        return self.name


class KeptSetting(BaseGenericSetting):
    """A setting asked for in nearly every request: read once, then kept until something changes."""

    class Meta:
        abstract = True

    @classmethod
    def _get_or_create(cls):
        """A copy: who changes and saves it must not change what others read before that is committed."""
        return copy.copy(_kept_setting(cls))


@settled_kept
def _kept_setting(model: type[KeptSetting]) -> KeptSetting:
    return super(KeptSetting, model)._get_or_create()


@register_setting(icon="home")
class OfficeSettings(FramePreviewMixin, Branding, KeptSetting):
    """The office and its clocks: names, contact, limits in working days. Another city changes these, not the code."""

    office = models.CharField(_("office"), max_length=120, default="Dinas Ketenagakerjaan Kota Contoh")
    city = models.CharField(_("city"), max_length=60, default=defaults.city)
    city_code = models.CharField(_("city code (Kemendagri)"), max_length=5, default=defaults.city_code)
    address = models.CharField(_("address"), max_length=200, blank=True)
    hours = models.CharField(_("opening hours"), max_length=120, default="Senin–Jumat, 08.00–15.00 WIB")
    hours_en = models.CharField(_("opening hours (English)"), max_length=120, default="Monday–Friday, 08.00–15.00")
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    whatsapp = models.CharField(_("WhatsApp"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    objection_citation = models.CharField(
        _("legal basis of objections"), max_length=200, default="UU 25/2009 tentang Pelayanan Publik"
    )
    days_correction = models.PositiveSmallIntegerField(_("working days to correct"), default=5)
    days_confirm = models.PositiveSmallIntegerField(_("working days to take an offered seat"), default=3)
    days_to_object = models.PositiveSmallIntegerField(_("days to object"), default=21)
    days_objection = models.PositiveSmallIntegerField(_("working days to answer an objection"), default=10)
    days_certificate = models.PositiveSmallIntegerField(_("working days until the certificate"), default=10)
    days_draft = models.PositiveSmallIntegerField(_("days a draft is kept"), default=90)
    days_claim = models.PositiveSmallIntegerField(_("days the code on a counter receipt can be used"), default=180)
    lease_minutes = models.PositiveSmallIntegerField(_("minutes a case is held by whoever opened it"), default=10)
    undo_seconds = models.PositiveSmallIntegerField(_("seconds a decision can be undone"), default=60)
    jp_minutes = models.PositiveSmallIntegerField(_("minutes of one lesson hour (JP)"), default=45)

    contact_panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("office", "city", "city_code", "address", "objection_citation")],
            heading=_("Office"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("hours", "hours_en", "phone", "whatsapp", "email")], heading=_("Contact")
        ),
    ]
    limit_panels = [
        FieldPanel(name)
        for name in (
            "days_correction",
            "days_confirm",
            "days_to_object",
            "days_objection",
            "days_certificate",
            "days_draft",
            "days_claim",
            "lease_minutes",
            "undo_seconds",
            "jp_minutes",
        )
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(contact_panels, heading=_("Office and contact")),
            ObjectList(Branding.branding_panels, heading=_("Appearance")),
            ObjectList(limit_panels, heading=_("Limits")),
        ]
    )

    class Meta:
        verbose_name = _("office")


def private_path(instance, filename: str) -> str:
    """A stored name tells nothing: year, month and a UUID, never the name the citizen gave."""
    return f"{timezone.localtime():%Y/%m}/{instance.key}"


def private_storage():
    return storages["private"]


class ScanState(models.TextChoices):
    """What a virus scanner said of an upload."""

    NONE = "", _("Not scanned")
    WAITING = "waiting", _("Not scanned yet")
    CLEAN = "clean", _("No virus found")
    INFECTED = "infected", _("A virus was found")


class PrivateFile(models.Model):
    """A citizen's upload after checking and re-encoding: outside MEDIA_ROOT, no address, read through views only."""

    wagtail_reference_index_ignore = True

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(upload_to=private_path, storage=private_storage)
    name = EncryptedTextField()
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=8, choices=ScanState, blank=True, default=ScanState.NONE)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["created_at"], condition=models.Q(scan=ScanState.WAITING), name="file_to_scan")]

    def __str__(self):
        return str(self.key)

    @property
    def is_infected(self) -> bool:
        return self.scan == ScanState.INFECTED

    @property
    def is_withheld(self) -> bool:
        """Nobody opens it: it has a virus, or the scanner has not seen it yet."""
        return self.is_infected or (self.scan == ScanState.WAITING and bool(settings.CLAMD))

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")


SEALED = ".sealed"  # behind the key: nobody opens such a file by mistake


def quarantine_path(instance, filename: str) -> str:
    return f"karantina/{timezone.localtime():%Y/%m}/{instance.key}{SEALED}"


class Quarantined(models.Model):
    """A file in which a virus was found, encrypted; `file_key` names the upload if it had been taken already."""

    wagtail_reference_index_ignore = True

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(upload_to=quarantine_path, storage=private_storage)
    name = EncryptedTextField()
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    virus = models.CharField(_("virus"), max_length=200)
    file_key = models.UUIDField(null=True, blank=True)
    found_at = models.DateTimeField(_("found"), default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-found_at"]
        verbose_name = _("file with a virus")
        verbose_name_plural = _("files with a virus")

    def __str__(self):
        return self.virus


class MessageState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class OutboxMessage(models.Model):
    """A message in the transaction of what it tells: sent after commit, retried until delivered, never doubled.

    `key` is unique: queueing the same event for the same person twice keeps one row. After the last attempt the row
    stays FAILED and visible to the office with "try again".
    """

    wagtail_reference_index_ignore = True

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("message"), max_length=40)
    to = EncryptedTextField()
    language = models.CharField(_("language"), max_length=5)
    content = EncryptedJSONField()  # subject, text, html
    about = models.CharField(_("about"), max_length=60, blank=True)  # a case or certificate number, never a name
    state = models.CharField(_("state"), max_length=8, choices=MessageState, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(_("queued"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.CharField(_("fault"), max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "next_at"])]
        ordering = ["-queued_at"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self):
        return f"{self.kind} {self.about}"


class Throttle(models.Model):
    """Attempts at one door by one visitor within one window; counted by an atomic upsert, over all processes."""

    wagtail_reference_index_ignore = True

    key = models.CharField(max_length=100, unique=True)
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField()

    def __str__(self):
        return self.key

    @classmethod
    def hit(cls, door: str, visitor: str, *, limit: int, seconds: int) -> bool:
        """Count one attempt; False when the visitor is over `limit` in the current window of `seconds`."""
        now = timezone.now()
        window = int(now.timestamp()) // seconds
        key = f"{door}:{visitor}:{window}"[:100]
        end = dt.datetime.fromtimestamp((window + 1) * seconds, dt.UTC)
        cls.objects.bulk_create([cls(key=key, expires_at=end)], ignore_conflicts=True)
        return bool(cls.objects.filter(key=key, count__lt=limit).update(count=F("count") + 1))
