"""What can be measured on any page: accessibility by axe, nothing beyond the window's edge, the styles arrived."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = (320, 390)

# Elements whose right edge lies beyond the window, unless something around them scrolls or hides them on purpose.
BEYOND_THE_EDGE = """() => {
  const width = document.documentElement.clientWidth;
  const contained = (element) => {
    for (let parent = element.parentElement; parent && parent !== document.body; parent = parent.parentElement) {
      if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(parent).overflowX)) return true;
    }
    return false;
  };
  return [...document.body.querySelectorAll('*')]
    .filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.height > 0 && box.right > width + 1 && !contained(element);
    })
    .map((element) => `${element.tagName.toLowerCase()}.${element.className} ends at `
      + `${Math.round(element.getBoundingClientRect().right)} of ${width}`);
}"""


def axe(page: Page, within: str | None = None) -> list[str]:
    """Return axe's findings as lines "rule: element (help)"; `within` narrows them to one selector."""
    options = {"runOnly": STANDARDS, "resultTypes": ["violations"]}
    found = Axe().run(page, context=within, options=options).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]} ({rule['help']})" for rule in found for node in rule["nodes"]]


def beyond_the_edge(page: Page, widths: tuple[int, ...] = ()) -> list[str]:
    """Return what does not fit the window, at its present width or at each of the given ones."""
    size, found = page.viewport_size, []
    for width in widths or (size["width"],):
        page.set_viewport_size({"width": width, "height": size["height"]})
        found += page.evaluate(BEYOND_THE_EDGE)
    page.set_viewport_size(size)
    return found


def typeface(page: Page) -> str:
    """Return the typeface the page is set in; the browser's own means that the stylesheet did not arrive."""
    return page.evaluate("getComputedStyle(document.body).fontFamily")


def show_still(twin: Page, page: Page) -> None:
    """Show in `twin` the HTML and styles of `page` at the same address, with none of its scripts."""
    html = page.content()
    still = {"Content-Security-Policy": "script-src 'none'"}
    twin.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=still))
    twin.goto(page.url)


def assert_sound(page: Page, *, within: str | None = None) -> None:
    """Assert what holds for every page of ours; `within` is for screens that stand inside the CMS's own."""
    assert axe(page, within) == []
    assert beyond_the_edge(page, NARROW if page.viewport_size["width"] <= max(NARROW) else ()) == []
    if within is None:
        assert "Plus Jakarta Sans" in typeface(page)
