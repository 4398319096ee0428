"""Downloads: the address of a page with .csv or .xlsx behind it, and the list of all of them."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.links import absolute
from stats import downloads, live, live_view, queries, structured
from stats.catalogue import UNREAD_IN_LISTS
from stats.models import DataPage, LivePage, StatsSettings

LIVE = "layanan-"
TEMPLATES = {
    "tabel": "Kelompok | Group,Laki-laki | Men,Perempuan | Women\n"
    "Bekerja | Employed,595664,344710\n"
    "Sekolah | At school,62839,66479\n",
    "angka": "Indikator | Indicator,Nilai | Value,Satuan | Unit,Periode | Period,Sumber | Source,"
    "Tanggal sumber | Date of source,Catatan | Note\n"
    "Peserta kewirausahaan | Entrepreneurship participants,2755,orang | people,2017–2023,Siaran pers | Press release,"
    "8 Desember 2023 | 8 December 2023,Sumber lain mencetak 2775 | Another source prints 2775\n",
}


def file(request, slug: str, kind: str):
    """One table as a file, in the language of the address; public like the page it belongs to."""
    sheet = _live_sheet(request, slug) if slug.startswith(LIVE) else _page_sheet(request, slug)
    response = HttpResponse(downloads.written(sheet, kind), content_type=downloads.TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{slug}.{kind}"'
    patch_cache_control(response, public=True, max_age=300)
    return response


def _page_sheet(request, slug: str) -> downloads.Sheet:
    pages = DataPage.objects.live().public().filter(locale__language_code=get_language())
    page = get_object_or_404(pages.select_related("locale"), slug=slug)
    return downloads.Sheet(page.title, page.grid, downloads.about_page(page, StatsSettings.load()))


def _live_sheet(request, slug: str) -> downloads.Sheet:
    page = LivePage.objects.live().public().filter(locale__language_code=get_language()).first()
    known = queries.years()
    if page is None or not known:
        raise Http404
    year = live.year_of(live_view.chosen_year(request.GET.get("tahun"), known))
    found = {f"{LIVE}{part.key}": part for part in year.breakdowns}.get(slug)
    if found is None:
        raise Http404
    chosen = StatsSettings.load()
    about = [
        (_("Period"), str(year.year)),
        (_("Source"), _("Counted from the event log of our services")),
        (_("Note"), _("Numbers from 1 to 4 are not published, and others that would reveal them.")),
        (_("Licence"), f"{chosen.licence}, {chosen.licence_url}"),
        (_("Address"), absolute(page.url or "")),
    ]
    return downloads.Sheet(found.title, found.table(), about)


def data_index(request):
    """Every table of this language for machines: a schema.org DataCatalog of Datasets with their files."""
    pages = DataPage.objects.live().public().filter(locale__language_code=get_language())
    chosen = StatsSettings.load()
    sets = [structured.described(page, chosen) for page in pages.defer(*UNREAD_IN_LISTS).select_related("locale")]
    response = JsonResponse(
        {"@context": "https://schema.org/", "@type": "DataCatalog", "license": chosen.licence_url, "dataset": sets},
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    patch_cache_control(response, public=True, max_age=300)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def template(request, kind: str):
    """A CSV to fill in, with two rows as an example."""
    if kind not in TEMPLATES:
        raise Http404
    response = HttpResponse(TEMPLATES[kind].encode("utf-8-sig"), content_type=downloads.TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="template-{kind}.csv"'
    return response
