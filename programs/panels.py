"""Parts of the page editor."""

from django.urls import reverse
from wagtail.admin.panels import InlinePanel, Panel

from programs.forms import SessionForm


class SessionsPanel(InlinePanel):
    """Sessions whose hidden key keeps them the same through every draft."""

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = SessionForm
        return options


class NoticesPanel(Panel):
    """What an editor should know before publishing: clashes, holidays, what could not be applied."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "programs/panels/notices.html"

        def get_context_data(self, parent_context=None):
            from programs.notices import notices

            saved = self.instance.pk is not None
            links = [reverse(f"training:{name}", args=[self.instance.pk]) for name in ("pattern", "next_batch")]
            found = notices(self.instance) if saved else []
            return super().get_context_data(parent_context) | {"notices": found, "links": links if saved else []}

        def is_shown(self):
            return self.instance.pk is not None
