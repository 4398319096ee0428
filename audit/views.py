"""The published heads of the log: a small file for programs and a feed for people who keep watch."""

from django.contrib.syndication.views import Feed
from django.http import JsonResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from audit import heads
from audit.models import Head
from core.links import absolute
from core.models import OfficeSettings


def heads_file(request):
    """{"office", "heads": [{"day", "position", "hash"}]}, newest first."""
    body = {"office": OfficeSettings.load().office, "algorithm": "sha256", "heads": heads.published()}
    response = JsonResponse(body, json_dumps_params={"indent": 1})
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


class HeadsFeed(Feed):
    """One entry a day: where the chain stood."""

    feed_type = Atom1Feed

    def link(self):
        return absolute("/log/kepala.json")

    def feed_url(self):
        return absolute("/log/kepala.xml")

    def title(self):
        return _("The log of %(office)s") % {"office": OfficeSettings.load().office}

    def subtitle(self):
        return _("Where the sealed log stood each day. Keep these lines: they show whether anything was changed later.")

    def items(self):
        return Head.objects.all()[:30]

    def item_title(self, item):
        return f"{item.day.isoformat()}: {item.position}"

    def item_description(self, item):
        return item.hash

    def item_link(self, item):
        return absolute(f"/log/kepala.json#{item.day.isoformat()}")

    def item_guid(self, item):
        return f"log:{item.day.isoformat()}:{item.hash}"

    item_guid_is_permalink = False

    def item_pubdate(self, item):
        return timezone.localtime(item.published_at)

    item_updateddate = item_pubdate
