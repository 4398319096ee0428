"""Parts of a case page that other apps draw."""

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

from portal import words

register = template.Library()


@register.simple_tag(takes_context=True)
def part(context, template_name: str, values: dict) -> str:
    """Draw the template of a Section with its own context and nothing of this page's."""
    return render_to_string(template_name, values, context.get("request"))


@register.simple_tag
def document_items(documents) -> list[dict]:
    """Documents as lists show them, each with the address of its file."""
    return [words.verdict(each) | {"url": reverse("portal:document", args=[each.pk])} for each in documents]


@register.simple_tag
def case_title(number: str) -> str:
    """The title of a case page; the number stays on one line."""
    kept = format_html('<span class="ck-nowrap">{}</span>', number)
    return format_html(escape(_("Registration %(number)s")) % {"number": "{}"}, kept)
