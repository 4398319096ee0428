"""The steps of a registration before and after the programme's own questions, and their addresses."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import questions

ELIGIBILITY, SIGN_IN = "syarat", "masuk"
IDENTITY, ADDRESS, EDUCATION, DOCUMENTS = "identitas", "alamat", "pendidikan", "dokumen"
CHECK, DECLARATION = "periksa", "pernyataan"
DOMICILE = "domicile_letter"


@dataclass(frozen=True)
class Step:
    """What a step says: `title` over the page, `lead` under it, `short` on the button that leads to it."""

    key: str
    title: Any
    lead: Any
    short: Any


FIXED = {
    step.key: step
    for step in (
        Step(
            ELIGIBILITY,
            _("Check the conditions"),
            _("A few questions, nothing is kept. You see at once whether you may register."),
            _("conditions"),
        ),
        Step(
            SIGN_IN,
            _("Sign in with a code"),
            _("Enter your e-mail address and then the code we send. You need no password."),
            _("sign-in"),
        ),
        Step(
            IDENTITY,
            _("Your identity"),
            _("Write it exactly as on your KTP. Only the officers who check your registration see it."),
            _("identity"),
        ),
        Step(
            ADDRESS,
            _("Address and contact"),
            _("We use the address to check where you live, and the contact to send you news."),
            _("address"),
        ),
        Step(
            EDUCATION,
            _("Education and work"),
            _("Enter what you have finished, not what you are still studying."),
            _("education"),
        ),
        Step(
            DOCUMENTS,
            _("Documents"),
            _("You can reuse documents we accepted before. Phone photos are fine if the text is readable."),
            _("documents"),
        ),
        Step(
            CHECK,
            _("Check your answers"),
            _("You can change your answers until you send them."),
            _("check your answers"),
        ),
        Step(
            DECLARATION,
            _("Declaration and consent"),
            _("The last step: read it and send your registration."),
            _("declaration"),
        ),
    )
}
BEFORE = (ELIGIBILITY, SIGN_IN)


def keys(definition: dict) -> list[str]:
    """The steps a draft with this definition may have, in order."""
    composed = [step["key"] for step in definition["questions"]]
    return [IDENTITY, ADDRESS, EDUCATION, DOCUMENTS, *composed, CHECK, DECLARATION]


def composed(definition: dict, key: str) -> dict | None:
    """The step of the programme's own questions with this key."""
    return next((step for step in definition["questions"] if step["key"] == key), None)


def find(definition: dict, key: str) -> Step | None:
    step = composed(definition, key)
    if step is None:
        return FIXED.get(key)
    title = questions.words(step, "title")
    return Step(key, title, _("Your answers help the trainer prepare the class."), title)
