"""The order of the apps: imports by import-linter; foreign keys, which strings hide from it, by the models."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[1]
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
# From high to low; what stands on one line ("a | b") does not see its neighbours.
LAYERS = [{name.strip() for name in line.split("|")} for line in CONTRACT["layers"]]
LEVEL = {name: level for level, line in enumerate(LAYERS) for name in line}


def foreign_keys():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model and not is_brought(field):
                yield model._meta.app_config.name, field.related_model._meta.app_config.name, field


def is_brought(field):
    """Wagtail's abstract images and documents bring a key to the user; where it points is not ours to choose."""
    bases = [base for base in field.model.__mro__ if getattr(base, "_meta", None) and base._meta.abstract]
    return any(base.__module__.startswith("wagtail.") and has_field(base, field.name) for base in bases)


def has_field(model, name):
    return name in {field.name for field in model._meta.local_fields}


def test_every_app_of_ours_has_a_layer():
    ours = {config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT}

    assert ours - LEVEL.keys() == set()


def test_foreign_keys_point_down():
    up = [
        str(field)
        for source, target, field in foreign_keys()
        if source in LEVEL and target in LEVEL and source != target and LEVEL[target] <= LEVEL[source]
    ]

    assert up == []


def test_the_walk_sees_foreign_keys():
    assert sum(1 for source, target, _field in foreign_keys() if source in LEVEL and target in LEVEL) > 10


def test_imports_point_down(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)

    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out


def test_site_is_no_package():
    """With an __init__.py it would compete with the standard library's module of the same name."""
    assert not (ROOT / "site" / "__init__.py").exists()


@pytest.mark.parametrize("name", ["home", "programs", "forms", "templates", "tests"])
def test_ordered_folders_are_there(name):
    assert (ROOT / name).is_dir()
