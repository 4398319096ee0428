"""What every office starts with: rows that each app adds once and that the CMS may change afterwards."""

import csv
import datetime as dt
import logging
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

DATA = Path(__file__).parent / "data"
log = logging.getLogger(__name__)
_steps: dict[str, Callable[[], None]] = {}


def register(name: str, function: Callable[[], None]) -> None:
    """Called from AppConfig.ready(); a step must leave alone what the office has changed since."""
    _steps[name] = function


@transaction.atomic
def run() -> None:
    """Run the steps from the lowest app to the highest."""
    order = ["core", "audit", "accounts", "cases", "programs", "helpdesk", "credentials", "home"]
    order += ["stats", "search", "forms", "portal"]
    for name in sorted(_steps, key=order.index):
        _steps[name]()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def load_core() -> None:
    """Regions of the city and the holidays of the joint decrees, unless rows exist already."""
    from core.models import District, Holiday, Village

    if not Holiday.objects.exists():
        Holiday.objects.bulk_create(
            Holiday(date=dt.date.fromisoformat(row["date"]), name=row["name"], source=row["decree"])
            for row in {row["date"]: row for row in rows(DATA / "holidays.csv")}.values()
        )
    if not District.objects.exists():
        _load_regions(District, Village)


def _load_regions(district_model, village_model) -> None:
    for row in rows(DATA / "districts.csv"):
        tile = {"tile_column": row["tile_column"], "tile_row": row["tile_row"]}
        district_model.objects.create(code=row["code"], name=row["name"], **tile)
    districts = {district.code: district for district in district_model.objects.all()}
    village_model.objects.bulk_create(
        village_model(
            code=row["code"], name=row["name"], postal_code=row["postal_code"], district=districts[row["code"][:8]]
        )
        for row in rows(DATA / "villages.csv")
    )
