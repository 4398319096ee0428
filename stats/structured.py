"""What search engines and catalogues of open data read: schema.org Dataset, and the list at /statistik/data.json."""

from django.conf import settings

from core import jsonld
from core.links import absolute
from core.models import OfficeSettings
from stats import downloads
from stats.tables import Table


def dataset(page, table: Table, chosen, request) -> str:
    """The data block of a data page."""
    measured = [str(table.columns[place].label) for place in table.numbers]
    return jsonld.script([described(page, chosen) | {"variableMeasured": measured, "isAccessibleForFree": True}])


def described(page, chosen) -> dict:
    """One dataset as schema.org names its parts; what is not known is left out."""
    office = OfficeSettings.load()
    facts = {
        "@type": "Dataset",
        "name": page.title,
        "description": page.summary or page.title,
        "url": absolute(page.url or ""),
        "inLanguage": page.locale.language_code,
        "license": chosen.licence_url,
        "temporalCoverage": page.period,
        "isBasedOn": page.source_url,
        "creditText": ", ".join(part for part in (page.source_name, page.source_date) if part),
        "spatialCoverage": office.city,
        "dateModified": page.last_published_at.date().isoformat() if page.last_published_at else "",
        "creator": {"@type": "GovernmentOrganization", "name": office.office, "url": settings.BASE_URL},
        "distribution": [_file(page, kind) for kind in downloads.TYPES],
    }
    return {name: value for name, value in facts.items() if value}


def _file(page, kind: str) -> dict:
    media = downloads.TYPES[kind].partition(";")[0]
    return {
        "@type": "DataDownload",
        "encodingFormat": media,
        "contentUrl": absolute(downloads.address(page.slug, kind)),
    }
