"""What docs/api/README.md lists exists, tells what it does, and becomes pages without a warning."""

import importlib
import inspect
import re
import sys

import pytest

from benchmarks.api import LIST, ROOT, public_names, write_pages

NAMES = [(module, name) for module, names in public_names().items() for name in names]
RECIPES = (ROOT / "docs" / "api" / "recipes.md").read_text("utf-8")
IMPORTED = re.findall(r"^from (gan_core[\w.]*) import (.*)$", RECIPES, re.MULTILINE)


def test_every_row_of_the_list_is_read():
    rows = [line for line in LIST.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert len(rows) == len(public_names()) > 30
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_a_listed_name_is_there_and_says_what_it_does(module, name):
    found = getattr(importlib.import_module(module), name)
    assert not name.startswith("_")
    text = found.__dict__.get("__doc__") if inspect.isclass(found) else found.__doc__
    assert text
    # dataclass writes its own where there is none
    assert not text.startswith(f"{name}(")
    for method, content in vars(found).items() if inspect.isclass(found) else ():
        if inspect.isfunction(content) and method == content.__name__ and method[0] != "_":
            assert inspect.getdoc(getattr(found, method)), f"{name}.{method}"


def test_recipes_use_what_is_listed():
    assert len(IMPORTED) > 15
    used = {(module, name) for module, names in IMPORTED for name in names.split(", ")}
    assert used - set(NAMES) == set()


@pytest.mark.slow
def test_pages_are_written_without_a_warning(tmp_path):
    write_pages(tmp_path)
    for module, names in public_names().items():
        page = (tmp_path / f"{module.replace('.', '/')}.html").read_text("utf-8")
        for name in names:
            assert f'id="{name}"' in page, f"{module}.{name}"
    assert 'id="ToyMember"' not in (tmp_path / "gan_core/training/toy/trainer.html").read_text()
    assert not hasattr(sys.modules["gan_core.latent.walks"], "__all__")
