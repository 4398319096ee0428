"""The acts on batches and lessons, as the register of events names them."""

from django.utils.translation import gettext_lazy as _

from audit import words

ACTS = {
    "programs.batch.schedule": _("Schedule published"),
    "programs.batch.cancel": _("Batch cancelled"),
    "programs.batch.move": _("Batch moved"),
    "programs.batch.list_changed": _("Acceptance list changed"),
    "programs.batch.list_fixed": _("Acceptance list fixed"),
    "programs.seatrules.publish": _("Seat rules published"),
    "programs.session.substitute": _("Another trainer holds a session"),
    "programs.session.cancel": _("Session cancelled"),
    "programs.session.make_up": _("Make-up session added"),
    "programs.session.join": _("Sessions held together"),
    "programs.session.separate": _("Session held on its own again"),
    "programs.attendance.record": _("Attendance kept"),
    "programs.enrolment.drop_out": _("Participant taken off"),
    "programs.enrolment.take_in": _("Participant taken in without a registration"),
    "programs.enrolment.mark": _("Mark written"),
    "programs.completion.confirm": _("Result confirmed"),
}
KINDS = {
    "programs.batch": words.Kind(_("Batch"), "code"),
    "programs.session": words.Kind(_("Session"), "batch__code", "attendance:sheet"),
    "programs.seatrules": words.Kind(_("Seat rules"), "name", "seat_rules:edit"),
    "programs.enrolment": words.Kind(_("Participant"), "batch__code"),
    "programs.completion": words.Kind(_("Result"), "enrolment__batch__code"),
}


def register() -> None:
    words.register_acts(ACTS)
    for object_type, kind in KINDS.items():
        words.register_kind(object_type, kind)
