"""What every page shows around its content."""

from core.models import OfficeSettings


def site(request):
    return {"office": OfficeSettings.load(request_or_site=request)}
