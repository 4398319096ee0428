"""How questions and answers stand in the public search."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core import searchable
from core.searchable import Entry, Kind
from helpdesk.models import FaqIndexPage, Question, Topic

WEIGHT = 1.1


def register() -> None:
    follows = {Topic: lambda topic: topic.questions.values_list("pk", flat=True), FaqIndexPage: _every_question}
    searchable.register(Kind("faq", _("Question and answer"), Question, _shown, _entries, follows=follows))


def _shown():
    return Question.objects.shown().select_related("topic")


def _every_question(page: FaqIndexPage) -> list[int]:
    """They stand on one page: a few dozen."""
    return list(Question.objects.values_list("pk", flat=True))


def _entries(question: Question) -> Iterator[Entry]:
    pages = FaqIndexPage.objects.live().public().select_related("locale")
    for language in (code for code, _name in settings.LANGUAGES):
        page = next((page for page in pages if page.locale.language_code == language), None)
        if page and page.get_url():
            yield Entry(
                language=language,
                title=question.said("question", language),
                url=f"{page.get_url()}#{question.key}",
                body=question.plain_answer(language),
                keywords=f"{question.search_words}, {question.topic.said('name', language)}",
                weight=WEIGHT,
            )
