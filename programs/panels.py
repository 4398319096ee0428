"""Parts of the page editor."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel

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


# What an editor should know beside each field of a batch, and of one of its sessions.
OF_A_BATCH = {
    "number": _("Counts the batches of this programme; it stands in the title and in the address."),
    "opens_at": _("From this moment on people can register."),
    "closes_at": _("The last moment to register. Afterwards the page says that registration is closed."),
    "starts_on": _("The first training day."),
    "ends_on": _("The last training day. Results can be confirmed from this day on."),
    "room": _("Used by every session that names no room of its own."),
    "trainer": _("Holds every session that names no trainer of its own, and keeps its list."),
    "capacity": _("How many people can take part; never fewer than are promised or taken already."),
    "reserve_size": _("How many may wait for a free seat. 0: no reserve list."),
    "mode": _(
        "First come, first served: the seat is held once the registration is sent. By score: seats "
        "are given after the selection."
    ),
    "confirm_by": _(
        "Empty: who is accepted has the seat at once. With a date: who has not confirmed by then "
        "gives it to the reserve list."
    ),
    "threshold": _("JP attended in percent of the JP held. Permitted and sick count as absent."),
    "pass_mark": _("From 0 to 100. 0: attendance alone decides."),
    "notes": _("Shown on the page of the batch: what to bring, what to wear, how to get there."),
}
OF_A_SESSION = {
    "jp": _("Lesson hours that count for attendance."),
    "topic": _("Shown in the schedule and in calendars."),
    "room": _("Empty: the venue of the batch."),
    "trainer": _("Empty: the trainer of the batch."),
}


def of_batch(*names: str) -> list[FieldPanel]:
    """Fields of a batch page with their words."""
    return [FieldPanel(name, help_text=OF_A_BATCH[name]) for name in names]


def of_session(*names: str) -> list[FieldPanel]:
    """Fields of a session on the page; times explain themselves."""
    return [FieldPanel(name, help_text=OF_A_SESSION.get(name, "")) for name in names]
