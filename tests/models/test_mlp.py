"""The multilayer perceptron: shapes, shared memory, starting weights, its two forward passes."""

import math
from itertools import pairwise

import pytest
import torch

from gan_core.models.mlp import ACTIVATIONS, MLP, quick_elu
from gan_core.settings.toy import ACTIVATION_NAMES

SIZES = [(4, 16, 2), (2, 7, 5, 11, 1), (1, 3, 1), (16, *[9] * 8, 1)]


def make(sizes, activation="elu", seed=0):
    return MLP(sizes, activation, generator=torch.Generator().manual_seed(seed))


def test_every_activation_in_the_settings_is_there():
    assert tuple(ACTIVATIONS) == ACTIVATION_NAMES


@pytest.mark.parametrize("sizes", SIZES)
def test_shapes(sizes):
    mlp = make(sizes)
    assert mlp(torch.zeros(5, sizes[0])).shape == (5, sizes[-1])
    assert [tuple(w.shape) for w in mlp.weights] == list(zip(sizes[1:], sizes[:-1], strict=True))
    assert [len(b) for b in mlp.biases] == list(sizes[1:])
    parameters = sum(a * b + b for a, b in pairwise(sizes))
    assert mlp.flat.shape == (parameters,)


def test_a_small_network_by_hand():
    mlp = make((2, 2, 1), "relu")
    mlp.flat.copy_(torch.tensor([1.0, 2, -1, 0.5, 0.25, -1, 3, -2, 0.5]))
    # Hidden: relu(1 + 2*2 + 0.25) = 5.25 and relu(-1 + 0.5*2 - 1) = 0; output 3*5.25 - 0 + 0.5.
    assert mlp(torch.tensor([[1.0, 2.0]])).item() == pytest.approx(16.25)


def test_flat_is_the_memory_of_weights_and_biases():
    mlp = make((2, 3, 1))
    mlp.flat.fill_(0.5)
    assert all((p == 0.5).all() for p in mlp.parameters())
    with torch.no_grad():
        mlp.weights[1][0, 2] = 7
        mlp.biases[0][1] = -7
    assert (mlp.flat == 7).sum() == 1
    assert (mlp.flat == -7).sum() == 1


def test_weights_start_glorot_uniform_and_biases_at_0():
    mlp = make((64, 128, 32, 1))
    for weight in mlp.weights:
        bound = math.sqrt(6 / sum(weight.shape))
        assert weight.abs().max() <= bound
        assert weight.abs().max() > 0.9 * bound
        assert weight.std().item() == pytest.approx(bound / math.sqrt(3), rel=0.15)
    assert all((bias == 0).all() for bias in mlp.biases)


def test_the_generator_decides_the_weights():
    assert torch.equal(make((4, 8, 2)).flat, make((4, 8, 2)).flat)
    assert not torch.equal(make((4, 8, 2)).flat, make((4, 8, 2), seed=1).flat)


def test_making_a_network_leaves_the_global_random_state_alone():
    before = torch.get_rng_state()
    make((4, 8, 2))
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
@pytest.mark.parametrize("sizes", SIZES)
def test_quick_is_forward_to_1e_6(sizes, activation):
    mlp = make(sizes, activation)
    inputs = 4 * torch.randn(200, sizes[0], generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        outputs = mlp(inputs)
        scale = max(1.0, outputs.abs().max().item())
        assert (mlp.quick(inputs) - outputs).abs().max() < 1e-6 * scale


def test_quick_takes_other_parameters():
    mlp, other = make((2, 8, 1)), make((2, 8, 1), seed=1)
    inputs = torch.linspace(-1, 1, 20).view(10, 2)
    with torch.no_grad():
        assert torch.equal(mlp.quick(inputs, other.flat), other.quick(inputs))


def test_quick_elu_by_hand():
    inputs = torch.tensor([-200.0, -2.0, -1e-3, 0.0, 1e-3, 3.0])
    expected = [-1.0, math.exp(-2) - 1, math.expm1(-1e-3), 0.0, 1e-3, 3.0]
    assert quick_elu(inputs).tolist() == pytest.approx(expected, abs=2e-7)


@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
def test_gradients_reach_every_parameter(activation):
    mlp = make((3, 8, 8, 2), activation)
    inputs = torch.randn(64, 3, generator=torch.Generator().manual_seed(1))
    mlp(inputs).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in mlp.parameters())
