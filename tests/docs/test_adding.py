"""docs/adding.md is true: its code adds a toy loss and a data set from outside the package."""

import re
from pathlib import Path

import pytest
import torch

from gan_core.data import images, licences
from gan_core.data.images import load_images
from gan_core.losses import adversarial
from gan_core.recipes.catalogue import image_recipe
from gan_core.settings import datasets, losses
from gan_core.settings.base import SettingsError
from gan_core.settings.images import ImageSettings
from gan_core.settings.toy import ToySettings
from gan_core.training.images.trainers import make_trainer
from gan_core.training.toy.stack import make_packs
from gan_core.training.toy.trainer import ToyTrainer
from tests.training.walking import walk

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([^\n]*)\n(.*?)(?=^## |\Z)", TEXT, flags=re.M | re.S))
MOST_FILES = {
    "A toy loss": 3,
    "A data set of pictures": 3,
    "A page": 5,
    "A family of models": 8,
}
CPU = torch.device("cpu")


def section(name):
    return next(text for title, text in SECTIONS.items() if title.startswith(name))


def run_code_of(name):
    """Run the section's Python as one script; returns what it defines."""
    code = "\n".join(re.findall(r"^```python\n(.*?)^```", section(name), flags=re.M | re.S))
    found = {}
    exec(compile(code, f"adding.md, {name}", "exec"), found)
    return found


@pytest.fixture
def tables():
    """Take out again what a section registers."""
    known = (
        adversarial.LOSSES, losses.LOSS_FACTS, images.SOURCES, licences.LICENCES, datasets.DATASETS,
    )  # fmt: skip
    before = [dict(table) for table in known]
    for table in known:
        # Who follows the document to the letter has these names in the tables.
        for name in ("ragan", "stripes"):
            table.pop(name, None)
    yield
    for table, kept in zip(known, before, strict=True):
        table.clear()
        table.update(kept)


def test_a_toy_loss_from_outside_trains_as_the_reference_step_does(tables, capsys):
    with pytest.raises(SettingsError, match="loss=ragan is unknown"):
        ToySettings(loss="ragan")
    run_code_of("A toy loss")
    printed = capsys.readouterr().out.splitlines()
    assert [int(line.split()[0]) for line in printed] == [0, 100, 200]
    # By SGD: D's last bias has no slope but rounding, which Adam would blow up to whole steps.
    settings = ToySettings().replace(
        loss="ragan", optimizer="sgd", lr=1e-2, batch_size=32, samples_per_mode=50, hidden=16
    )
    fast = walk(ToyTrainer(settings, device=CPU), 50)
    plain = walk(ToyTrainer(settings, device=CPU, reference=True), 50)
    (stack,) = make_packs([settings, settings.replace(seed=1)], device=CPU, steps=50)
    walk(stack, 50)
    for trainer in (fast, stack.members[0]):
        for network in ("generator", "discriminator"):
            mine, theirs = (getattr(t, network).flat for t in (trainer, plain))
            torch.testing.assert_close(mine, theirs, atol=1e-5, rtol=1e-4)
        assert trainer.loss_g == pytest.approx(plain.loss_g, rel=1e-5)


def test_a_data_set_from_outside_trains_recipes(tables, capsys):
    with pytest.raises(SettingsError, match="dataset=stripes is unknown"):
        ImageSettings(dataset="stripes")
    found = run_code_of("A data set of pictures")
    printed = capsys.readouterr().out.splitlines()
    assert [int(line.split()[0]) for line in printed] == [10, 20, 30]
    data = load_images("stripes", "train")
    assert data.images.shape == (200, 3, 20, 20)
    assert found["settings"].resolution == 20
    sizes = {"dataset": "stripes", "batch_size": 8, "steps": 2, "width": 8, "precision": "float32"}
    stages = {"grow_to": 16, "channel_base": 64, "fade_images": 8, "settle_images": 8}
    for name, changes in (
        ("gan-mnist", {}),
        ("ae-mnist-2d", {}),
        ("pggan-mnist32", {"latent_dim": 4, **stages}),
    ):
        settings = image_recipe(name).settings().replace(**sizes, **changes)
        walk(make_trainer(settings, data, device=CPU), 2)
    with pytest.raises(SettingsError, match="network=sharp does not go with dataset=stripes"):
        image_recipe("dcgan-mnist-best").settings().replace(dataset="stripes")


@pytest.mark.parametrize(("resolution", "channels"), [(9, 2), (33, 1), (64, 4)])
def test_pictures_of_any_resolution_and_channels(tables, resolution, channels):
    pictures = torch.zeros(20, channels, resolution, resolution, dtype=torch.uint8)
    images.register_images(
        "own", lambda split: (pictures, None), resolution=resolution, channels=channels
    )
    settings = image_recipe("gan-mnist").settings().replace(dataset="own", batch_size=4, steps=1)
    trainer = walk(make_trainer(settings, load_images("own", "test"), device=CPU), 1)
    assert trainer.model(torch.zeros(2, settings.latent_dim)).shape == (
        2,
        channels,
        resolution,
        resolution,
    )
    images.SOURCES["own"] = images.Source(
        lambda name, split, place: (pictures[:, :, 1:], None), lambda name, folder: True
    )
    with pytest.raises(images.DataError, match="expected"):
        load_images("own", "train")


@pytest.mark.parametrize("name", MOST_FILES)
def test_the_files_that_are_named_are_few_and_there(name):
    files = re.findall(r"^\d\. `([^`]+)`", section(name), flags=re.M)
    assert 0 < len(files) <= MOST_FILES[name]
    new = ("flow", "mixing", "Mixing")
    for file in files:
        assert (ROOT / file).exists() or any(word in file for word in new), file


def test_every_table_that_is_named_is_there():
    for file, table in re.findall(r"`(gan_core/[\w/]+\.py)`: `([A-Z_]{4,})`", TEXT):
        assert f"{table}:" in (ROOT / file).read_text(encoding="utf-8"), table
