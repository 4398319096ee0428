"""Open batches as Atom and RSS, one feed for each filter: whoever follows it is told of every batch that opens."""

from urllib.parse import urlencode

from django.contrib.syndication.views import Feed
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from core.formats import date_range, full_date
from core.links import absolute
from core.pagecache import public
from programs import catalogue
from programs.enums import BatchStatus
from programs.listing import clean_filters
from programs.models import Batch

MOST = 50
FILTERS = ("q", "jenis", "bidang", "bulan")


def address(name: str, values: dict) -> str:
    """The feed of a list as it is filtered now; the status is no filter of it, for all of its batches are open."""
    query = urlencode({key: values[key] for key in FILTERS if values.get(key)})
    return f"{reverse(name)}?{query}" if query else reverse(name)


class OpenBatches(Feed):
    """Batches that take registrations now, those that opened last first."""

    feed_type = Atom1Feed
    name = "batches_atom"
    item_guid_is_permalink = False

    def get_object(self, request):
        return {"values": clean_filters(request.GET), "request": request, "urls": {}}

    def title(self, asked) -> str:
        kind = [words() for key, words in catalogue.KIND_WORDS.items() if key == asked["values"]["jenis"]]
        return ", ".join([_("Open training"), *kind, *filter(None, [asked["values"]["bidang"]])])

    def subtitle(self, asked) -> str:
        return _("Batches that take registrations now.")

    description = subtitle

    def link(self, asked) -> str:
        return absolute(reverse("wagtail_serve", args=["pelatihan/"]))

    def feed_url(self, asked) -> str:
        return absolute(address(self.name, asked["values"]))

    def items(self, asked) -> list[Batch]:
        now = timezone.now()
        found = catalogue.filtered(asked["values"] | {"status": BatchStatus.OPEN}, now)
        found = list(found.select_related("room").order_by("-opens_at", "-pk")[:MOST])
        asked["urls"].update(catalogue.addresses(found, asked["request"]))
        for batch in found:
            batch.address = asked["urls"].get(batch.key) or reverse("wagtail_serve", args=["pelatihan/"])
        return found

    def item_title(self, batch: Batch) -> str:
        return batch.label

    def item_description(self, batch: Batch) -> str:
        return ". ".join(
            [
                _("Closes %(date)s") % {"date": full_date(batch.closes_at)},
                _("Training: %(dates)s") % {"dates": date_range(batch.starts_on, batch.ends_on)},
                *([_("Place: %(place)s") % {"place": batch.room.name}] if batch.room else []),
            ]
        )

    def item_link(self, batch: Batch) -> str:
        return batch.address if "://" in batch.address else absolute(batch.address)

    def item_guid(self, batch: Batch) -> str:
        return f"urn:uuid:{batch.key}"

    def item_pubdate(self, batch: Batch):
        return batch.opens_at

    def item_updateddate(self, batch: Batch):
        return max(batch.opens_at, batch.changed_at) if batch.sequence else batch.opens_at

    def item_categories(self, batch: Batch) -> list[str]:
        return [catalogue.kind(batch), catalogue.field_name(batch.field)]


class OpenBatchesRss(OpenBatches):
    feed_type = Rss201rev2Feed
    name = "batches_rss"


@public
@require_safe
@conditional_page
def atom(request) -> HttpResponse:
    return OpenBatches()(request)


@public
@require_safe
@conditional_page
def rss(request) -> HttpResponse:
    return OpenBatchesRss()(request)
