"""Questions that editors compose for a programme: steps of fields, in both languages, frozen into each draft."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, ChoiceBlock, ListBlock, StreamBlock, StructBlock

KINDS = [
    ("text", _("Short text")),
    ("textarea", _("Long text")),
    ("number", _("Number")),
    ("date", _("Date")),
    ("choice", _("One choice")),
    ("choices", _("Several choices")),
    ("yes_no", _("Yes or no")),
    ("file", _("File")),
]


class OptionBlock(StructBlock):
    label_id = CharBlock(label=_("Choice (Indonesian)"), max_length=120)
    label_en = CharBlock(label=_("Choice (English)"), max_length=120)


class QuestionBlock(StructBlock):
    """One question; shown only if an earlier answer equals `show_if_value` when `show_if` names one."""

    key = CharBlock(label=_("Key"), max_length=40)
    kind = ChoiceBlock(label=_("Kind of answer"), choices=KINDS, default="text")
    label_id = CharBlock(label=_("Question (Indonesian)"), max_length=200)
    label_en = CharBlock(label=_("Question (English)"), max_length=200)
    help_id = CharBlock(label=_("Help (Indonesian)"), required=False, max_length=300)
    help_en = CharBlock(label=_("Help (English)"), required=False, max_length=300)
    required = BooleanBlock(label=_("An answer is needed"), required=False, default=True)
    options = ListBlock(OptionBlock(), label=_("Choices"), default=[])
    show_if = CharBlock(label=_("Only if the answer to (key)"), required=False, max_length=40)
    show_if_value = CharBlock(label=_("equals"), required=False, max_length=120)

    class Meta:
        icon = "help"
        label = _("Question")


class QuestionStepBlock(StructBlock):
    """A step of the wizard."""

    title_id = CharBlock(label=_("Title (Indonesian)"), max_length=80)
    title_en = CharBlock(label=_("Title (English)"), max_length=80)
    questions = ListBlock(QuestionBlock(), label=_("Questions"))

    class Meta:
        icon = "form"
        label = _("Step")


class QuestionStreamBlock(StreamBlock):
    step = QuestionStepBlock()
