"""The words of the search in the CMS: synonyms, promoted results, and what people looked for in vain."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from search.models import FailedQuery, Promoted, Synonym


class WordsViewSet(SnippetViewSet):
    """A snippet without a chooser: nothing refers to it."""

    copy_view_enabled = False
    search_backend_name = None

    def register_chooser_viewset(self):
        """None."""


class SynonymViewSet(WordsViewSet):
    model = Synonym
    icon = "repeat"
    menu_label = _("Synonyms")
    list_display = ["term", "means", BooleanColumn("is_mutual", label=_("works both ways"))]
    list_filter = ["is_mutual"]
    search_fields = ["term", "means"]


class PromotedViewSet(WordsViewSet):
    model = Promoted
    icon = "pin"
    menu_label = _("Promoted results")
    list_display = ["query", "title_id", "address"]
    search_fields = ["query", "title_id", "address"]


class FailedQueryViewSet(WordsViewSet):
    model = FailedQuery
    icon = "warning"
    menu_label = _("Searches without result")
    list_display = ["query", "language", "count", "last_at"]
    list_filter = ["language"]
    search_fields = ["query"]
    inspect_view_enabled = True


class SearchViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Words of the search")
    menu_icon = "search"
    menu_order = 260
    items = (SynonymViewSet, PromotedViewSet, FailedQueryViewSet)
