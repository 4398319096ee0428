"""A page as the checks of its content see it: the words that editors typed, not what the site adds around them."""

from collections.abc import Iterator
from html import escape

from wagtail.blocks import CharBlock, ListBlock, RawHTMLBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock

from core.blocks import FigureBlock, HeadingBlock
from home.checks import Content, Picture

NO_WORDS = {"address", "start_address", "url", "illustration", "source", "value"}


def content_of(page) -> Content:
    content = Content(page.title, getattr(page, "summary", ""), language=page.locale.language_code)
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            _add(content, field.stream_block, getattr(page, field.name))
        elif isinstance(field, RichTextField):
            content.html += getattr(page, field.name) or ""
    _add_fields(content, page)
    return content


def _add_fields(content: Content, page) -> None:
    """What some pages keep outside their stream: lines of a service, the picture of news."""
    for name in ("needs", "who", "decided_how", "complaint"):
        content.html += "".join(f"<li>{escape(line)}</li>" for line in getattr(page, name, "").splitlines())
    if hasattr(page, "picture_alt") and page.picture_id:
        content.pictures.append(_picture(page.picture, page.picture_alt, False))


def _picture(image, alt: str, is_decorative: bool) -> Picture:
    return Picture(alt, is_decorative, image.title, image.width, image.height)


def _add(content: Content, block, value, name: str = "") -> None:
    if value is None:
        return
    if isinstance(block, ImageBlock):
        content.pictures.append(_picture(value, value.contextual_alt_text or "", bool(value.decorative)))
    elif isinstance(block, RichTextBlock | RawHTMLBlock):
        content.html += getattr(value, "source", str(value))
    elif isinstance(block, HeadingBlock):
        content.html += f"<h2>{escape(value)}</h2>"
    elif isinstance(block, CharBlock | TextBlock):
        content.html += f"<p>{escape(value)}</p>" if name not in NO_WORDS else ""
    else:
        _add_figure(content, block, value)
        for child, inner, inner_name in _children(block, value):
            _add(content, child, inner, inner_name)


def _add_figure(content: Content, block, value) -> None:
    if isinstance(block, FigureBlock):
        content.figures.append((value["value"], value["source"]))


def _children(block, value) -> Iterator[tuple]:
    """The blocks inside, each with its value and its name."""
    if isinstance(block, StreamBlock):
        yield from ((child.block, child.value, child.block_type) for child in value)
    elif isinstance(block, StructBlock):
        yield from ((child, value.get(name), name) for name, child in block.child_blocks.items())
    elif isinstance(block, ListBlock):
        yield from ((block.child_block, inner, "") for inner in value)
    elif isinstance(block, TypedTableBlock):
        yield from ((cell.block, cell.value, "") for row in value.rows for cell in row)
