"""What the search reads of blocks that lead somewhere, and what a table needs."""

import pytest
from wagtail.blocks import StructBlockValidationError

from core.blocks.facts import TableBlock
from core.blocks.links import TasksBlock
from core.blocks.media import CardsBlock


def searched(block, value: dict) -> str:
    return "\n".join(str(text) for text in block.get_searchable_content(block.to_python(value)))


def test_the_search_reads_the_words_of_a_card_and_neither_its_picture_nor_its_address():
    card = {"title": "Pelatihan", "text": "Menjahit dan barista", "illustration": "usaha-barista", "address": "/x/"}

    assert searched(CardsBlock(), {"title": "Semua", "cards": [card]}) == "Semua\nPelatihan\nMenjahit dan barista"


def test_a_card_that_leads_to_a_page_has_no_address_to_read():
    card = {"title": "Sertifikat", "text": "", "illustration": "", "address": None}

    assert searched(CardsBlock(), {"title": "", "cards": [card]}).split() == ["Sertifikat"]


def test_icon_and_colour_of_a_task_are_not_words():
    task = {"title": "Cek status", "text": "Dengan nomor", "icon": "status", "tone": "bata", "address": "/status/"}

    assert searched(TasksBlock(), {"tasks": [task]}) == "Cek status\nDengan nomor"


COLUMN = {"type": "text", "heading": "Hari"}


@pytest.mark.parametrize(("columns", "rows"), [([], []), ([COLUMN], [])])
def test_an_empty_table_is_told_at_the_table(columns, rows):
    block = TableBlock()
    table = {"columns": columns, "rows": rows, "caption": ""}

    with pytest.raises(StructBlockValidationError) as told:
        block.clean(block.to_python({"caption": "Jam layanan", "table": table, "source": ""}))

    (said,) = told.value.block_errors["table"].as_json_data()["messages"]
    assert said == "Tambahkan paling sedikit satu kolom dan satu baris."


def test_a_table_with_a_cell_is_good():
    block = TableBlock()
    table = {"columns": [COLUMN], "rows": [{"values": ["Senin"]}], "caption": ""}
    value = block.to_python({"caption": "Jam layanan", "table": table, "source": ""})

    assert block.clean(value)["table"].row_data[0]["values"] == ["Senin"]
