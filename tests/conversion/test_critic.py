"""The critic of the zoo's progressive GAN gives the scores of the original arithmetic."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from gan_core.conversion.critic import read_critic, with_minibatch_std
from gan_core.conversion.reading import ConversionError, read_checkpoint
from tests.conversion.files import CHECKPOINTS, needs_files


@pytest.mark.data
@needs_files
@pytest.mark.parametrize("name", ["fading", "settled"])
def test_scores_are_those_of_the_original_code(name):
    critic = read_critic(read_checkpoint(CHECKPOINTS / f"gan_zoo_pgan_{name}.pt"))
    with np.load(CHECKPOINTS / f"gan_zoo_pgan_{name}_expected.npz") as expected:
        images, scores = torch.from_numpy(expected["images"]), expected["critic"]
    made = critic(images).numpy().reshape(scores.shape)
    assert np.abs(made - scores).max() < 1e-5 * max(1, np.abs(scores).max())


def layer(weights, name, features):
    """y = (W x + b) sqrt(2 / fan-in), leaky."""
    weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    scale = (2 / weight[0].numel()) ** 0.5
    if weight.ndim == 2:
        return (features @ weight.T + bias) * scale
    return functional.conv2d(features, weight, bias, padding=weight.shape[-1] // 2) * scale


@pytest.fixture
def weights():
    random = torch.Generator().manual_seed(0)
    shapes = {"fromRGBLayers.0": (6, 3, 1, 1), "fromRGBLayers.1": (5, 3, 1, 1)}
    shapes |= {"fromRGBLayers.2": (4, 3, 1, 1), "scaleLayers.0.0": (5, 5, 3, 3)}
    shapes |= {"scaleLayers.0.1": (6, 5, 3, 3), "scaleLayers.1.0": (4, 4, 3, 3)}
    shapes |= {"scaleLayers.1.1": (5, 4, 3, 3), "groupScaleZero.0": (6, 7, 3, 3)}
    shapes |= {"groupScaleZero.1": (6, 96), "decisionLayer": (1, 6)}
    found = {}
    for name, shape in shapes.items():
        found[f"{name}.weight"] = torch.randn(shape, generator=random)
        found[f"{name}.bias"] = torch.randn(shape[0], generator=random)
    return found


def by_hand(weights, images, old_share):
    def leaky(name, features):
        return functional.leaky_relu(layer(weights, name, features), 0.2)

    x = leaky("fromRGBLayers.2", images)
    x = functional.avg_pool2d(leaky("scaleLayers.1.1", leaky("scaleLayers.1.0", x)), 2)
    y = leaky("fromRGBLayers.1", functional.avg_pool2d(images, 2))
    x = old_share * y + (1 - old_share) * x
    x = functional.avg_pool2d(leaky("scaleLayers.0.1", leaky("scaleLayers.0.0", x)), 2)
    groups = x.split(4)
    spread = [g.var(0, correction=1).add(1e-8).sqrt().mean().expand(len(g)) for g in groups]
    spread = torch.cat(spread).view(-1, 1, 1, 1)
    x = torch.cat([x, spread.expand(-1, 1, 4, 4)], 1)
    x = leaky("groupScaleZero.1", leaky("groupScaleZero.0", x).flatten(1))
    return layer(weights, "decisionLayer", x)


@pytest.mark.parametrize("old_share", [0.0, 0.6])
@pytest.mark.parametrize("prefix", ["", ".module"])
def test_a_critic_made_here(weights, old_share, prefix):
    images = torch.randn(8, 3, 16, 16, generator=torch.Generator().manual_seed(1))
    named = {f"{name.rpartition('.')[0]}{prefix}.{name.rpartition('.')[2]}": value
             for name, value in weights.items()}  # fmt: skip
    critic = read_critic({"config": {"alpha": old_share}, "netD": named})
    expected = by_hand(weights, images, old_share)
    assert torch.allclose(critic(images), expected, atol=1e-5, rtol=1e-5)


def test_the_deviation_of_a_batch():
    features = torch.tensor([0.0, 2.0, 1.0]).view(3, 1, 1, 1)
    assert torch.allclose(with_minibatch_std(features)[:, 1].flatten(), torch.ones(3))
    assert with_minibatch_std(features[:1])[0, 1] == 0
    five = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0]).view(5, 1, 1, 1)
    assert torch.allclose(with_minibatch_std(five)[:, 1], torch.tensor(2.5).sqrt())


@pytest.mark.parametrize("content", [{}, {"netD": {}}, {"netD": 3, "config": {}}, None])
def test_files_without_a_critic(weights, content):
    known = {"config": {}, "netD": {**weights, "more.weight": weights["decisionLayer.weight"]}}
    with pytest.raises(ConversionError, match="has no critic"):
        read_critic(known if content is None else content)
