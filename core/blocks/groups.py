"""Under which headings an editor finds the blocks."""

from django.utils.translation import gettext_lazy as _

WORDS = _("Words")
FACTS = _("Facts and figures")
PICTURES = _("Pictures and files")
AHEAD = _("Where to go next")
OFFICE = _("Kept elsewhere")
