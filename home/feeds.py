"""News as Atom and RSS, in the language of the address; one feed for each category."""

import datetime as dt

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from core import routing
from core.links import absolute
from core.pagecache import public
from home.models import NewsCategory, NewsIndexPage, NewsPage

MOST = 30


def address(name: str, category: NewsCategory | None) -> str:
    return f"{reverse(name)}?kategori={category.slug}" if category else reverse(name)


class News(Feed):
    """The latest news, newest first."""

    feed_type = Atom1Feed
    name = "news_atom"
    item_guid_is_permalink = False

    def get_object(self, request):
        index = NewsIndexPage.objects.live().filter(locale__language_code=get_language()).first()
        if index is None:
            raise Http404
        return {"index": index, "category": NewsCategory.objects.filter(slug=request.GET.get("kategori", "")).first()}

    def title(self, asked) -> str:
        category = asked["category"]
        return f"{asked['index'].title}: {category.name}" if category else asked["index"].title

    def subtitle(self, asked) -> str:
        return asked["index"].summary

    description = subtitle

    def link(self, asked) -> str:
        return _absolute(routing.url_of(asked["index"]))

    def feed_url(self, asked) -> str:
        return absolute(address(self.name, asked["category"]))

    def items(self, asked):
        news = NewsPage.objects.child_of(asked["index"]).live().newest_first()
        return (news.filter(category=asked["category"]) if asked["category"] else news)[:MOST]

    def item_title(self, page: NewsPage) -> str:
        return page.title

    def item_description(self, page: NewsPage) -> str:
        return page.summary

    def item_link(self, page: NewsPage) -> str:
        return _absolute(routing.url_of(page))

    def item_guid(self, page: NewsPage) -> str:
        return f"urn:uuid:{page.translation_key}:{page.locale.language_code}"

    def item_pubdate(self, page: NewsPage):
        return timezone.make_aware(dt.datetime.combine(page.published_on, dt.time()))

    def item_updateddate(self, page: NewsPage):
        return page.last_published_at or self.item_pubdate(page)

    def item_categories(self, page: NewsPage) -> list[str]:
        return [page.category.name] if page.category else []


class NewsRss(News):
    feed_type = Rss201rev2Feed
    name = "news_rss"


def _absolute(url: str | None) -> str:
    return url if url and "://" in url else absolute(url or "/")


@public
@require_safe
@conditional_page
def atom(request) -> HttpResponse:
    return News()(request)


@public
@require_safe
@conditional_page
def rss(request) -> HttpResponse:
    return NewsRss()(request)
