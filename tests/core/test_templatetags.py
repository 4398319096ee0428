"""Small tags and filters of templates."""

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils import translation

from core.forms import Form
from core.samples import SampleForm


def rendered(source, **context):
    with translation.override("id"):
        return Template("{% load ck %}" + source).render(Context(context)).strip()


def test_icon_is_hidden_from_readers():
    assert 'aria-hidden="true"' in rendered('{% icon "check" %}')


@pytest.mark.parametrize("filter_name", ["full_date", "short_date", "rupiah", "number", "phone", "masked", "clock"])
def test_an_empty_value_prints_nothing(filter_name):
    assert rendered(f"{{{{ value|{filter_name} }}}}", value=None) == ""


def test_zero_is_a_number():
    assert rendered("{{ value|number }}", value=0) == "0"


def test_query_keeps_the_other_filters(rf):
    request = rf.get("/jadwal/?jenis=blk&hal=3")

    assert rendered("{% query hal=None status='buka' %}", request=request) == "?jenis=blk&amp;status=buka"


def test_page_links_keep_the_filters(rf):
    request = rf.get("/jadwal/?jenis=blk&hal=3")

    assert rendered("{% page_url 4 %}", request=request) == "?jenis=blk&amp;hal=4"


def test_page_numbers_have_gaps():
    page = Paginator(range(200), 10).page(10)

    assert rendered("{% page_numbers page as found %}{% for n in found %}{{ n }} {% endfor %}", page=page) == (
        "1 None 9 10 11 None 20"
    )


def test_page_links_past_999_have_no_dots(rf):
    page = Paginator(range(2000), 1).page(1500)
    html = rendered(
        '{% include "components/pagination.html" with page=page request=request only %}',
        page=page,
        request=rf.get("/"),
    )

    assert "hal=1501" in html


def test_error_list_names_each_control_once():
    form = SampleForm({}, {})
    form.add_error(None, "Pendaftaran sudah tutup.")
    from core.templatetags.ck import error_list

    found = error_list(form)

    assert found[0] == {"text": "Pendaftaran sudah tutup.", "id": ""}
    assert [error["id"] for error in found[1:]] == [
        "id_nik",
        "id_name",
        "id_birth_0",
        "id_sex_0",
        "id_district",
        "id_ktp",
        "id_agree",
    ]


def test_a_form_without_errors_has_no_summary():
    assert rendered('{% include "components/error_summary.html" with form=form only %}', form=Form()) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kartu kuning (AK-1)", 'Kartu kuning <span class="ck-nowrap">(AK-1)</span>'),
        ("Teknisi (AC)", 'Teknisi <span class="ck-nowrap">(AC)</span>'),
        ("Menjahit (pemula)", "Menjahit (pemula)"),
        ("<b>(AK-1)", '&lt;b&gt;<span class="ck-nowrap">(AK-1)</span>'),
    ],
)
def test_short_codes_are_kept_on_one_line(text, expected):
    assert rendered("{{ text|unbroken }}", text=text) == expected


@pytest.mark.parametrize(("value", "expected"), [("+62 812-0000", "628120000"), ("(021) 5550", "0215550")])
def test_numbers_for_links(value, expected):
    assert rendered("{{ value|wa_number }}", value=value) == expected


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Terverifikasi", ["Terve", "ri", "fi", "kasi"]),
        ("Lulus pelatihan", ["Lulus pelatihan"]),
        ("Bersertifikat", ["Berserti", "fikat"]),
        ("JP", ["JP"]),
    ],
)
def test_long_words_of_a_narrow_column_may_break_between_syllables(word, parts):
    assert rendered("{{ word|breakable }}", word=word).split("\N{SOFT HYPHEN}") == parts


def test_only_the_heads_of_numbers_break_in_a_table():
    columns = [{"label": "Terverifikasi"}, {"label": "Terverifikasi", "is_number": True}]

    html = rendered('{% include "components/data_table.html" %}', columns=columns, id="t", caption="Tabel", rows=[])

    assert html.count(">Terverifikasi<") == 1
    assert html.count("Terve\N{SOFT HYPHEN}ri") == 1
