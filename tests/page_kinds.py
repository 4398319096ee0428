"""One address of every kind of public page, from what is in the database; for figures of pages, not for the product.

Django must be set up before `addresses()` is called. A kind that this office has no page of is left out.
"""

# Kinds that say `noindex` on purpose: they are about a person, or are answers to somebody's question.
UNLISTED = frozenset({"status", "verification", "sign-in", "wizard", "search", "search-empty", "offline"})


def addresses(language: str = "id") -> dict[str, str]:
    """Kind -> address in one language. Kinds that are kept in nobody's cache are there too."""
    from django.utils import translation

    before = "" if language == "id" else f"/{language}"
    with translation.override(language):
        found = {"home": f"{before}/"} | _of_pages(language) | _of_batches(language)
    views = {
        "schedule": "/jadwal/",
        "schedule-month": "/jadwal/?tampilan=bulan",
        "search": "/cari/?q=jahit",
        "search-empty": "/cari/?q=zzqqx",
        "status": "/status/",
        "verification": "/verifikasi/",
        "sign-in": "/masuk/",
    }
    return found | {kind: before + path for kind, path in views.items()} | {"offline": "/luring/"}


def is_listed(kind: str) -> bool:
    """Whether search engines may show this kind."""
    return kind not in UNLISTED


def _of_pages(language: str) -> dict[str, str]:
    from helpdesk.models import FaqIndexPage
    from home.models import InfoPage, NewsIndexPage, NewsPage, ServicePage
    from programs.models import ProgramIndexPage
    from stats.models import DataIndexPage, DataPage, LivePage

    models = {
        "programmes": ProgramIndexPage,
        "service": ServicePage,
        "information": InfoPage,
        "news-list": NewsIndexPage,
        "news": NewsPage,
        "questions": FaqIndexPage,
        "statistics": DataIndexPage,
        "data-page": DataPage,
        "live-figures": LivePage,
    }
    pages = {
        kind: model.objects.live().filter(locale__language_code=language).first() for kind, model in models.items()
    }
    return {kind: page.url for kind, page in pages.items() if page}


def _of_batches(language: str) -> dict[str, str]:
    """The open batch that closes last has a programme, a page and a wizard."""
    from django.utils import timezone

    from core.links import intake
    from forms.steps import ELIGIBILITY
    from programs.models import Batch

    batch = Batch.objects.open_for_registration(timezone.now()).exclude(page=None).order_by("-closes_at").first()
    if batch is None:
        return {}
    pages = {"programme": batch.program_page, "batch": batch.page}
    found = {kind: _in(language, page) for kind, page in pages.items()}
    return {kind: url for kind, url in found.items() if url} | {"wizard": intake("pelatihan", batch.code, ELIGIBILITY)}


def _in(language: str, page) -> str:
    found = page.get_translations(inclusive=True).live().filter(locale__language_code=language).first()
    return found.url if found else ""
