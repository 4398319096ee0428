"""The steps of a wizard on django-formtools: one address a step, kept in the draft before it is validated.

A POST is answered in this order: what was sent is kept; then it is validated; then the next step or the same one is
shown. What cannot be kept (database locked, disk full) comes back in the form with a sentence and can be sent again.
"""

import functools
import logging

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from formtools.wizard.views import NamedUrlWizardView

from core.files import PrivateFileField, check
from core.formats import full_date
from core.forms import DateWidget, in_sentence
from core.question_forms import QuestionForm
from forms import csrf, forms, people, queries, steps, workflow
from forms.models import Draft
from forms.road import FORMS, LAST, Road
from forms.summary import sections
from forms.views import pages
from forms.views.entry import door, session_expired

log = logging.getLogger(__name__)
BACK, SAVE, REMOVE, REUSE, COMPLETE, MORE = "kembali", "simpan", "hapus", "pakai", "lengkapi", "tambahan"
RETRY_SECONDS = 10
LEAVE_FORM = "isian"  # the id of the form that "save and leave" in the header sends; no other element has it


def not_kept(view):
    """Answer with the form as it was sent and a sentence when the database does not take it."""

    @functools.wraps(view)
    def answer(self, request, *args, **kwargs):
        try:
            return view(self, request, *args, **kwargs)
        except DatabaseError as problem:
            log.warning("a page of the wizard met a database error: %s", type(problem).__name__)
            if request.method != "POST" or not hasattr(self, "storage"):
                return pages.busy(request)
            note = _("We could not save this just now. Nothing is lost: wait a moment and send it again.")
            return self.again(note, status=503)

    return answer


@method_decorator(csrf_exempt, name="dispatch")  # asked in `post`, so that a refused form keeps its answers
class WizardView(NamedUrlWizardView):
    """What registrations and corrections share. Subclasses say whose draft it is and what sending means."""

    storage_name = "forms.storage.DraftStorage"
    template_name = "intake/step.html"
    form_list = [(steps.CHECK, forms.CheckForm)]  # replaced for each draft
    before: tuple = steps.BEFORE  # steps in front of the form that count in "step 3 of 9"
    sends_at = steps.DECLARATION
    note = ""

    # What a subclass gives

    def obstacle(self):
        """A response that stands in the way of the form; None when it may be shown. Sets self.draft."""
        raise NotImplementedError

    def send(self, form):
        """Send the complete draft and answer with the page that follows."""
        raise NotImplementedError

    def make_road(self) -> Road:
        return Road(self.draft, nik_refusal=people.nik_refusal(self.request.user))

    # One request

    @not_kept
    def dispatch(self, request, *args, **kwargs):
        self.step, self.upload_errors = kwargs["step"], {}
        if not request.user.is_authenticated:
            return self.signed_out()
        if response := self.obstacle():
            return response
        self.walk()
        if self.step not in self.road.steps:
            return redirect(self.draft.url(self.road.resume_at))
        return super().dispatch(request, *args, **kwargs)

    def walk(self) -> None:
        """Read the draft's way anew, and tell formtools which steps there are."""
        self.road = self.request.road = self.make_road()
        every = steps.keys(self.draft.definition)
        self.form_list = {key: FORMS.get(key, QuestionForm) for key in every}
        self.condition_dict = {key: _is_asked(key) for key in every}

    def get_prefix(self, request, *args, **kwargs):
        return "langkah"

    def get_step_url(self, step):
        return self.draft.url(step)

    def get_form(self, step=None, data=None, files=None):
        return self.road.build(step or self.step, data, upload_errors=self.upload_errors)

    def signed_out(self):
        """The sign-in has ended. Whoever holds the draft's token may still add to it, but sees nothing of it."""
        path = self.request.get_full_path()
        if self.request.method != "POST":
            return redirect(door(path))
        intake, subject = pages.intake_and_subject(self.kwargs["service"], self.kwargs["code"])
        draft = self.draft_of_form()
        if draft:
            self.draft = draft
            self.walk()
            self.keep()
        return pages.show(self.request, session_expired(draft, self.request.path), intake=intake, subject=subject)

    def draft_of_form(self) -> Draft | None:
        token = self.request.POST.get("token", "")
        open_drafts = Draft.objects.open().filter(code=self.kwargs.get("code") or self.kwargs.get("number"))
        return open_drafts.filter(token=token).first() if token else None

    # Looking

    def get(self, request, *args, **kwargs):
        if gap := self.road.first_gap(self.step):
            return redirect(f"{self.draft.url(gap)}?{COMPLETE}=1")
        self.storage.current_step = self.step
        return self.render(self.shown_form())

    def shown_form(self):
        """As typed; with errors only when the person was sent here because the step is not complete."""
        raw = self.road.raw(self.step)
        if MORE in self.request.GET:
            self.note = _("Your answer adds a question to this page. Please answer it, too.")
        if raw is not None:
            if COMPLETE in self.request.GET:
                return self.road.build(self.step, raw)
            return self.road.as_typed(self.step)
        if COMPLETE in self.request.GET:
            self.note = _("Please complete this step first.")
        return self.fresh_form()

    def fresh_form(self):
        """Filled in from the profile, or from what was typed for another batch."""
        initial = people.initial(self.request.user, self.step)
        earlier = None if initial else queries.earlier_typing(self.draft, self.step)
        if earlier:
            self.draft.data = self.draft.data | {self.step: earlier}
            return self.road.as_typed(self.step)
        if initial:
            self.note = self.note or _("Taken from your profile. Change it if it is different now.")
        return self.road.build(self.step, initial=initial)

    # Sending a step

    def post(self, request, *args, **kwargs):
        self.storage.current_step = self.step
        genuine, mine = csrf.is_genuine(request), self.is_of_this_draft()
        if not mine and not genuine:
            return self.again(_("This page was open for too long. Your answers are still here: send them again."))
        if self.step not in LAST and (mine or self.may_be_taken_over()):
            self.keep()
            self.walk()
        if not genuine:
            return self.again(_("This page was open for too long. Your answers are kept: send them once more."))
        return self.after_keeping(*args, **kwargs)

    def is_of_this_draft(self) -> bool:
        return self.request.POST.get("token") == self.draft.token

    def may_be_taken_over(self) -> bool:
        """A form without a draft of its own (expired and deleted meanwhile) is kept in the present one."""
        token = self.request.POST.get("token", "")
        return not Draft.objects.filter(token=token).exclude(user=self.request.user).exists()

    def after_keeping(self, *args, **kwargs):
        if kind := self.request.POST.get(REMOVE):
            workflow.remove_file(self.draft, kind)
            return redirect(self.draft.url(self.step))
        if REUSE in self.request.POST:
            return redirect(self.draft.url(self.step))
        if SAVE in self.request.POST:
            return redirect(self.draft.url())
        form = self.get_form(data=self.request.POST)
        if self.only_new_questions_are_open(form):
            return redirect(f"{self.draft.url(self.step)}?{MORE}=1")
        self.get_form_list()  # formtools forgets it after a valid step, and fails when there is nothing to forget
        return super().post(*args, **kwargs)

    def only_new_questions_are_open(self, form) -> bool:
        """An answer made further questions appear on this page: they are asked, not held against anybody."""
        shown = set(self.request.POST.get("shown", "").split())
        return bool(shown) and not form.is_valid() and set(form.errors) <= set(form.fields) - shown

    def keep(self) -> None:
        """Store first: text as typed, every sound file; what is wrong with a file is told at its field."""
        form = self.road.build(self.step, self.request.POST)
        self.draft = workflow.keep_step(self.draft, self.step, _typed(form, self.request.POST))
        for name, field in form.fields.items():
            if isinstance(field, PrivateFileField):
                self.keep_file(name, field)

    def keep_file(self, kind: str, field: PrivateFileField) -> None:
        sent = self.request.FILES.get(kind)
        try:
            if sent is not None:
                workflow.keep_file(self.draft, kind, check(sent, max_mb=field.max_mb))
            elif kind in self.request.POST.getlist(REUSE) and self.request.user.is_authenticated:
                document = self.reusable([kind]).get(kind)
                if document and kind not in self.road.files:
                    workflow.reuse_document(self.draft, document)
        except ValidationError as error:
            self.upload_errors[kind] = error
        except OSError as problem:
            log.warning("a file was not kept: %s", type(problem).__name__)
            text = _("We could not save this file. Your other answers are kept; upload it again.")
            self.upload_errors[kind] = ValidationError(text, code="not_kept")

    def again(self, note: str, status: int = 403):
        """The same step as it was sent, with a sentence; nothing of it is lost."""
        self.note, self.storage.current_step = note, self.step
        form = self.road.build(self.step, self.request.POST)
        form._errors = form.errors.__class__()
        response = self.render(form)
        response.status_code = status
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response

    def render_next_step(self, form, **kwargs):
        """On to the next step; who came to change one answer goes back to the summary."""
        to_check = BACK in self.request.POST and self.step not in (steps.CHECK, steps.DECLARATION)
        return redirect(self.draft.url(steps.CHECK if to_check else self.road.after(self.step)))

    def render_done(self, form, **kwargs):
        return self.send(form)

    def render(self, form=None, **kwargs):
        if form is not None and form.is_bound and "nik" in form.errors.as_data():
            self.tell_owner(form)
        return super().render(form, **kwargs)

    def tell_owner(self, form) -> None:
        """The owner of a NIK hears that it was tried; the person who tried learns no more than the sentence."""
        if any(error.code == "taken" for error in form.errors.as_data()["nik"]):
            people.tell_owner(form.data.get("nik", ""), by=self.request.user, at=pages.now())

    # The page

    def get_context_data(self, form, **kwargs):
        context = super().get_context_data(form=form, **kwargs)
        place = pages.progress(self.road.steps, self.draft.definition, self.step, before=self.before)
        return context | {
            "draft": self.draft,
            "step": steps.find(self.draft.definition, self.step),
            "key": self.step,
            "progress": place,
            "rows": self.rows(form),
            "shown": " ".join(form.fields),
            "note": self.note,
            "back_to_check": BACK in self.request.GET or BACK in self.request.POST,
            "back_url": self.back_url(),
            "continue_label": self.continue_label(place),
            "is_last": self.step == self.sends_at,
            "saved_text": self.saved_text(),
            "sections": sections(self.road) if self.step == steps.CHECK else [],
            "leave_form": LEAVE_FORM,
            "card": self.card(),
        }

    def rows(self, form) -> list[dict]:
        """Fields in order; a file field comes with the file that is kept and the one that can be reused."""
        kinds = [name for name, field in form.fields.items() if isinstance(field, PrivateFileField)]
        earlier = self.reusable(kinds) if kinds else {}
        files = self.road.files
        return [
            {
                "field": field,
                "is_file": field.name in kinds,
                "file": files.get(field.name),
                "reuse": None if field.name in files else earlier.get(field.name),
            }
            for field in form
        ]

    def reusable(self, kinds: list[str]) -> dict:
        """What the office accepted of this person before."""
        return queries.reusable(self.request.user, kinds)

    def back_url(self) -> str:
        before = self.road.before(self.step)
        return self.draft.url(before) if before else ""

    def continue_label(self, place: dict) -> str:
        if self.step == self.sends_at:
            return self.send_label()
        if BACK in self.request.GET or BACK in self.request.POST:
            return _("Save and back to the summary")
        return _("Continue to %(next)s") % {"next": in_sentence(place["next"].short)}

    def send_label(self) -> str:
        return _("Send registration")

    def saved_text(self) -> str:
        words = {"date": full_date(queries.sendable_until(self.draft, getattr(self, "subject", None)))}
        return _("Each step is saved when you continue. Go on on any phone or computer until %(date)s.") % words

    def card(self):
        raise NotImplementedError


def _is_asked(key: str):
    return lambda wizard: key in wizard.road.steps


def _typed(form, data) -> dict[str, list[str]]:
    """The values of the step's own controls, every part of a date included; nothing else that a form may carry."""
    names = [each for name, field in form.fields.items() for each in _controls(name, field)]
    return {name: data.getlist(name) for name in names if name in data}


def _controls(name: str, field) -> list[str]:
    if isinstance(field, PrivateFileField):
        return []
    return [f"{name}_{part}" for part in DateWidget.PARTS] if isinstance(field.widget, DateWidget) else [name]
