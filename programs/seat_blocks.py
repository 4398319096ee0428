"""Blocks of the rules by which seats are given: ties between equals, and shares of the seats kept for a group."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, IntegerBlock, StaticBlock, StreamBlock, StructBlock

from cases.models import Stage


def criteria() -> list[tuple[str, str]]:
    """Every criterion of a published procedure, by the key under which its scores are kept."""
    language = "en" if get_language() == "en" else "id"
    found = {each["key"]: each for scores in Stage.objects.values_list("scores", flat=True) for each in scores}
    return sorted(((key, each[f"label_{language}"]) for key, each in found.items()), key=lambda pair: pair[1])


def criterion_labels() -> dict[str, dict[str, str]]:
    """The names of each criterion in both languages."""
    found = {each["key"]: each for scores in Stage.objects.values_list("scores", flat=True) for each in scores}
    return {key: {name: each[name] for name in ("label_id", "label_en")} for key, each in found.items()}


class TieStreamBlock(StreamBlock):
    """What decides between people with the same total, in this order; the last one is always the time."""

    criterion = ChoiceBlock(label=_("Higher score of a criterion"), choices=criteria, icon="order")
    resident = StaticBlock(label=_("Resident of the city first"), icon="site")
    earlier = StaticBlock(label=_("Earlier registration"), icon="date")


class ShareBlock(StructBlock):
    """Seats kept for a group that a question of the programme tells."""

    label_id = CharBlock(label=_("Group (Indonesian)"), max_length=80)
    label_en = CharBlock(label=_("Group (English)"), max_length=80)
    percent = IntegerBlock(
        label=_("Percent of the seats"), min_value=1, max_value=100, help_text=_("Rounded up to whole seats.")
    )
    question = CharBlock(
        label=_("Key of the question"),
        max_length=40,
        help_text=_("A question of the programme. Ask for a proof beside it: the document check looks at it."),
    )
    answer = CharBlock(
        label=_("Answer that counts"),
        max_length=120,
        default="yes",
        help_text=_("yes, or the English words of a choice."),
    )

    class Meta:
        icon = "group"
        label = _("Share")


class ShareStreamBlock(StreamBlock):
    share = ShareBlock()
