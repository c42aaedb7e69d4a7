"""Networks from outside the package: settings take them, and what they need is counted."""

import pytest
from torch import nn

from gan_core.data.images import load_images
from gan_core.models import gan_networks
from gan_core.models.gan_networks import GanNetwork, register_gan_network
from gan_core.settings import families
from gan_core.settings.base import SettingsError
from gan_core.settings.images import ImageSettings, estimate_bytes
from gan_core.training.images.trainers import make_trainer


def pixels(settings, channels):
    return channels * settings.resolution**2


def generator(settings, inputs):
    shape = (settings.channels, settings.resolution, settings.resolution)
    return nn.Sequential(
        nn.Linear(inputs, pixels(settings, settings.channels)), nn.Tanh(), nn.Unflatten(1, shape)
    )


def discriminator(settings, channels):
    return nn.Sequential(nn.Flatten(), nn.Linear(pixels(settings, channels), 1), nn.Flatten(0))


FLAT = GanNetwork(generator, discriminator)
SMALL = {"network": "flat", "dataset": "digits", "loss": "ns", "batch_size": 8, "steps": 2}


@pytest.fixture(autouse=True)
def _tables_as_they_were():
    tables = (gan_networks.GAN_NETWORKS, families.NETWORKS, families.FAMILIES)
    before = [dict(table) for table in tables]
    yield
    for table, kept in zip(tables, before, strict=True):
        table.clear()
        table.update(kept)


@pytest.mark.parametrize("kind", ["gan", "cgan"])
def test_it_trains(kind, cpu):
    register_gan_network("flat", FLAT, kinds=("gan", "cgan"))
    trainer = make_trainer(
        ImageSettings(kind=kind, **SMALL), load_images("digits", "train"), device=cpu
    )
    before = [weight.clone() for weight in trainer.model.parameters()]
    trainer.step()
    assert any(
        (old != new).any() for old, new in zip(before, trainer.model.parameters(), strict=True)
    )


def test_what_it_needs_is_counted_from_the_networks_themselves():
    register_gan_network("flat", FLAT)
    settings = ImageSettings(kind="gan", latent_dim=10, **SMALL)
    weights, activations = families.NETWORKS["flat"].numbers(settings)
    side = 28 * 28
    assert weights == (10 + 1) * side + side + 1
    # G's pixels three times (line, tanh, shape), D's pictures flat, its logit twice.
    assert activations == 2 * 8 * (3 * side + side + 2)
    with pytest.raises(SettingsError, match="smaller batch_size"):
        settings.replace(batch_size=4096, dataset="celeba")
    assert estimate_bytes(settings) > 0


def test_only_models_and_pictures_that_fit_take_it():
    register_gan_network("flat", FLAT, resolution=64, channels=3)
    with pytest.raises(SettingsError, match="does not go with dataset=digits"):
        ImageSettings(kind="gan", **SMALL)
    with pytest.raises(SettingsError, match="does not go with kind=cgan"):
        ImageSettings(kind="cgan", **SMALL)


def test_what_does_not_fit_is_refused_and_leaves_nothing():
    with pytest.raises(ValueError, match="'dense' is there already"):
        register_gan_network("dense", FLAT)
    with pytest.raises(ValueError, match="accepted: gan, cgan"):
        register_gan_network("flat", FLAT, kinds=("vae",))
    with pytest.raises(ValueError, match="give both or neither"):
        register_gan_network("flat", FLAT, resolution=28)
    assert "flat" not in gan_networks.GAN_NETWORKS
