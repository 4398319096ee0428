"""Questions and answers in both languages, and how often an answer helped."""

from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable
from wagtail.rich_text import get_text_for_indexing

from core import jsonld
from core.blocks import BodyStreamBlock
from core.models import BasePage

FEATURES = ["bold", "link", "document-link", "ul", "ol"]


class Bilingual(models.Model):
    """Fields in pairs, `text_id` and `text_en`; an empty English one leaves the Indonesian."""

    class Meta:
        abstract = True

    def said(self, name: str, language: str | None = None) -> str:
        language = language or get_language() or ""
        english = getattr(self, f"{name}_en") if language.startswith("en") else ""
        return english or getattr(self, f"{name}_id")


class Topic(Bilingual, Orderable):
    """A heading of the list of questions."""

    name_id = models.CharField(_("name (Indonesian)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)

    panels = [FieldPanel("name_id"), FieldPanel("name_en"), FieldPanel("slug")]

    class Meta(Orderable.Meta):
        verbose_name = _("topic of questions")
        verbose_name_plural = _("topics of questions")

    def __str__(self):
        return self.name_id

    @property
    def name(self) -> str:
        return self.said("name")


class QuestionQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(is_shown=True)

    def in_order(self):
        return self.select_related("topic").order_by("topic__sort_order", "topic__pk", "sort_order", "pk")

    def with_score(self):
        """How many people said yes and no, over all months."""
        return self.annotate(helped=Sum("scores__helped", default=0), missed=Sum("scores__missed", default=0))

    def about(self, text: str):
        """Every word must stand somewhere in question, answer or search words, in either language."""
        found = self
        for word in text.split()[:8]:
            found = found.filter(
                Q(question_id__icontains=word)
                | Q(question_en__icontains=word)
                | Q(answer_id__icontains=word)
                | Q(answer_en__icontains=word)
                | Q(search_words__icontains=word)
                | Q(topic__name_id__icontains=word)
            )
        return found


class Question(Bilingual, Orderable):
    """A question as people ask it and the answer of the office; corrected here, right everywhere it is shown."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="questions", verbose_name=_("topic"))
    key = models.SlugField(
        _("address"), max_length=80, unique=True, help_text=_("Part of the link to this question. Leave it as it is.")
    )
    question_id = models.CharField(
        _("question (Indonesian)"), max_length=160, help_text=_("As people ask it, in everyday words.")
    )
    question_en = models.CharField(_("question (English)"), max_length=160, blank=True)
    answer_id = RichTextField(
        _("answer (Indonesian)"), features=FEATURES, help_text=_("The answer first, then the reason. At most 90 words.")
    )
    answer_en = RichTextField(_("answer (English)"), features=FEATURES, blank=True)
    search_words = models.CharField(
        _("search words"), max_length=200, blank=True, help_text=_("Other words people use for this, with commas.")
    )
    related_label_id = models.CharField(_("label of the link (Indonesian)"), max_length=60, blank=True)
    related_label_en = models.CharField(_("label of the link (English)"), max_length=60, blank=True)
    related = models.CharField(_("link to read on"), max_length=200, blank=True, help_text=_("Such as /jadwal/."))
    is_shown = models.BooleanField(_("shown"), default=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = QuestionQuerySet.as_manager()

    panels = [
        FieldRowPanel([FieldPanel("topic"), FieldPanel("is_shown")]),
        MultiFieldPanel([FieldPanel("question_id"), FieldPanel("answer_id")], heading=_("Indonesian")),
        MultiFieldPanel([FieldPanel("question_en"), FieldPanel("answer_en")], heading=_("English")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("key", "search_words", "related", "related_label_id", "related_label_en")],
            heading=_("Links and search"),
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("question and answer")
        verbose_name_plural = _("questions and answers")

    def __str__(self):
        return self.question_id

    @property
    def question(self) -> str:
        return self.said("question")

    @property
    def answer(self) -> str:
        return self.said("answer")

    def plain_answer(self, language: str | None = None) -> str:
        """The answer without markup, for search and for machines."""
        return get_text_for_indexing(self.said("answer", language))


class Score(models.Model):
    """How often an answer helped in one month. Nothing else is kept: no person, no address, no time of day."""

    wagtail_reference_index_ignore = True

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="scores")
    month = models.DateField()
    helped = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "month"], name="one_score_a_month")]

    def __str__(self):
        return f"{self.question_id} {self.month:%Y-%m}: {self.helped}/{self.missed}"

    @classmethod
    def count(cls, question: Question, *, has_helped: bool) -> None:
        """Add one voice to this month; safe when two people press at once."""
        month = timezone.localdate().replace(day=1)
        cls.objects.bulk_create([cls(question=question, month=month)], ignore_conflicts=True)
        column = "helped" if has_helped else "missed"
        cls.objects.filter(question=question, month=month).update(**{column: F(column) + 1})


class FaqIndexPage(BasePage):
    """All questions by topic, with a search inside the page that needs no script, and whom to ask."""

    body = StreamField(BodyStreamBlock(), blank=True, verbose_name=_("content below the questions"))

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.InfoPage"]
    max_count_per_parent = 1
    template = "helpdesk/faq_index_page.html"
    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("page of questions")

    @cached_property
    def asked(self) -> list[Question]:
        return list(Question.objects.shown().in_order())

    def get_context(self, request, *args, **kwargs):
        from helpdesk.queries import by_topic

        words = request.GET.get("q", "").strip()[:80]
        found = list(Question.objects.shown().about(words).in_order()) if words else self.asked
        return super().get_context(request, *args, **kwargs) | {
            "words": words,
            "topics": by_topic(found),
            "found": len(found),
            "structured": [jsonld.faq((each.question, each.answer) for each in found)],
        }
