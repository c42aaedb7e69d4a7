"""Interpolation between latents against hand-computed points."""

import math

import pytest
import torch

from gan_core.latent.walks import INTERPOLATIONS, lerp, slerp, walk

X, Y = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])


def test_lerp_cuts_the_corner():
    middle = lerp(X, 3 * Y, torch.tensor([0.0, 0.5, 1.0]))
    assert middle.tolist() == [[1.0, 0.0], [0.5, 1.5], [0.0, 3.0]]


def test_slerp_keeps_the_length():
    points = slerp(X, Y, torch.linspace(0, 1, 7))
    torch.testing.assert_close(points.norm(dim=1), torch.ones(7))
    third = torch.tensor([math.cos(math.pi / 6), math.sin(math.pi / 6)])
    torch.testing.assert_close(points[2], third)


def test_lengths_that_differ_are_carried_over():
    # Halfway between lengths 1 and 3 at a right angle: sin(45 degrees) of each.
    (point,) = slerp(X, 3 * Y, torch.tensor([0.5]))
    torch.testing.assert_close(point, torch.tensor([math.sqrt(0.5), 3 * math.sqrt(0.5)]))


@pytest.mark.parametrize("end", [X, 2 * X, -X, 0 * X])
def test_without_a_great_circle_slerp_is_linear(end):
    shares = torch.linspace(0, 1, 5)
    assert torch.equal(slerp(X, end, shares), lerp(X, end, shares))


@pytest.mark.parametrize("name", INTERPOLATIONS)
def test_a_walk_goes_through_its_keys(name):
    keys = torch.randn(4, 10, generator=torch.Generator().manual_seed(0))
    path = walk(keys, 6, interpolation=name)
    assert path.shape == (19, 10)
    torch.testing.assert_close(path[::6], keys)
    loop = walk(keys, 6, interpolation=name, closed=True)
    assert loop.shape == (24, 10)
    torch.testing.assert_close(loop[:18], path[:18])
    steps = (loop.roll(-1, 0) - loop).norm(dim=1)
    assert steps.max() < 2 * steps.min() + 1


def test_walks_that_are_none():
    keys = torch.zeros(2, 3)
    with pytest.raises(ValueError, match="1 keys and 5 frames; accepted"):
        walk(keys[:1], 5)
    with pytest.raises(ValueError, match="2 keys and 0 frames"):
        walk(keys, 0)
    with pytest.raises(
        ValueError, match="unknown interpolation 'zigzag'; accepted: straight, spherical"
    ):
        walk(keys, 5, interpolation="zigzag")
