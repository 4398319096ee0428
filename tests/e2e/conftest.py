"""Real browsers for the stories: Debian's chromium at the sizes people have, watched while a story runs.

A story asks for `phone`, `plain_phone` (no JavaScript) or `desktop`, or makes more people with `new_page`. Every page
fails its test on a script error, a violation of the content security policy, or a request to another host.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakSet

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from tests.e2e import checks

RESULTS = Path(__file__).resolve().parents[2] / "test-results"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}

# Playwright drives the browser from an event loop; Django must not take the test for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Pages opened with scripts off: axe, a script itself, looks at a twin of them.
without_script: WeakSet[Page] = WeakSet()


def pytest_collection_modifyitems(items) -> None:
    """All that lies in this folder is a browser story; without a browser it says so."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("e2e")
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no chromium found (Debian: apt install chromium)"))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    quiet = ("quic", "background-networking", "component-update", "sync")
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run"]
    return {"executable_path": CHROMIUM, "args": arguments + [f"--disable-{name}" for name in quiet]}


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "id-ID", "timezone_id": "Asia/Jakarta"}


@pytest.fixture(scope="session", autouse=True)
def _kept_pages():
    """Keep the HTML that the stories meet; tests/html checks it afterwards."""
    from django.conf import settings

    settings.MIDDLEWARE.insert(0, "tests.e2e.kept_pages.KeepPages")
    yield
    settings.MIDDLEWARE.remove("tests.e2e.kept_pages.KeepPages")


class Watch:
    """Notes what a page must never do; `allow` names a console message that a story expects."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.problems: list[str] = []
        self.documents: set[str] = set()
        self.allowed: tuple[str, ...] = ()

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda failure: self.problems.append(f"script error: {failure.error}"))
        context.on("request", self._request)

    def allow(self, *words: str) -> None:
        self.allowed += words

    def _request(self, request: Request) -> None:
        if request.is_navigation_request():
            self.documents.add(request.url)
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self.host:
            self.problems.append(f"request to another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        address = message.location["url"]
        is_status_of_page = address in self.documents and "responded with a status of" in message.text
        if message.type == "error" and not is_status_of_page and not any(w in message.text for w in self.allowed):
            self.problems.append(f"console: {message.text} ({address})")


@pytest.fixture
def watch(live_server):
    """What went wrong in any page of this test; it must be nothing at its end."""
    noted = Watch(urlsplit(live_server.url).netloc)
    yield noted
    assert noted.problems == []


@pytest.fixture
def new_page(new_context, live_server, watch) -> Callable[..., Page]:
    """Open another device that shares nothing: new_page(), new_page(javascript=False), new_page(**DESKTOP)."""

    def open_page(*, javascript: bool = True, **device) -> Page:
        context = new_context(base_url=live_server.url, java_script_enabled=javascript, **(device or PHONE))
        watch.follow(context)
        page = context.new_page()
        if not javascript:
            without_script.add(page)
        return page

    return open_page


@pytest.fixture
def phone(new_page) -> Page:
    """A phone of 390 x 844."""
    return new_page()


@pytest.fixture
def plain_phone(new_page) -> Page:
    """The same phone without JavaScript."""
    return new_page(javascript=False)


@pytest.fixture
def desktop(new_page) -> Page:
    """A window of 1280 x 900."""
    return new_page(**DESKTOP)


@pytest.fixture
def sound(new_context, live_server) -> Callable[..., None]:
    """Assert that the page shown now is styled, accessible and fits: sound(page), sound(page, within="main")."""

    def check(page: Page, *, within: str | None = None) -> None:
        if page not in without_script:
            return checks.assert_sound(page, within=within)
        twin = new_context(base_url=live_server.url, viewport=page.viewport_size, is_mobile=True).new_page()
        checks.show_still(twin, page)
        checks.assert_sound(twin, within=within)
        twin.context.close()

    return check


@pytest.fixture
def picture() -> Callable[[Page, str], Path]:
    """Save what the page shows, top to bottom, as test-results/pictures/NAME-WIDTH.png."""

    def save(page: Page, name: str) -> Path:
        path = RESULTS / "pictures" / f"{name}-{page.viewport_size['width']}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return save
