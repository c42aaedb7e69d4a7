"""What is measured of a converted model without its data."""

import pytest
import torch

from gan_core.checkpoints.converted import load_converted
from gan_core.cli.main import main
from gan_core.data.images import ImageSet
from gan_core.evaluation.quick_latent_statistics import measure_latents_quickly
from tests.conversion.made import LATENTS, MADE, make_file


def made(layout, folder):
    out = folder / "made.safetensors"
    source = make_file(layout, folder / "made.pt")
    assert main(["convert", str(source), "--from", layout, "--out", str(out)]) == 0
    return load_converted(out)


@pytest.mark.parametrize("layout", MADE)
def test_effects_and_directions_of_every_layout(layout, tmp_path, monkeypatch):
    monkeypatch.setattr("gan_core.evaluation.quick_latent_statistics.SECONDS", 1000.0)
    monkeypatch.setattr("gan_core.evaluation.quick_latent_statistics.MOST_DRAWS", 16)
    size = LATENTS[layout]
    found = measure_latents_quickly(made(layout, tmp_path), None, picture_seconds=0.0)
    assert found.effects.shape == (size,)
    assert bool((found.effects > 0).all())
    assert found.directions.shape == (size, size)
    assert torch.allclose(found.directions.norm(dim=1), torch.ones(size), atol=1e-5)
    assert 0.5 < float(found.shares.sum()) <= 1.0001
    assert found.latents.shape == (0, size)


def test_of_a_slow_model_no_picture_is_made(tmp_path, monkeypatch):
    model = made("gan-zoo-pgan", tmp_path)
    monkeypatch.setattr("gan_core.evaluation.quick_latent_statistics.decode", None)
    found = measure_latents_quickly(model, None, picture_seconds=6.0)
    assert len(found.effects) == 0
    assert len(found.directions) == LATENTS["gan-zoo-pgan"]


def test_test_digits_are_encoded_where_they_are(tmp_path):
    model = made("csinva-vae", tmp_path)
    random = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (40, 1, 28, 28), generator=random, dtype=torch.uint8)
    test = ImageSet("mnist", "test", images, torch.arange(40) % 10)
    found = measure_latents_quickly(model, test, picture_seconds=0.0)
    assert found.latents.shape == (40, 3)
    assert found.counts.tolist() == [4] * 10
    assert torch.allclose(found.means[3], found.latents[3::10].mean(0), atol=1e-5)
    assert found.errors.shape == (40,)
