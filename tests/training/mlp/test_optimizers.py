"""First updates and learning rates by hand."""

import math

import pytest
import torch

from gan_core.settings.toy import OPTIMIZER_NAMES, ToySettings
from gan_core.training.mlp.flat_optimizers import flat_optimizer
from gan_core.training.mlp.optimizers import make_optimizer, set_learning_rate

GRADIENT = [0.5, -2.0, 0.0, 1e-6]


def plain(settings, size):
    """What moves a vector by torch's optimiser: a function from gradient and rate."""
    parameter = torch.nn.Parameter(torch.zeros(size, dtype=torch.float64))
    optimizer = make_optimizer(settings, [parameter])

    def step(gradient, rate):
        parameter.grad = gradient
        set_learning_rate(optimizer, rate)
        optimizer.step()
        return parameter.detach()

    return step


def flat(settings, size):
    """The same by the optimiser of the fast step."""
    parameters, slope = torch.zeros(size, dtype=torch.float64), torch.zeros(size).double()
    optimizer = flat_optimizer(parameters, slope, [settings])

    def step(gradient, rate):
        slope.copy_(gradient)
        optimizer.prepare([rate])
        optimizer.apply()
        return parameters

    return step


both = pytest.mark.parametrize("kind", [plain, flat])


def moves(kind, gradients, *, rate, **changes):
    """What each of several steps takes off the parameters."""
    step = kind(ToySettings(**changes), len(gradients[0]))
    taken, before = [], torch.zeros(len(gradients[0]), dtype=torch.float64)
    for gradient in gradients:
        after = step(torch.tensor(gradient, dtype=torch.float64), rate).clone()
        taken.append((before - after).tolist())
        before = after
    return taken


@both
def test_adam_by_hand(kind):
    second = [1.0, 2.0, 0.0, 0.0]
    first, then = moves(kind, [GRADIENT, second], rate=1e-3, beta1=0.5, beta2=0.75)
    # Bias correction makes the first step lr g / (|g| + 1e-7), whatever the betas.
    assert first == pytest.approx([1e-3 * g / (abs(g) + 1e-7) for g in GRADIENT], rel=1e-6)
    expected = []
    for g1, g2 in zip(GRADIENT, second, strict=True):
        m = (0.25 * g1 + 0.5 * g2) / (1 - 0.5**2)
        v = (0.1875 * g1**2 + 0.25 * g2**2) / (1 - 0.75**2)
        expected.append(1e-3 * m / (math.sqrt(v) + 1e-7))
    assert then == pytest.approx(expected, rel=1e-6)


@both
def test_adam_without_memory_is_the_sign(kind):
    taken = moves(kind, [GRADIENT, [3.0, 3.0, -3.0, 0.0]], rate=1e-3, beta1=0.0, beta2=0.0)
    assert taken[1] == pytest.approx([1e-3, 1e-3, -1e-3, 0], rel=1e-6)


@both
def test_rmsprop_by_hand(kind):
    first, then = moves(kind, [GRADIENT, GRADIENT], rate=1e-3, optimizer="rmsprop", beta2=0.75)
    # v = g^2 / 4 after one step and 7/16 g^2 after two.
    assert first == pytest.approx([1e-3 * g / (abs(g) / 2 + 1e-8) for g in GRADIENT])
    size = math.sqrt(7) / 4
    assert then == pytest.approx([1e-3 * g / (abs(g) * size + 1e-8) for g in GRADIENT])


@both
def test_rmsprop_momentum_by_hand(kind):
    changes = {"optimizer": "rmsprop", "beta2": 0.75, "momentum": 0.5}
    first, then = moves(kind, [[1.0], [0.0]], rate=1e-3, **changes)
    assert first == pytest.approx([2e-3], rel=1e-6)
    assert then == pytest.approx([1e-3], rel=1e-6)


@both
def test_sgd_by_hand(kind):
    first, then = moves(kind, [GRADIENT, GRADIENT], rate=0.1, optimizer="sgd")
    assert first == pytest.approx([0.1 * g for g in GRADIENT])
    assert then == pytest.approx(first)


@both
def test_sgd_momentum_by_hand(kind):
    gradients = [GRADIENT, GRADIENT, [0.0] * 4]
    taken = moves(kind, gradients, rate=0.1, optimizer="sgd", momentum=0.3)
    for step, factor in zip(taken, (1, 1.3, 0.39), strict=True):
        assert step == pytest.approx([0.1 * factor * g for g in GRADIENT])


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("name", OPTIMIZER_NAMES)
def test_flat_optimizers_are_torchs(name, momentum):
    settings = ToySettings(optimizer=name, momentum=momentum, beta1=0.9, beta2=0.99)
    steps = plain(settings, 50), flat(settings, 50)
    random = torch.Generator().manual_seed(0)
    for count in range(300):
        size = 10.0 ** (count % 5 - 3)
        gradient = size * torch.randn(50, generator=random, dtype=torch.float64)
        rate = 1e-3 / (1 + 0.01 * count)
        torch.testing.assert_close(*(step(gradient, rate) for step in steps), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", OPTIMIZER_NAMES)
def test_slots_are_all_that_a_flat_optimizer_remembers(name):
    settings = ToySettings(optimizer=name, momentum=0.5)
    vectors = [(torch.ones(3), torch.ones(3)) for _ in range(2)]
    first, second = (flat_optimizer(*vector, [settings]) for vector in vectors)
    for _ in range(4):
        first.prepare([0.1])
        first.apply()
    vectors[1][0].copy_(vectors[0][0])
    for slot, tensor in second.slots.items():
        tensor.copy_(first.slots[slot])
    for optimizer in (first, second):
        optimizer.prepare([0.1])
        optimizer.apply()
    assert torch.equal(vectors[0][0], vectors[1][0])
