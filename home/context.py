"""What every page shows around its content. All of it is looked up only when a template asks for it."""

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from core.models import OfficeSettings
from home import queries
from home.models import BannerSettings


def home_url() -> str:
    """Return the address everything else hangs under in the active language."""
    return "/en/" if queries.is_english() else "/"


def site(request):
    return {
        "home_url": home_url(),
        "office": SimpleLazyObject(lambda: OfficeSettings.load(request_or_site=request)),
        "menu": SimpleLazyObject(lambda: queries.menu(request)),
        "footer_links": SimpleLazyObject(lambda: queries.footer_links(request)),
        "banner": SimpleLazyObject(lambda: banner(request)),
    }


def banner(request) -> str:
    """Return the notice over every page, in the active language, until its time is over."""
    notice = BannerSettings.load(request_or_site=request)
    if not notice.is_shown or (notice.until and notice.until <= timezone.now()):
        return ""
    return (queries.is_english() and notice.text_en) or notice.text_id
