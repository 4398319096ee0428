"""What the pages of every wizard share: who and what it is about, and the page that says why it cannot go on."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.formats import full_date
from core.forms import in_sentence
from forms import doors, queries, steps, wizards
from forms.road import Road
from forms.wizards import Situation


def intake_and_subject(service: str, code: str):
    """The wizard and the subject of an address; 404 where there is none."""
    intake = wizards.get(service)
    subject = intake.find(code) if intake else None
    if subject is None:
        raise Http404
    return intake, subject


def show(request, found: Situation, *, intake, subject, draft=None):
    """Tell what stands in the way, what is kept until when, and where to go."""
    context = {
        "situation": found,
        "card": intake.card(subject),
        "kept": kept_until(draft),
        "leave_url": None,
    }
    return render(request, "intake/situation.html", context, status=found.status)


def busy(request):
    """The database does not answer in time: an honest page with a way to try again."""
    response = render(request, "intake/busy.html", status=503)
    response.headers["Retry-After"] = "10"
    return response


def road_of_counter(draft, officer):
    """The way of a draft of the counter: only the NIK that was looked up may be used."""
    known = queries.known_answers(draft.correction.case) if draft.correction_id else None
    return Road(draft, known=known, nik_refusal=doors.of(draft, officer).nik_refusal)


def counter_receipt(case) -> str:
    return reverse("counter:receipt", args=[case.pk])


def kept_until(draft) -> str:
    if draft is None or not draft.step:
        return ""
    words = {"date": full_date(draft.expires_at)}
    return _("Your answers are kept until %(date)s and can be used for another batch.") % words


def progress(keys: list[str], definition: dict, key: str, *, before: tuple = ()) -> dict:
    """Which step of how many, and what comes next."""
    every = [*before, *keys]
    at = every.index(key) + 1
    following = every[at] if at < len(every) else ""
    step = steps.find(definition, following) if following else None
    text = _("Next: %(next)s") % {"next": in_sentence(step.short)} if step else _("Last step")
    return {"step": at, "total": len(every), "next_text": text, "next": step}


def now():
    return timezone.now()
