"""What editors write: the list of programmes, a programme, a batch. Operation lives in programs.models.operation."""

import uuid

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable

from core.models import BasePage
from core.questions import QuestionStreamBlock
from core.routing import know_locale
from programs.blocks import DocumentBlock, RuleStreamBlock, UnitBlock
from programs.enums import CertificateKind, Mode, ProgramKind
from programs.forms import BatchPageForm
from programs.models.operation import Batch
from programs.panels import NoticesPanel, SessionsPanel, of_batch, of_session


class ProgramIndexPage(BasePage):
    """All programmes and batches with filters."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["programs.ProgramPage"]
    max_count_per_parent = 1
    template = "programs/program_index_page.html"

    class Meta:
        verbose_name = _("list of programmes")

    def get_context(self, request, *args, **kwargs):
        from programs.listing import index_context

        return super().get_context(request, *args, **kwargs) | index_context(self, request)


class ProgramPage(BasePage):
    """A programme: what it teaches, for whom, what is asked. Rules and questions live on the source-language page."""

    kind = models.CharField(_("kind"), max_length=20, choices=ProgramKind)
    field = models.CharField(
        _("field"),
        max_length=40,
        help_text=_("Short word used in filters, such as Garmen. The English page holds the English word."),
    )
    code = models.SlugField(_("code"), max_length=20, help_text=_("Used in batch addresses and certificate numbers."))
    illustration = models.CharField(_("illustration"), max_length=60, blank=True)
    picture = models.ForeignKey(
        "core.CustomImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    body = RichTextField(_("about this training"), blank=True, features=["bold", "link", "ul", "ol", "h3"])
    units = StreamField([("unit", UnitBlock())], blank=True, verbose_name=_("units of competence"))
    total_jp = models.PositiveSmallIntegerField(_("total JP"), default=0, help_text=_("Lesson hours of 45 minutes."))
    standards = models.TextField(_("standards"), blank=True, help_text=_("One reference on each line."))
    fee = models.PositiveIntegerField(_("fee in rupiah"), default=0)
    documents = StreamField([("document", DocumentBlock())], blank=True, verbose_name=_("documents asked"))
    rules = StreamField(RuleStreamBlock(), blank=True, verbose_name=_("who may register"))
    questions = StreamField(QuestionStreamBlock(), blank=True, verbose_name=_("further questions"))
    procedure = models.ForeignKey(
        "cases.Procedure",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("procedure"),
    )
    seat_rules = models.ForeignKey(
        "programs.SeatRules",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("seat rules"),
        help_text=_("Batches keep the version in force when the first person registers."),
    )
    certificate_kind = models.CharField(
        _("certificate"), max_length=12, choices=CertificateKind, default=CertificateKind.TRAINING
    )
    marks_by_unit = models.BooleanField(_("a mark for each unit"), default=False)
    one_a_year = models.BooleanField(_("one batch of this kind a year for each person"), default=True)

    parent_page_types = ["programs.ProgramIndexPage"]
    subpage_types = ["programs.BatchPage"]
    template = "programs/program_page.html"

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("field"),
                FieldPanel("code"),
                FieldPanel("illustration"),
                FieldPanel("picture"),
            ],
            heading=_("Programme"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("total_jp"), FieldPanel("units"), FieldPanel("standards")], heading=_("What it teaches")
        ),
        MultiFieldPanel(
            [FieldPanel("rules"), FieldPanel("documents"), FieldPanel("fee"), FieldPanel("one_a_year")],
            heading=_("What is asked"),
        ),
        FieldPanel("questions"),
        MultiFieldPanel(
            [
                FieldPanel("procedure"),
                FieldPanel("seat_rules"),
                FieldPanel("certificate_kind"),
                FieldPanel("marks_by_unit"),
            ],
            heading=_("How it is decided"),
        ),
    ]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def get_context(self, request, *args, **kwargs):
        from programs.pages import program_context

        return super().get_context(request, *args, **kwargs) | program_context(self, request)

    @property
    def source(self) -> "ProgramPage":
        """The page in the source language: rules, documents, questions and batches are read there."""
        know_locale(self)
        if self.locale.language_code == "id":
            return self
        return (
            ProgramPage.objects.filter(translation_key=self.translation_key, locale__language_code="id").first() or self
        )

    @property
    def asked_documents(self) -> list[dict]:
        """Documents as plain data in the reader's language."""
        language = "en" if get_language() == "en" else "id"
        return [
            {
                "key": block.value["key"],
                "label": block.value[f"label_{language}"],
                "help": block.value[f"help_{language}"],
            }
            for block in self.source.documents
        ]


class BatchPage(BasePage):
    """A batch as editors write it: window, dates, place, seats as wished, sessions. Published it is a Batch row."""

    number = models.PositiveSmallIntegerField(_("batch number (angkatan)"), default=1)
    opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    starts_on = models.DateField(_("training starts"), null=True, blank=True)
    ends_on = models.DateField(_("training ends"), null=True, blank=True)
    room = models.ForeignKey(
        "programs.Room", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("venue")
    )
    trainer = models.ForeignKey(
        "programs.Trainer", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("trainer")
    )
    capacity = models.PositiveSmallIntegerField(_("seats"), default=16)
    reserve_size = models.PositiveSmallIntegerField(_("places on the reserve list"), default=8)
    mode = models.CharField(_("how seats are given"), max_length=5, choices=Mode, default=Mode.ORDER)
    confirm_by = models.DateTimeField(_("re-registration until"), null=True, blank=True)
    threshold = models.PositiveSmallIntegerField(_("attendance threshold in percent"), default=80)
    pass_mark = models.PositiveSmallIntegerField(_("lowest passing mark"), default=0)
    notes = RichTextField(_("notes for participants"), blank=True, features=["bold", "link", "ul"])

    parent_page_types = ["programs.ProgramPage"]
    subpage_types = []
    template = "programs/batch_page.html"

    base_form_class = BatchPageForm
    content_panels = [
        NoticesPanel(heading=_("Notices")),
        *BasePage.content_panels,
        MultiFieldPanel(of_batch("number", "opens_at", "closes_at"), heading=_("Registration")),
        MultiFieldPanel(of_batch("starts_on", "ends_on", "room", "trainer"), heading=_("Training")),
        MultiFieldPanel(of_batch("capacity", "reserve_size", "mode", "confirm_by"), heading=_("Seats")),
        MultiFieldPanel(of_batch("threshold", "pass_mark"), heading=_("To pass")),
        *of_batch("notes"),
        SessionsPanel("page_sessions", heading=_("Sessions"), label=_("Session")),
    ]

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")

    def get_context(self, request, *args, **kwargs):
        from programs.pages import batch_context

        return super().get_context(request, *args, **kwargs) | batch_context(self, request)

    @property
    def batch(self) -> Batch | None:
        """The row this page describes, in every language; none before the first publishing."""
        return Batch.objects.filter(key=self.translation_key).select_related("room", "seat_rules").first()

    @property
    def program(self) -> ProgramPage:
        """The programme in the source language, where rules, questions and operation are read."""
        return self.get_parent().specific.source


class BatchPageSession(Orderable):
    """A session on the page; `key` ties it to the Session row across publishes and copies of drafts."""

    page = ParentalKey(BatchPage, on_delete=models.CASCADE, related_name="page_sessions")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    jp = models.PositiveSmallIntegerField(_("JP"), default=8)
    topic = models.CharField(_("topic"), max_length=120, blank=True)
    room = models.ForeignKey(
        "programs.Room", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("room")
    )
    trainer = models.ForeignKey(
        "programs.Trainer", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("trainer")
    )

    panels = of_session("starts_at", "ends_at", "jp", "topic", "room", "trainer")

    class Meta(Orderable.Meta):
        verbose_name = _("session")

    def __str__(self):
        return f"{self.starts_at:%d-%m-%Y %H.%M}"
