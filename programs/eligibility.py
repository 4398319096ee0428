"""Who may register: rules as data on the programme, answered in words before the form, at submit and on the desk."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ChoiceBlock, IntegerBlock, StaticBlock, StreamBlock

from accounts.enums import Education


class RuleStreamBlock(StreamBlock):
    """One block is one rule; the words for met, not met and unknown live in data/eligibility.json."""

    age_min = IntegerBlock(label=_("Lowest age"), min_value=0, max_value=99, icon="user")
    age_max = IntegerBlock(label=_("Highest age"), min_value=0, max_value=99, icon="user")
    domicile = StaticBlock(label=_("Lives in the city"), icon="site")
    local_ktp = StaticBlock(label=_("KTP of the city"), icon="site")
    education_min = ChoiceBlock(label=_("Lowest education"), choices=Education.choices, icon="education")
    not_studying = StaticBlock(label=_("Not studying now"), icon="site")
    not_working = StaticBlock(label=_("Not working now"), icon="site")
