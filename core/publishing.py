"""What a page needs before its first visitor: the card for chats, and every size of its pictures.

The page is made once in the process that publishes it, with its list and the home page: whatever pictures their
templates ask for are cut then and there, so no visitor waits for one.
"""

import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published

from core import cards, routing
from core.models import BasePage, CustomImage

log = logging.getLogger(__name__)


def connect() -> None:
    page_published.connect(_published, dispatch_uid="core.publishing")


def _published(sender, instance, **kwargs) -> None:
    if isinstance(instance, BasePage):
        transaction.on_commit(lambda: prepare(instance), robust=True)


def prepare(page: BasePage) -> None:
    cards.make(page.title)
    if shows_pictures(page):
        for each in [page, *page.get_ancestors().filter(depth__gt=1).specific().reverse()[:2]]:
            make_pictures(each)


def shows_pictures(page: Page) -> bool:
    return (
        ReferenceIndex.get_references_for_object(page)
        .filter(to_content_type__model=CustomImage._meta.model_name)
        .exists()
    )


def make_pictures(page: Page) -> None:
    """Make the page as a visitor would get it; what it says is thrown away, the pictures stay."""
    path = routing.url_of(page)
    if not path or not page.live:
        return
    request = _request(path)
    with translation.override(page.locale.language_code):
        routing.know_site(request)
        try:
            page.serve(request).render()
        except Exception:
            log.exception("the pictures of page %s are made when it is first seen", page.pk)


def _request(path: str):
    host = urlsplit(settings.BASE_URL)
    request = RequestFactory().get(path, SERVER_NAME=host.hostname, SERVER_PORT=str(host.port or 80))
    request.user = AnonymousUser()
    return request
