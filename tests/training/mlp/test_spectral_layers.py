"""Normalised weights and the gradient of the raw ones, by hand and against autograd."""

import numpy as np
import pytest
import torch

from gan_core.models.mlp import MLP
from gan_core.training.mlp.engines import make_spectral_layers
from gan_core.training.mlp.spectral_layers import SpectralLayers

KINDS = [SpectralLayers, make_spectral_layers]

TALL = torch.tensor([[3.0, 0], [0, 4]])
LAST = torch.tensor([[3.0, 4]])


def network(sizes=(2, 2, 1), activation="relu"):
    return MLP(list(sizes), activation, generator=torch.Generator().manual_seed(0))


@pytest.fixture(params=KINDS)
def layers(request):
    mlp = network()
    with torch.no_grad():
        mlp.weights[0].copy_(TALL)
        mlp.weights[1].copy_(LAST)
        mlp.biases[0].copy_(torch.tensor([7.0, -8.0]))
    found = request.param(mlp)
    for _ in range(100):
        found.renew()
    return found


def test_weights_by_hand(layers):
    torch.testing.assert_close(layers.weights[0], TALL / 4)
    torch.testing.assert_close(layers.weights[1], LAST / 5)
    assert layers.biases[0].tolist() == [7, -8]
    assert layers.slots["value"].flatten().tolist() == pytest.approx([4, 5])
    assert layers.slots["raw"][:4].tolist() == [3, 0, 0, 4]


def test_gradients_by_hand(layers):
    layers.weight_gradients[0].copy_(torch.tensor([[1.0, 2], [3, 8]]))
    layers.weight_gradients[1].copy_(torch.tensor([[1.0, 2]]))
    layers.bias_gradients[0].copy_(torch.tensor([5.0, 6]))
    layers.pull_gradient()
    # u v^T is 1 at the last place, and <G, W / 4> = 1 * 3 / 4 + 8 = 8.75.
    expected = torch.tensor([[1.0, 2], [3, 8 - 8.75]]) / 4
    torch.testing.assert_close(layers.weight_gradients[0], expected)
    # v = (0.6, 0.8), and <G, W / 5> = 0.6 + 1.6 = 2.2.
    expected = torch.tensor([[1 - 2.2 * 0.6, 2 - 2.2 * 0.8]]) / 5
    torch.testing.assert_close(layers.weight_gradients[1], expected)
    assert layers.bias_gradients[0].tolist() == [5, 6]


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_are_those_of_weights_over_their_largest_singular_value(kind):
    mlp = network((3, 6, 5, 1))
    layers = kind(mlp)
    for _ in range(2000):
        layers.renew()
    random = torch.Generator().manual_seed(1)
    for layer, gradient in enumerate(layers.weight_gradients):
        gradient.normal_(generator=random)
        raw = mlp.split(layers.raw)[0][layer].double().requires_grad_(True)
        normalised = raw / torch.linalg.matrix_norm(raw, ord=2)
        (expected,) = torch.autograd.grad((gradient.double() * normalised).sum(), raw)
        kept = gradient.clone()
        layers.pull_gradient()
        torch.testing.assert_close(gradient, expected.float(), atol=1e-4, rtol=1e-4)
        assert not torch.allclose(gradient, kept)
        layers.gradient.zero_()


@pytest.mark.parametrize("kind", KINDS)
def test_each_of_a_stack_is_normalised_by_itself(kind):
    first, second = network((2, 6, 1)), network((2, 6, 1))
    with torch.no_grad():
        second.flat.mul_(3).add_(0.1)
    flat = torch.stack([first.flat, second.flat])
    stacked = kind(first, flat=flat)
    for index, mlp in enumerate((first, second)):
        alone = kind(mlp)
        torch.testing.assert_close(stacked.flat[index], alone.flat)
        for name, slot in stacked.slots.items():
            torch.testing.assert_close(slot[index], alone.slots[name])


@pytest.mark.parametrize("count", [None, 1, 3])
def test_kernels_do_as_torchs_operations_do(count):
    mlp, random = network((5, 40, 40, 1)), torch.Generator().manual_seed(1)
    flat = torch.randn(*([count] if count else []), len(mlp.flat), generator=random)
    gradient = torch.randn(flat.shape, generator=random)
    plain, compiled = (kind(mlp, flat=flat.clone()) for kind in KINDS)
    for layers in (plain, compiled):
        for _ in range(3):
            layers.renew()
        layers.gradient.copy_(gradient)
        layers.pull_gradient()
    torch.testing.assert_close(compiled.flat, plain.flat)
    torch.testing.assert_close(compiled.gradient, plain.gradient, atol=1e-5, rtol=1e-4)
    for name, slot in plain.slots.items():
        torch.testing.assert_close(compiled.slots[name], slot)


def test_one_step_an_update_keeps_up_with_slow_weights(make):
    trainer = make(loss="hinge", spectral_norm="on", lr=1e-3)
    for _ in range(100):
        trainer.step()
    for weight in trainer.discriminator.weights:
        found = np.linalg.svd(weight.detach().numpy(), compute_uv=False)
        assert found.max() == pytest.approx(1, abs=0.05)
