"""Where editors see the checks: in Wagtail's own list beside the preview, and as sentences above the preview.

The preview holds one element for each finding; a rule per kind fails on it, which puts it on the list with our words
and takes the editor there. The check behind the rules is axe's "has-alt", which no list item ever passes.
"""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem

from home.checks import NAMES


class OurChecks(ContentCheckerItem):
    axe_run_only = [*ContentCheckerItem.axe_run_only, *(f"cakap-{key}" for key in NAMES)]
    axe_custom_rules = [
        *ContentCheckerItem.axe_custom_rules,
        *(
            {
                "id": f"cakap-{key}",
                "impact": "serious",
                "selector": f'[data-finding="{key}"]',
                "tags": ["best-practice"],
                "any": ["has-alt"],
                "enabled": True,
            }
            for key in NAMES
        ),
    ]
    axe_messages = ContentCheckerItem.axe_messages | {
        f"cakap-{key}": {"error_name": name, "help_text": _("The sentence above the preview says what to do.")}
        for key, name in NAMES.items()
    }


def put_ours(request, items, page) -> None:
    """Replace Wagtail's item, also where the side panel asks for its rules."""
    items[:] = [OurChecks(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items]
