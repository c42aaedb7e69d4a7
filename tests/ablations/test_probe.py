"""What is measured inside the networks, against networks whose numbers are known."""

import pytest
import torch
from torch import nn

from gan_core.ablations.effect import Effect
from gan_core.ablations.probe import probe, slope_of_new_rectifiers, slope_of_normal_inputs
from gan_core.models.dense_gan import DenseDiscriminator, DenseGenerator
from gan_core.models.initialization import build_seeded
from gan_core.recipes.catalogue import image_recipe

REAL = torch.rand(400, 1, 28, 28, generator=torch.Generator().manual_seed(1))
LATENTS = torch.randn(400, 100, generator=torch.Generator().manual_seed(2))


def networks(*, batch_norm=True, tanh=False, leaky=True):
    random = torch.Generator().manual_seed(0)
    scheme = image_recipe("rules-mnist").settings().start
    return (
        build_seeded(
            lambda: DenseGenerator(100, batch_norm=batch_norm, tanh=tanh), scheme, generator=random
        ),
        build_seeded(lambda: DenseDiscriminator(leaky=leaky), scheme, generator=random),
    )


@pytest.mark.parametrize(("tanh", "output"), [(False, "sigmoid"), (True, "tanh")])
def test_a_new_last_layer_is_as_steep_as_said(tanh, output):
    found = probe(*networks(tanh=tanh), LATENTS, REAL, training=True)
    assert found.output_slope == pytest.approx(slope_of_normal_inputs(output), rel=0.02)


def test_known_slopes():
    x = torch.linspace(-12, 12, 200_001, dtype=torch.float64)
    density = torch.exp(-x.square() / 2) / (2 * torch.pi) ** 0.5
    for output, slope in (
        ("sigmoid", x.sigmoid() * (1 - x.sigmoid())),
        ("tanh", 1 - x.tanh().square()),
    ):
        exact = float(torch.trapezoid(slope * density, x))
        assert slope_of_normal_inputs(output) == pytest.approx(exact, abs=1e-9)
    assert slope_of_new_rectifiers("leaky") == pytest.approx(0.6)
    assert slope_of_new_rectifiers("relu") == 0.5


@pytest.mark.parametrize("leaky", [True, False])
def test_half_of_a_new_rectifiers_inputs_are_negative(leaky):
    found = probe(*networks(leaky=leaky), LATENTS, REAL, training=True)
    exact = slope_of_new_rectifiers("leaky" if leaky else "relu")
    assert found.rectifier_slope == pytest.approx(exact, rel=0.05)


def test_batch_norm_makes_the_variance_one_whatever_its_scale():
    generator, discriminator = networks()
    norm = next(layer for layer in generator.layers if isinstance(layer, nn.BatchNorm1d))
    nn.init.constant_(norm.weight, 3.0)
    nn.init.constant_(norm.bias, 5.0)
    before = norm.running_mean.clone()
    found = probe(generator, discriminator, LATENTS, REAL, training=True)
    assert found.unit_variance == pytest.approx(1, abs=0.02)
    assert (norm.running_mean == before).all()
    plain, discriminator = networks(batch_norm=False)
    without = probe(plain, discriminator, LATENTS, REAL, training=True)
    assert abs(without.unit_variance - 1) > 0.1


def test_silent_units_are_counted():
    generator, discriminator = networks(leaky=False)
    for layer in discriminator.layers[:-1]:
        if isinstance(layer, nn.Linear):
            nn.init.zeros_(layer.weight)
            nn.init.constant_(layer.bias, -1.0)
            layer.bias.data[: len(layer.bias) // 4] = 1.0
    found = probe(generator, discriminator, LATENTS, REAL, training=True)
    assert found.silent == pytest.approx(0.75)
    assert found.rectifier_slope == pytest.approx(0.25)


def test_an_effect_counts_beyond_what_seeds_do():
    seeds = (40.0, 52.0, 45.0)
    assert Effect(40, 64, seeds).verdict == "chance"
    assert Effect(40, 65, seeds).verdict == "helps"
    assert Effect(65, 40, seeds).verdict == "harms"
    assert Effect(40, 53, seeds).chance == 12
    assert Effect(40, 53, seeds).difference == 13
