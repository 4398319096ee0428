"""The receipt of a registration: its number, what happens next and by which date; for screen and paper."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases import services
from cases.models import Case
from cases.promises import promised
from core import letterhead, printing
from core.formats import full_date, time_of_day
from core.links import absolute
from core.models import OfficeSettings
from forms import wizards


def subject_label(case: Case) -> str:
    intake = wizards.get(case.service)
    subject = intake.get(case.subject_id) if intake else None
    return intake.card(subject).title if subject is not None else case.subject_label


def coming(case: Case) -> list[tuple[str, dt.date, str]]:
    """(what, by which day, more) of each stage, as the account and the announcement promise it."""
    by_phone = not case.applicant.email
    return [(stage.name, day, _stage_note(stage, by_phone=by_phone)) for stage, day in promised(case)]


def _stage_note(stage, *, by_phone: bool) -> str:
    if stage.is_decision:
        return _("Accepted, reserve, or not accepted with the reason.")
    if stage.scores:
        return _("We invite you with day, time and place. Bring your original KTP.")
    if by_phone:
        return _("If something is missing, we call you and tell you the reason and the date.")
    return _("If something is missing, we write to you with the reason and the date.")


def steps(case: Case) -> list[dict]:
    """The list on the page."""
    return [
        {"title": title, "strong": _("By %(date)s.") % {"date": full_date(day)}, "text": note}
        for title, day, note in coming(case)
    ]


def now_text(case: Case) -> str:
    """What holds at this moment: the seat that is held or the rank, with its date."""
    return services.get(case.service).next_step(case, timezone.now())


def status_path() -> str:
    return "/en/status/" if get_language() == "en" else "/status/"


def status_url(case: Case) -> str:
    """The number fills the form in, also without a script; the birth date is still asked for."""
    return f"{status_path()}?nomor={case.number}"


def as_pdf(case: Case, claim: dict | None = None) -> bytes:
    """The printable proof; made when asked for, the same bytes each time. Raises printing.PrintError."""
    told = paper(case) | ({"claim": claim} if claim else {})
    return printing.render("receipt.typ", told, timestamp=case.submitted_at)


def claim(code: str) -> dict:
    """How the person connects the record with an account of their own; only the paper of the counter has it."""
    days = OfficeSettings.load().days_claim
    return {
        "label": _("Your code"),
        "code": code,
        "text": _(
            "Later you can follow everything by yourself: sign in at %(page)s with your e-mail address and enter this "
            "code and your date of birth within %(days)s days. The office does not keep the code."
        )
        % {"page": absolute("/akun/sambungkan/").partition("//")[2], "days": days},
    }


def paper(case: Case) -> dict:
    """The shape of templates/print/receipt.typ (docs/printing.md)."""
    submitted = timezone.localtime(case.submitted_at)
    return {
        "office": letterhead.paper(),
        "title": _("Receipt"),
        "number_label": _("Registration number"),
        "number": case.number,
        "heading": _("We have received your registration"),
        "submitted": submitted.date().isoformat(),
        "submitted_time": time_of_day(submitted),
        "person": {"name": case.applicant.name, "nik": case.applicant.masked_nik},
        "subject": subject_label(case),
        "keep": _("Keep this number: with it and your date of birth you can check the status without signing in."),
        "next_heading": _("What happens next"),
        "steps": [
            {"title": title, "lead": _("By"), "date": day.isoformat(), "note": note}
            for title, day, note in coming(case)
        ],
        "status": {
            "url": absolute(status_url(case)),
            "page": absolute(status_path()).partition("//")[2],
        },
        "foot": _("This service is free. Tell us if anyone asks for money."),
    }
