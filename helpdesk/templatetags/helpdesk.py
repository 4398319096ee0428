"""Parts of questions in the reader's language."""

from django import template

from core import links

register = template.Library()


@register.simple_tag
def related(question) -> dict | None:
    """The link to read on, when the question has one."""
    label = question.said("related_label")
    return {"url": links.localized(question.related), "label": label} if question.related and label else None
