"""The way of one draft through its steps: what is asked, answered and missing. Computed once a request."""

from collections.abc import Callable
from functools import cached_property

from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict

from core import question_forms, questions
from core.models import OfficeSettings
from forms import forms, steps
from forms.counter_forms import CounterDeclarationForm
from forms.models import Draft, DraftFile

FORMS = {
    steps.IDENTITY: forms.IdentityForm,
    steps.ADDRESS: forms.AddressForm,
    steps.EDUCATION: forms.EducationForm,
    steps.DOCUMENTS: forms.DocumentsForm,
    steps.CHECK: forms.CheckForm,
    steps.DECLARATION: forms.DeclarationForm,
}
COUNTER_FORMS = {steps.DECLARATION: CounterDeclarationForm}
LAST = (steps.CHECK, steps.DECLARATION)  # they hold no answer: nothing of them is kept in the draft


class Road:
    """`known` are answers from before the draft: of the case that a correction is about.

    `nik_refusal(number)` says whether this account may use a NIK.
    """

    def __init__(self, draft: Draft, *, known: dict | None = None, nik_refusal: Callable | None = None):
        self.draft, self.definition = draft, draft.definition
        self.known, self.nik_refusal = known or {}, nik_refusal
        self.answers: dict = dict(self.known)
        self.steps: list[str] = []
        self.incomplete: list[str] = []
        self.forms: dict = {}
        for key in self._keys():
            self._pass(key)

    @cached_property
    def files(self) -> dict[str, DraftFile]:
        if not self.draft.pk:
            return {}
        return {row.kind: row for row in self.draft.files.select_related("file")}

    @cached_property
    def city(self) -> str:
        return OfficeSettings.load().city

    @property
    def only(self) -> set[str] | None:
        """The answers and documents a correction asks for; None asks everything."""
        named = self.definition.get("only")
        return None if named is None else set(named)

    def _keys(self) -> list[str]:
        found = steps.keys(self.definition)
        return [key for key in found if key != steps.DECLARATION] if self.only is not None else found

    def _pass(self, key: str) -> None:
        """Add a step if it asks anything, and its answers if they are valid."""
        raw = self.raw(key)
        form = self.build(key, raw or MultiValueDict())
        if key in LAST:
            self.steps.append(key)
            return
        if not form.fields:
            return
        self.steps.append(key)
        self.forms[key] = form
        was_met = raw is not None or key == steps.DOCUMENTS  # documents alone say whether that step is complete
        if was_met and form.is_valid():
            self.answers |= form.answers()
        else:
            self.incomplete.append(key)

    def raw(self, key: str) -> MultiValueDict | None:
        """What was typed at a step, valid or not; None if it was never saved."""
        values = self.draft.data.get(key)
        return None if values is None else MultiValueDict(values)

    def build(self, key: str, data=None, *, initial: dict | None = None, upload_errors: dict | None = None):
        """The form of a step: bound to `data`, or empty with `initial`. Files kept already need not be sent again."""
        kept = {kind: row.file for kind, row in self.files.items()}
        arguments = {"data": data, "files": None if data is None else {}, "initial": (initial or {}) | kept}
        composed = steps.composed(self.definition, key)
        if composed:
            form = self._question_class(composed, data)(**arguments)
        else:
            form = self._form_class(key)(context=self._context(), **arguments)
        form.upload_errors = upload_errors or {}
        return self._cut(form)

    def _form_class(self, key: str):
        return COUNTER_FORMS.get(key, FORMS[key]) if self.draft.is_at_counter else FORMS[key]

    def _question_class(self, step: dict, data):
        """A condition may look at earlier steps, and at the answers of this page as they stand."""
        here = {question["key"]: _given(data, question) for question in step["questions"]} if data else {}
        return question_forms.form_class(step, self.answers | here, self.definition["questions"])

    def _context(self) -> forms.Context:
        return forms.Context(
            answers=self.answers,
            documents=self.documents(),
            nik_refusal=self.nik_refusal,
            city=self.city,
            threshold=self.definition.get("threshold", 0),
        )

    def documents(self) -> list[dict]:
        """What the programme asks for, and a domicile letter where the KTP is from another city."""
        asked = list(self.definition["documents"])
        needs_letter = self.only is None and self.answers.get("ktp_is_local") == "no"
        if needs_letter and steps.DOMICILE not in {document["key"] for document in asked}:
            asked.append(forms.domicile_letter())
        return asked

    def _cut(self, form):
        if self.only is not None:
            for name in [name for name in form.fields if name not in self.only]:
                del form.fields[name]
        return form

    def as_typed(self, key: str):
        """The form of a saved step as it was typed, without telling what is wrong with it yet."""
        form = self.build(key, self.raw(key))
        form._errors = ErrorDict()
        form.cleaned_data = {}
        return form

    def after(self, key: str) -> str:
        """The step that follows; itself for the last."""
        at = self.steps.index(key) if key in self.steps else -1
        return self.steps[min(at + 1, len(self.steps) - 1)]

    def before(self, key: str) -> str:
        """The step in front of this one; empty for the first."""
        at = self.steps.index(key) if key in self.steps else 0
        return self.steps[at - 1] if at else ""

    def first_gap(self, key: str) -> str:
        """The first step in front of `key` that is not complete; empty when it may be opened."""
        earlier = self.steps[: self.steps.index(key)] if key in self.steps else []
        return next((step for step in earlier if step in self.incomplete), "")

    @property
    def resume_at(self) -> str:
        """Where to go on: the first step not complete, else the summary."""
        return self.incomplete[0] if self.incomplete else steps.CHECK

    def asked_files(self) -> list[tuple[str, str, DraftFile]]:
        """(kind, label, file) of every file that belongs to what is asked now; what a hidden question had stays out."""
        labels = {
            name: str(field.label)
            for form in self.forms.values()
            for name, field in form.fields.items()
            if isinstance(field, forms.PrivateFileField)
        }
        return [(kind, label[:80], self.files[kind]) for kind, label in labels.items() if kind in self.files]

    def questions_answered(self) -> set[str]:
        return {question["key"] for question in questions.shown(self.definition["questions"], self.answers)}


def _given(data, question: dict):
    if question["kind"] == "choices":
        return data.getlist(question["key"]) if hasattr(data, "getlist") else data.get(question["key"])
    return data.get(question["key"])
