"""Every block of docs/api/recipes.md runs by itself, as it stands."""

import re
from pathlib import Path

import pytest

from gan_core.data import images
from gan_core.losses import adversarial
from gan_core.models import gan_networks
from gan_core.settings import datasets, families, losses

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "api" / "recipes.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^## (\d+\. [^\n]*)\n.*?^```python\n(.*?)^```", TEXT, re.M | re.S))
TABLES = (
    adversarial.LOSSES, losses.LOSS_FACTS, images.SOURCES, images.LICENCES, datasets.DATASETS,
    gan_networks.GAN_NETWORKS, families.NETWORKS, families.FAMILIES,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _tables_as_they_were():
    before = [dict(table) for table in TABLES]
    yield
    for table, kept in zip(TABLES, before, strict=True):
        table.clear()
        table.update(kept)


def test_there_are_ten():
    assert [name.partition(".")[0] for name in RECIPES] == [str(i) for i in range(1, 11)]
    assert TEXT.count("```python") == 10


@pytest.mark.slow
@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_runs(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    exec(compile(RECIPES[name], name, "exec"), {})
    told = capsys.readouterr()
    assert not told.err
    # Those that print nothing check themselves.
    assert told.out or "assert" in RECIPES[name] or ".save(" in RECIPES[name]
