"""Notebooks: valid files, and their cells repeat the run that they are of."""

import json

import matplotlib
import nbformat
import pytest

from gan_core.recipes.catalogue import IMAGE_RECIPES, image_recipe
from gan_core.recipes.toy import TOY_PRESETS, toy_preset
from gan_core.settings.images import ImageSettings
from gan_core.sharing.notebook import comparison_notebook, image_notebook, toy_notebook
from gan_core.training.toy.training import train
from tests.training.images.small import BASE, RUNS

matplotlib.use("agg")


def executed(text):
    """Run a notebook's code cells in order; returns the names that they leave."""
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    found = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            exec(cell.source, found)
    found["plt"].close("all")
    return found


def test_a_toy_run_is_repeated(small, cpu):
    settings = small(loss="ns", epochs=3, seed=5)
    changes = [{"step": 4, "lr_g": 0.01}]
    found = executed(toy_notebook(settings, device="cpu", steps=12, until=9, changes=changes))
    *_, last = train(settings, device=cpu, steps=12, until=9, changes=changes)
    assert found["settings"] == settings
    told = found["last"].report
    assert (told.step, told.js, told.loss_g) == (9, last.report.js, last.report.loss_g)
    assert found["rows"][-1]["step"] == 9


def test_changes_on_the_way_matter(small):
    settings = small(loss="ns", epochs=3)
    with_change = toy_notebook(settings, device="cpu", changes=[{"step": 1, "lr_g": 0.5}])
    assert (
        executed(with_change)["last"].report.loss_g
        != executed(toy_notebook(settings, device="cpu"))["last"].report.loss_g
    )


def test_a_comparison_is_repeated(small, cpu):
    compared = {
        "A ns": small(loss="ns", epochs=3, seed=5),
        "B wgan-gp*": small(loss="wgan-gp", epochs=3, seed=5),
    }
    found = executed(comparison_notebook(compared, device="cpu", steps=12, until=9))
    assert found["compared"] == compared
    for label, settings in compared.items():
        *_, last = train(settings, device=cpu, steps=12, until=9)
        told = found["ends"][label].report
        assert (told.step, told.js, told.loss_g) == (9, last.report.js, last.report.loss_g)
        assert [row["step"] for row in found["runs"][label]][-1] == 9


def test_curves_have_no_modes(small):
    settings = small(data="moons", epochs=2)
    assert executed(toy_notebook(settings, device="cpu"))["rows"][-1]["modes"] is None


def test_a_run_that_diverges_ends_with_a_line(small):
    settings = small(loss="wgan-noclip", lr_d=1.0, lr_g=1.0, optimizer="sgd", epochs=400)
    found = executed(toy_notebook(settings, device="cpu"))
    assert "step" in found["ended"]
    assert found["last"].report.step < 100


@pytest.mark.parametrize("name", TOY_PRESETS)
def test_every_preset_has_a_notebook(name):
    text = toy_notebook(toy_preset(name).settings(), device="auto")
    nbformat.validate(nbformat.reads(text, as_version=4))
    assert 'torch.device("cpu")' in text.replace('\\"', '"')


@pytest.mark.parametrize("kind", ["vae", "cgan", "classifier"])
def test_a_run_on_pictures_is_repeated(kind):
    settings = ImageSettings().replace(**BASE | RUNS[kind])
    found = executed(image_notebook(settings, title=kind, device="cpu", until=3))
    assert found["settings"] == settings
    assert found["trainer"].steps_done == 3
    assert found["rows"][-1]["step"] == 3
    assert found["pictures"].shape[0] == 60


@pytest.mark.parametrize("name", IMAGE_RECIPES)
def test_every_recipe_has_a_notebook(name):
    settings = image_recipe(name).settings()
    text = image_notebook(settings, title=name, device="cuda:0", until=None)
    cells = nbformat.reads(text, as_version=4).cells
    nbformat.validate(nbformat.reads(text, as_version=4))
    found = {}
    exec(cells[2].source.partition("DEVICE")[0], found)
    assert found["settings"] == settings
    assert found["UNTIL"] == settings.steps
    assert 'torch.device("cuda")' in cells[2].source


def test_cells_are_small_and_without_output():
    content = json.loads(toy_notebook(toy_preset("quick").settings(), device="cpu"))
    assert [cell["outputs"] for cell in content["cells"] if cell["cell_type"] == "code"] == [[]] * 4
