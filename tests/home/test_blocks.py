"""A form of a block shows every field of it: one that is left out of the layout makes the page impossible to save."""

import pytest
from wagtail.blocks import ListBlock, StreamBlock, StructBlock

from core.blocks import BodyStreamBlock
from home.blocks import FrontStreamBlock, PageStreamBlock
from home.models import FactStreamBlock, RelatedStreamBlock, StepStreamBlock
from home.settings import FooterStreamBlock

STREAMS = (
    *(FrontStreamBlock, PageStreamBlock, BodyStreamBlock),
    *(RelatedStreamBlock, FactStreamBlock, StepStreamBlock, FooterStreamBlock),
)


def inside(block):
    """The block and all blocks in it."""
    yield block
    children = [block.child_block] if isinstance(block, ListBlock) else getattr(block, "child_blocks", {}).values()
    for child in children if isinstance(block, ListBlock | StreamBlock | StructBlock) else ():
        yield from inside(child)


@pytest.mark.parametrize("stream", STREAMS)
def test_no_field_is_left_out_of_a_layout(stream):
    for block in inside(stream()):
        layout = getattr(block.meta, "form_layout", None)
        if isinstance(layout, list):
            assert set(layout) == set(block.child_blocks), type(block).__name__


@pytest.mark.parametrize("stream", [FrontStreamBlock, PageStreamBlock])
def test_the_form_holds_a_name_for_every_block(stream):
    groups = {str(block.meta.group) for block in stream().child_blocks.values() if block.meta.group}
    assert len(groups) >= 1
    assert all(block.label and block.meta.description for block in stream().child_blocks.values())
