"""Questions as pages show them."""

from itertools import groupby

from helpdesk.models import Question, Topic


def by_topic(questions: list[Question]) -> list[dict]:
    """Questions under their topics; they come in the order of topics."""
    groups = groupby(questions, key=lambda question: question.topic)
    return [{"topic": topic, "questions": list(group)} for topic, group in groups]


def of_topic(topic: Topic) -> list[Question]:
    """What one block on a page shows."""
    return list(topic.questions.shown().order_by("sort_order", "pk"))
