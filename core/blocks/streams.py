"""Which blocks a page may hold."""

from wagtail.blocks import StreamBlock

from core.blocks.facts import FactsBlock, FiguresBlock
from core.blocks.links import ButtonBlock, TasksBlock
from core.blocks.media import FeatureBlock, FileBlock, PictureBlock
from core.blocks.office import ContactBlock
from core.blocks.sections import FiguresSectionBlock, NewsSectionBlock, OpenBatchesBlock, StepsSectionBlock
from core.blocks.text import (
    CheckListBlock,
    HeadingBlock,
    NoteBlock,
    ParagraphBlock,
    QuestionsBlock,
    QuoteBlock,
    StepsBlock,
)


class BodyStreamBlock(StreamBlock):
    """What every page of text may hold."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    facts = FactsBlock()
    check_list = CheckListBlock()
    steps = StepsBlock()
    note = NoteBlock()
    button = ButtonBlock()
    tasks = TasksBlock()
    questions = QuestionsBlock()
    figures = FiguresBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    feature = FeatureBlock()
    file = FileBlock()
    contact = ContactBlock()

    class Meta:
        template = "core/blocks/stream.html"


class HomeStreamBlock(StreamBlock):
    """The bands of the home page. The first block of tasks stands beside the search at the top."""

    tasks = TasksBlock()
    open_batches = OpenBatchesBlock()
    steps = StepsSectionBlock()
    news = NewsSectionBlock()
    feature = FeatureBlock(template="core/blocks/feature_section.html")
    figures = FiguresSectionBlock()

    class Meta:
        block_counts = {"tasks": {"max_num": 1}}
