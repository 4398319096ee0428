"""What every page shows around its content. All of it is looked up only when a template asks for it."""

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from core import links
from core.models import OfficeSettings
from home import queries
from home.settings import BannerSettings, Level


def home_url() -> str:
    """Return the address everything else hangs under in the active language."""
    return "/en/" if queries.is_english() else "/"


def site(request):
    return {
        "home_url": home_url(),
        "office": SimpleLazyObject(lambda: OfficeSettings.load(request_or_site=request)),
        "menu": SimpleLazyObject(lambda: queries.menu(request)),
        "footer_links": SimpleLazyObject(lambda: queries.footer_links(request)),
        "footer_columns": SimpleLazyObject(lambda: queries.footer_columns(request)),
        "notices": SimpleLazyObject(lambda: notices(request)),
    }


def notices(request) -> list[dict]:
    """Return the notices over every page in the active language, the urgent ones first; a preview shows them all."""
    if getattr(request, "is_frame_preview", False):
        found = BannerSettings.load(request_or_site=request).notices.all()
    else:
        now = timezone.now()
        found = [notice for notice in queries.notices() if notice.starts_at <= now < notice.ends_at]
    return [_words(notice) for notice in sorted(found, key=lambda notice: Level.values.index(notice.level))]


def _words(notice) -> dict:
    english = queries.is_english()
    return {
        "level": notice.level,
        "text": (english and notice.text_en) or notice.text_id,
        "label": (english and notice.link_label_en) or notice.link_label_id,
        "url": links.localized(notice.link) if notice.link else "",
    }
