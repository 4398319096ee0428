"""What the CMS shows of the helpdesk."""

from wagtail.snippets.models import register_snippet

from helpdesk.viewsets import HelpdeskGroup

register_snippet(HelpdeskGroup)
