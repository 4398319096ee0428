"""Blocks that lead somewhere: what the search reads of them."""

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
