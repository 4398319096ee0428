"""Batches for other pages."""

from django import template
from django.utils import timezone

from programs import catalogue

register = template.Library()


@register.simple_tag(takes_context=True)
def open_batches(context, number: int = 6) -> list[dict]:
    """Cards of the open batches that close soonest: {% open_batches 6 as batches %}."""
    now = timezone.now()
    return catalogue.cards(catalogue.open_batches(number, now), context.get("request"), now)
