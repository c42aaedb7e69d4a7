"""Power iteration against values worked out by hand and the singular values of numpy."""

import numpy as np
import pytest
import torch

from gan_core.models.mlp import MLP
from gan_core.models.spectral_norm import SpectralNorm, first_vector, power_step


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_one_step_by_hand():
    weight = torch.tensor([[3.0, 0], [0, 4]])
    left = first_vector(weight)
    assert left.flatten().tolist() == pytest.approx([0.5**0.5] * 2)
    left, right, value = power_step(weight, left)
    # W^T u is along (3, 4), so v = (0.6, 0.8), and W v = (1.8, 3.2).
    assert right.flatten().tolist() == pytest.approx([0.6, 0.8])
    assert value.item() == pytest.approx(13.48**0.5)
    assert left.flatten().tolist() == pytest.approx([1.8 / 13.48**0.5, 3.2 / 13.48**0.5])


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (1, 7), (7, 1), (4, 6, 6)])
def test_many_steps_find_the_first_singular_value_and_its_vectors(shape):
    weight = torch.randn(shape, generator=seeded())
    left = first_vector(weight)
    for _ in range(2000):
        left, right, value = power_step(weight, left)
    lefts, values, rights = np.linalg.svd(weight.double().numpy())
    np.testing.assert_allclose(value.numpy()[..., 0, 0], values[..., 0], rtol=1e-5)
    outer = (left @ right.mT).numpy()
    expected = lefts[..., :, :1] @ rights[..., :1, :]
    np.testing.assert_allclose(outer, expected, atol=1e-4)


def test_a_weight_of_zeros_gives_no_nan():
    _, right, value = power_step(torch.zeros(2, 3), first_vector(torch.zeros(2, 3)))
    assert right.tolist() == [[0], [0], [0]]
    assert value.item() > 0


@pytest.mark.parametrize("activation", ["elu", "leaky_relu", "tanh"])
def test_the_slope_of_a_normalised_network_is_at_most_1(activation):
    network = MLP([2, 16, 16, 1], activation, generator=seeded())
    with torch.no_grad():
        network.flat.mul_(10)
    spectral = SpectralNorm(network)
    for _ in range(300):
        spectral.renew()
    for weight in network.weights:
        found = np.linalg.svd(weight.detach().numpy(), compute_uv=False)
        assert found.max() == pytest.approx(1, abs=1e-4)
    points = torch.randn(500, 2, generator=seeded(1)).requires_grad_(True)
    (slopes,) = torch.autograd.grad(spectral(points).sum(), points)
    assert slopes.norm(dim=1).max() <= 1 + 1e-4


def test_the_network_itself_is_the_normalised_one():
    network = MLP([2, 8, 1], "relu", generator=seeded())
    raw = [weight.detach().clone() for weight in network.weights]
    spectral = SpectralNorm(network)
    points = torch.randn(10, 2, generator=seeded(1))
    torch.testing.assert_close(network(points), spectral(points))
    for kept, mine, normalised in zip(raw, spectral.raw, network.weights, strict=True):
        torch.testing.assert_close(mine.detach(), kept)
        assert not torch.allclose(normalised, kept)
