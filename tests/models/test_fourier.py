"""Fourier features: values, spread, and that they are no parameters."""

import math

import pytest
import torch

from gan_core.models.fourier import draw_frequencies, fourier_features
from gan_core.models.mlp import MLP
from gan_core.training.mlp.fourier_pass import FourierPass


def test_features_by_hand():
    points = torch.tensor([[1.0, 2.0], [0.0, 0.0]])
    frequencies = torch.tensor([[math.pi / 2, 0.0], [0.0, math.pi / 4]])
    features = fourier_features(points, frequencies)
    expected = [[1, 2, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1]]
    torch.testing.assert_close(features, torch.tensor(expected).float(), atol=1e-6, rtol=0)


def test_frequencies_have_the_spread_asked_for():
    random = torch.Generator().manual_seed(0)
    frequencies = draw_frequencies(5000, 2, 3.0, generator=random)
    assert frequencies.std().item() == pytest.approx(3.0, rel=0.02)
    assert frequencies.mean().item() == pytest.approx(0.0, abs=0.1)


def test_a_network_with_features_has_a_wider_first_layer():
    random = torch.Generator().manual_seed(0)
    mlp = MLP([2, 8, 1], "elu", generator=random, frequencies=torch.ones(5, 2))
    assert mlp.weights[0].shape == (8, 12)
    assert len(list(mlp.parameters())) == 4
    points = torch.randn(7, 2, generator=random)
    inner = MLP([12, 8, 1], "elu", generator=random)
    inner.flat.copy_(mlp.flat)
    expected = inner(fourier_features(points, torch.ones(5, 2)))
    torch.testing.assert_close(mlp(points), expected)
    torch.testing.assert_close(mlp.quick(points), expected)


@pytest.mark.parametrize("lead", [(), (3,)])
def test_the_passes_are_the_jacobian_both_ways(lead):
    random = torch.Generator().manual_seed(1)
    frequencies = torch.randn(*lead, 5, 2, generator=random)
    points, direction = (torch.randn(*lead, 4, 2, generator=random) for _ in range(2))
    gradient = torch.randn(*lead, 4, 12, generator=random)
    space = FourierPass(frequencies, 4)
    features = fourier_features(points, frequencies)
    ahead, behind = (
        fourier_features(points.double() + sign * 1e-4 * direction.double(), frequencies.double())
        for sign in (1, -1)
    )
    along = ((ahead - behind) / 2e-4).float()
    torch.testing.assert_close(space.forward(points), features)
    leaf = points.clone().requires_grad_(True)
    (back,) = torch.autograd.grad(fourier_features(leaf, frequencies), leaf, gradient)
    torch.testing.assert_close(space.pull(gradient), back)
    torch.testing.assert_close(space.push(direction), along, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("first", [0, 3])
def test_some_rows_share_what_forward_left(first):
    frequencies = torch.randn(5, 2, generator=torch.Generator().manual_seed(1))
    whole, alone = FourierPass(frequencies, 6), FourierPass(frequencies, 2)
    part = whole.part(first, 2)
    points = torch.linspace(-1, 1, 12).view(6, 2)
    whole.forward(points)
    alone.forward(points[first : first + 2])
    gradient = torch.linspace(0, 1, 24).view(2, 12)
    torch.testing.assert_close(part.pull(gradient), alone.pull(gradient))
    torch.testing.assert_close(part.push(points[:2]), alone.push(points[:2]))
