"""Rules that every template of ours keeps."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from core.samples import WORDS, forms_to_show, samples

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
COMPONENTS = sorted((FOLDER / "components").glob("*.html"))
ICON = re.compile(r'{% icon "(\w+)"')
DESIGN_SYSTEM = ("components", "django")


def name(path):
    return str(path.relative_to(FOLDER))


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if path.relative_to(FOLDER).parts[0] not in DESIGN_SYSTEM], ids=name
)
def test_the_classes_of_the_design_system_stay_inside_components(path):
    assert re.findall(r"govuk-[\w-]+", path.read_text()) == []


@pytest.mark.parametrize("path", [path for path in TEMPLATES if "emails" not in path.parts], ids=name)
def test_nothing_is_styled_or_scripted_in_line(path):
    text = path.read_text()

    assert re.findall(r"\sstyle=|<style|\son\w+=|javascript:", text) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag and "ld+json" not in tag] == []


CITY = re.compile(r"Tangerang|Cisadane|Dinas [A-Z]|Manpower Office|\+62|\b08\d{2}[- ]?\d{4}|\(021\)")
COLOUR = re.compile(r"(?<!&)#[0-9a-fA-F]{6}\b")


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_of_one_city_stands_in_a_template(path):
    """Names and numbers come from the settings, colours from the stylesheet and in mails from the settings, too."""
    text = path.read_text()

    assert CITY.findall(text) == []
    assert COLOUR.findall(text) == []


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_a_component_declares_its_inputs_on_the_first_line(path):
    first = path.read_text().splitlines()[0]

    assert first.startswith(f"{{# components/{path.name} - inputs: ")


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_components_are_called_with_nothing_but_their_inputs(path):
    calls = re.findall(r'{% include "components/(\w+)\.html"[^%]*%}', path.read_text())
    alone = re.findall(r'{% include "components/(\w+)\.html"[^%]* only %}', path.read_text())

    assert [call for call in calls if call not in alone and call != "page_meta"] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_icon_is_drawn(path):
    drawn = set(re.findall(r'name == "(\w+)"', (FOLDER / "components" / "icon.html").read_text()))

    assert set(ICON.findall(path.read_text())) - drawn == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_template_compiles(path):
    assert get_template(name(path))


def test_every_component_is_shown_or_framed(rf):
    """A component is in the samples, or is a part of the frame or of another component."""
    request = rf.get("/komponen/")
    shown = {sample.name for sample in samples(request)} | {"icon"}  # drawn by its tag
    texts = "".join(path.read_text() for path in TEMPLATES)
    unused = [path.stem for path in COMPONENTS if path.stem not in shown and f'components/{path.name}"' not in texts]

    assert unused == []


def test_every_sample_renders(rf):
    for sample in samples(rf.get("/komponen/")):
        html = sample.render()
        assert html.strip(), sample.name
        assert '<svg class="ck-icon" viewBox="0 0 24 24" aria-hidden="true"></svg>' not in html, sample.name


def test_sample_words_are_kept_as_data():
    assert WORDS.is_file()


def test_sample_forms_show_every_kind_of_field():
    fresh, wrong = forms_to_show()

    assert {field.kind for field in fresh} == {
        "input", "date", "radios", "select", "checkboxes", "textarea", "file", "checkbox"
    }  # fmt: skip
    assert wrong.errors
