"""The search page and the suggestions while typing."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from core import searchable
from core.formats import date_range, number, plain_date
from core.models import Throttle
from core.nik import keyed_hash
from home.queries import top_tasks
from search import excerpts, failures, port
from search.forms import NAMES, RefineForm, clean
from search.port import Query, Results
from search.results import LAST_PAGE, PER_PAGE

SHORTEST = 2  # letters before anything is suggested
A_MINUTE = 60
MOST_A_MINUTE = 90


def language() -> str:
    return "en" if (get_language() or "").startswith("en") else "id"


def visitor(request) -> str:
    """Who asks, as far as counting needs it; the address itself is kept nowhere."""
    return keyed_hash(get_adapter(request).get_client_ip(request) or "unknown")[:32]


class SearchView(TemplateView):
    """A plain GET form: words, filters and page stand in the address."""

    template_name = "search/search.html"

    def get_context_data(self, **kwargs):
        asked, filters, page = clean(self.request.GET)
        query = Query(asked, language(), filters, page)
        is_asked = bool(asked or filters)
        results = port.search(query) if is_asked else Results()
        promoted = port.promotions(query)
        if asked and not filters and not results.total and not promoted and page == 1:
            failures.note(asked, query.language, by=visitor(self.request))
        shown = self._results(results, query) if is_asked else {"suggested": top_tasks(query.language)}
        return super().get_context_data(**kwargs) | {"asked": asked, "promoted": promoted, "is_asked": is_asked} | shown

    def _results(self, results: Results, query: Query) -> dict:
        counted = range(min(results.total, LAST_PAGE * PER_PAGE))
        return {
            "hits": [_card(hit) for hit in results.hits],
            "heading": _heading(results.total),
            "did_you_mean": _link(results.did_you_mean, self.request.path) if results.did_you_mean else None,
            "chips": _chips(results, query, self.request.path),
            "refine": RefineForm(results.facets, query.filters),
            "kept": _kept(query),
            "found": Paginator(counted, PER_PAGE).get_page(query.page),
            "is_filtered": bool(query.filters),
            "without_filters": _link(query.text, self.request.path),
            "suggested": [] if results.total else top_tasks(query.language),
        }


def _heading(total: int) -> str:
    return ngettext("%(count)s result", "%(count)s results", total) % {"count": number(total)}


def _link(words: str, path: str) -> dict:
    return {"label": words, "url": f"{path}?{urlencode({'q': words})}"}


def _kept(query: Query) -> list[dict]:
    kind = query.filters.get("kind")
    kept = [("q", query.text)] + ([(NAMES["kind"], kind)] if kind else [])
    return [{"name": name, "value": value} for name, value in kept]


def _chips(results: Results, query: Query, path: str) -> list[dict]:
    """Kinds of results with their counts; one tap chooses one, or all again."""
    others = {NAMES[name]: value for name, value in query.filters.items() if name != "kind"}
    address = {"q": query.text} | others
    chosen, counts = query.filters.get("kind", ""), results.facets.get("kind", [])
    total = sum(facet.count for facet in counts)
    chips = [
        {"label": f"{_('All')} ({number(total)})", "url": f"{path}?{urlencode(address)}", "is_current": not chosen}
    ]
    for facet in counts:
        url = f"{path}?{urlencode(address | {NAMES['kind']: facet.value})}"
        label = f"{kind_label(facet.value)} ({number(facet.count)})"
        chips.append({"label": label, "url": url, "is_current": facet.value == chosen})
    return chips if counts else []


def kind_label(name: str) -> str:
    kind = searchable.kinds().get(name)
    return str(kind.label) if kind else name


def _card(hit) -> dict:
    """A result as the template shows it."""
    kind = searchable.kinds().get(hit.kind)
    status = kind.statuses.get(hit.status) if kind else None
    return {
        "title": excerpts.as_html(hit.title),
        "text": excerpts.as_html(hit.excerpt),
        "url": hit.url,
        "kind": kind_label(hit.kind),
        "facts": [fact for fact in (_dates(hit), hit.district) if fact],
        "status_label": status.label if status else "",
        "status_tone": status.tone if status else "",
    }


def _dates(hit) -> str:
    if hit.on and hit.until:
        return date_range(hit.on, hit.until, short=True)
    return plain_date(hit.on) if hit.on else ""


class SuggestView(View):
    """Titles for what is being typed, as JSON; an empty list when asked too often."""

    def get(self, request):
        words = request.GET.get("q", "").replace("\0", "").strip()
        found = []
        if len(words) >= SHORTEST and Throttle.hit("saran", visitor(request), limit=MOST_A_MINUTE, seconds=A_MINUTE):
            found = port.suggest(words, language())
        items = [{"title": each.title, "url": each.url, "kind": kind_label(each.kind)} for each in found]
        response = JsonResponse({"items": items})
        response.headers["Cache-Control"] = "public, max-age=60"
        return response
