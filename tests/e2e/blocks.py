"""An editor at the block chooser: which blocks there are, adding one, and filling in whatever it asks for."""

import re

from playwright.sync_api import Locator, Page, expect

BODY, CHILD = "[data-contentpath=body]", "[data-streamfield-child]"
WORDS = "Isi contoh pada 2026"
PAIRS = ("Kartu", "Galeri")  # at least two items, of which one is there
KINDS = {"latitude": "-6.178306", "longitude": "106.631889", "number": "3", "url": "https://contoh.id/video"}


def names(page: Page) -> list[str]:
    """What the chooser offers, in its order."""
    _open(page)
    found = page.locator("[role=option]").all_inner_texts()
    page.keyboard.press("Escape")
    return found


def add(page: Page, name: str) -> None:
    """Choose the block by its name and fill in every field it shows."""
    blocks = page.locator(f"{BODY} {CHILD}:not({CHILD} {CHILD})")
    count = blocks.count()
    _open(page)
    page.locator("[role=combobox]:visible").last.fill(name)
    page.locator("[role=option]").get_by_text(name, exact=True).first.click()
    expect(blocks).to_have_count(count + 1)
    block = blocks.last
    if name in PAIRS:
        block.get_by_role("button", name="Tambah", exact=True).last.click()
    if block.locator("[data-append-column]").count():  # a table: a column brings its first row along
        block.locator("[data-append-column]").click()
        block.locator(".add-column-menu button").first.click()
    fill(page, block)


def _open(page: Page) -> None:
    page.locator(f"{BODY} > * button.c-sf-add-button").last.click()


def fill(page: Page, block: Locator) -> None:
    for field in block.locator("input[type=text], input[type=url], input[type=number]").all():
        field.fill(_value(field.get_attribute("name")))
    for field in block.locator("textarea").all():
        field.fill(WORDS)
    for field in block.locator("[contenteditable=true]").all():
        field.press_sequentially(WORDS)
    waiting = block.locator("[data-chooser-action-choose]:visible").filter(has_not_text=re.compile("halaman", re.I))
    while waiting.count():  # a page is left to the address beside it
        _choose(page, waiting.first)


def _value(name: str) -> str:
    last = name.rpartition("-")[2]
    return "/jadwal/" if last == "address" else KINDS.get(last, WORDS)


def _choose(page: Page, button: Locator) -> None:
    """The first picture, document or topic of the chooser."""
    button.click()
    choice = page.locator("[data-chooser-modal-choice]:visible").first
    choice.click()
    choice.wait_for(state="hidden")
    page.locator(".modal-backdrop").wait_for(state="hidden")
