"""Blocks of programme pages: units of competence, documents asked, rules of who may register."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, IntegerBlock, StaticBlock, StreamBlock, StructBlock

from accounts.enums import Education


class UnitBlock(StructBlock):
    """A unit of competence with its lesson hours."""

    code = CharBlock(label=_("Code"), required=False, max_length=40)
    title = CharBlock(label=_("Unit"), max_length=160)
    title_en = CharBlock(
        label=_("Unit (English)"),
        required=False,
        max_length=160,
        help_text=_("For the English page; certificates keep the Indonesian name."),
    )
    jp = IntegerBlock(label=_("JP"), min_value=1)

    class Meta:
        icon = "list-ol"
        label = _("Unit of competence")


def unit_name(unit) -> str:
    """A unit in the language that is active, as far as the editor gave it."""
    return (get_language() == "en" and unit.get("title_en")) or unit["title"]


class DocumentBlock(StructBlock):
    """A document the applicant uploads, in both languages."""

    key = CharBlock(label=_("Key"), max_length=40, help_text=_("ktp, diploma, photo or a short word of your own"))
    label_id = CharBlock(label=_("Name (Indonesian)"), max_length=80)
    label_en = CharBlock(label=_("Name (English)"), max_length=80)
    help_id = CharBlock(label=_("Help (Indonesian)"), required=False, max_length=200)
    help_en = CharBlock(label=_("Help (English)"), required=False, max_length=200)

    class Meta:
        icon = "doc-full"
        label = _("Document")


class RuleStreamBlock(StreamBlock):
    """One block is one rule; the words for met, not met and unknown live in data/eligibility.json."""

    age_min = IntegerBlock(label=_("Lowest age"), min_value=0, max_value=99, icon="user")
    age_max = IntegerBlock(label=_("Highest age"), min_value=0, max_value=99, icon="user")
    domicile = StaticBlock(label=_("Lives in the city"), icon="site")
    local_ktp = StaticBlock(label=_("KTP of the city"), icon="site")
    education_min = ChoiceBlock(label=_("Lowest education"), choices=Education.choices, icon="list-ol")
    not_studying = StaticBlock(label=_("Not studying now"), icon="site")
    not_working = StaticBlock(label=_("Not working now"), icon="site")
    no_overlap = StaticBlock(label=_("Not in another training at the same time"), icon="date")
