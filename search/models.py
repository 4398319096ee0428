"""The index in our own database, what waits to be indexed, the editors' words, and how the replica is."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from search import text


class IndexState(models.Model):
    """Which edition of the documents answers, and which is being built beside it; one row."""

    wagtail_reference_index_ignore = True

    serving = models.PositiveIntegerField(default=1)
    building = models.PositiveIntegerField(null=True)
    built_at = models.DateTimeField(null=True)  # when something was last added to it
    latest = models.PositiveIntegerField(default=1)  # no number is given twice

    def __str__(self):
        return str(self.serving)


class Documents(models.QuerySet):
    def served(self):
        """Those that answer at the moment of the statement: a new edition takes over between two statements."""
        return self.filter(edition=models.Subquery(IndexState.objects.filter(pk=1).values("serving")))


class SearchDocument(models.Model):
    """One findable object in one language. The database answers from here, and Elasticsearch is a copy of it.

    A document that is gone stays for a day without its words, so that every copy hears of it. A rebuild writes
    another edition of all documents beside the one that answers (search.editions).
    """

    wagtail_reference_index_ignore = True

    edition = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=255)
    url = models.CharField(max_length=400)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    keywords = models.TextField(blank=True)
    stems = models.TextField(blank=True)  # roots of everything, for word forms
    title_stems = models.TextField(blank=True)
    field = models.CharField(max_length=60, blank=True)
    district = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=20, blank=True)
    month = models.CharField(max_length=7, blank=True)  # 2026-12
    on = models.DateField(null=True)
    until = models.DateField(null=True)
    weight = models.FloatField(default=1.0)
    changes_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    version = models.PositiveBigIntegerField()  # microseconds; a copy never takes an older one
    is_gone = models.BooleanField(default=False)
    is_copied = models.BooleanField(default=False)

    objects = Documents.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind", "object_id", "language"], name="one_document")
        ]
        indexes = [
            models.Index(fields=["changes_at"], condition=Q(changes_at__isnull=False), name="search_due"),
            models.Index(fields=["version"], name="search_version"),
            models.Index(fields=["language", "weight", "id"], name="search_browse"),
            models.Index(fields=["id"], condition=Q(is_copied=False), name="search_to_copy"),
            models.Index(fields=["url"], name="search_url"),
        ]

    def __str__(self):
        return self.key

    @property
    def key(self) -> str:
        """The name of the document in every index."""
        return f"{self.kind}-{self.object_id}-{self.language}"


class Change(models.Model):
    """An object to look at again; written with the change itself, worked off by the worker until it succeeds."""

    wagtail_reference_index_ignore = True

    kind = models.CharField(max_length=20)  # of core.searchable, or "tree" for a page and everything below
    object_id = models.PositiveBigIntegerField()
    stamp = models.UUIDField(default=uuid.uuid4)  # another one when it changed again meanwhile
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_change")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"


class Term(models.Model):
    """A word that stands in a document of a language: what typing errors are compared with."""

    wagtail_reference_index_ignore = True

    word = models.CharField(max_length=40)
    language = models.CharField(max_length=5)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "language"], name="one_term")]

    def __str__(self):
        return self.word


class Trigram(models.Model):
    """Three neighbouring letters of a term; a plain table, so every database tolerates typing errors alike."""

    wagtail_reference_index_ignore = True

    letters = models.CharField(max_length=3)
    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="trigrams")

    class Meta:
        indexes = [models.Index(fields=["letters", "term"], name="search_letters")]

    def __str__(self):
        return self.letters


class Synonym(models.Model):
    """Words of the people and the office's words for the same; whoever searches one finds the other."""

    term = models.CharField(_("what people type"), max_length=60)
    means = models.CharField(_("means"), max_length=120)
    is_mutual = models.BooleanField(_("in both directions"), default=False)
    term_key = models.CharField(max_length=120, editable=False, db_index=True)
    means_key = models.CharField(max_length=200, editable=False, db_index=True)

    panels = [FieldRowPanel([FieldPanel("term"), FieldPanel("means")]), FieldPanel("is_mutual")]

    class Meta:
        ordering = ["term", "means"]
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        constraints = [models.UniqueConstraint(fields=["term", "means"], name="one_synonym")]

    def __str__(self):
        return f"{self.term} → {self.means}"

    def save(self, *args, **kwargs):
        self.term_key, self.means_key = (" ".join(text.words(each)) for each in (self.term, self.means))
        super().save(*args, **kwargs)


class Promoted(models.Model):
    """A page that stands first when people ask exactly this."""

    query = models.CharField(_("what people type"), max_length=80)
    title_id = models.CharField(_("title (Indonesian)"), max_length=80)
    title_en = models.CharField(_("title (English)"), max_length=80)
    address = models.CharField(_("address"), max_length=200, help_text=_("Such as /jadwal/, without /en/."))
    key = models.CharField(max_length=200, editable=False, db_index=True)

    panels = [
        FieldPanel("query"),
        FieldRowPanel([FieldPanel("title_id"), FieldPanel("title_en")]),
        FieldPanel("address"),
    ]

    class Meta:
        ordering = ["query"]
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")
        constraints = [models.UniqueConstraint(fields=["query", "address"], name="one_promotion")]

    def __str__(self):
        return f"{self.query} → {self.address}"

    def save(self, *args, **kwargs):
        self.key = text.key(self.query)
        super().save(*args, **kwargs)


class FailedQuery(models.Model):
    """What visitors asked without finding anything, for editors; never who asked, never a number or an address."""

    wagtail_reference_index_ignore = True

    query = models.CharField(_("what people typed"), max_length=120)
    language = models.CharField(_("language"), max_length=5)
    count = models.PositiveIntegerField(_("times"), default=0)
    last_at = models.DateTimeField(_("last time"), default=timezone.now)

    class Meta:
        ordering = ["-count", "-last_at"]
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        constraints = [models.UniqueConstraint(fields=["query", "language"], name="one_failed_query")]

    def __str__(self):
        return self.query


class Replica(models.Model):
    """How the copy in Elasticsearch is, seen by every process alike: a breaker that only the worker closes."""

    wagtail_reference_index_ignore = True

    is_open = models.BooleanField(default=True)  # open: nobody asks it, the database answers
    reason = models.CharField(max_length=200, default="not copied yet")
    since = models.DateTimeField(default=timezone.now)
    retry_at = models.DateTimeField(default=timezone.now)
    failures = models.PositiveIntegerField(default=0)

    def __str__(self):
        return self.reason if self.is_open else "well"
