"""What the CMS shows of the search."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from home.daily import HOOK, Task
from search.viewsets import SearchViewSetGroup

register_snippet(SearchViewSetGroup)


@hooks.register(HOOK)
def editor_task(request):
    if request.user.has_perm("search.add_synonym"):
        url = reverse("wagtailsnippets_search_synonym:add")
        yield Task(_("Add a word to the search"), url, "Menambah kata pencarian", 60)
