"""Hand-written passes against autograd."""

import pytest
import torch

from gan_core.models.mlp import MLP
from gan_core.settings.toy import ACTIVATION_NAMES
from gan_core.training.mlp.activation_passes import PASSES
from gan_core.training.mlp.mlp_workspace import Layers, MLPWorkspace

SIZES = {
    "depth 1": (4, 16, 2),
    "odd": (3, 7, 5, 11, 1),
    "depth 8": (2, *[9] * 8, 1),
    "packed by 3": (6, 32, 32, 1),
    "narrow input, wide layer": (2, 40, 1),
    "wide input": (33, 17, 2),
    "one unit": (1, 1, 1),
    "equal widths, then others": (4, 20, 20, 8, 20, 2),
}


def make(sizes, activation):
    random = torch.Generator().manual_seed(3)
    mlp = MLP(sizes, activation, generator=random)
    for bias in mlp.split(mlp.flat)[1]:
        bias.uniform_(-0.5, 0.5, generator=random)
    return mlp, random


def close(actual, expected):
    torch.testing.assert_close(actual, expected, atol=1e-5, rtol=1e-5)


def test_every_activation_has_its_passes():
    assert tuple(PASSES) == ACTIVATION_NAMES


@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
@pytest.mark.parametrize("name", SIZES)
def test_same_as_autograd(name, activation):
    sizes = SIZES[name]
    mlp, random = make(sizes, activation)
    layers = Layers(mlp)
    layers.gradient.fill_(7.0)
    workspace = MLPWorkspace(layers, 37)
    # Twice, so that nothing of the first call is left in the second.
    for _ in range(2):
        inputs = 2 * torch.randn(37, sizes[0], generator=random)
        slope = torch.randn(37, sizes[-1], generator=random)
        leaf = inputs.clone().requires_grad_(True)
        expected = mlp(leaf)
        parameters = [*mlp.weights, *mlp.biases]
        to_leaf, *to_parameters = torch.autograd.grad(expected, [leaf, *parameters], slope)
        with torch.no_grad():
            close(workspace.forward(inputs), expected.detach())
            workspace.backward_weights(slope)
            close(workspace.backward_inputs(slope), to_leaf)
        weights, biases = mlp.split(layers.gradient)
        for mine, theirs in zip([*weights, *biases], to_parameters, strict=True):
            close(mine, theirs)


@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
def test_inputs_and_output_gradients_are_left_alone(activation):
    mlp, random = make((4, 16, 16, 2), activation)
    workspace = MLPWorkspace(Layers(mlp), 8)
    inputs, slope = torch.randn(8, 4, generator=random), torch.randn(8, 2, generator=random)
    kept = inputs.clone(), slope.clone()
    with torch.no_grad():
        workspace.forward(inputs)
        workspace.backward_weights(slope)
        workspace.backward_inputs(slope)
    assert torch.equal(inputs, kept[0])
    assert torch.equal(slope, kept[1])


def test_a_change_of_the_weights_is_seen():
    mlp, random = make((2, 8, 1), "tanh")
    workspace = MLPWorkspace(Layers(mlp), 5)
    inputs = torch.randn(5, 2, generator=random)
    with torch.no_grad():
        workspace.forward(inputs)
        mlp.flat.mul_(0.5)
        close(workspace.forward(inputs), mlp(inputs))


@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
def test_nan_goes_through(activation):
    mlp, random = make((2, 8, 1), activation)
    workspace = MLPWorkspace(Layers(mlp), 5)
    inputs = torch.randn(5, 2, generator=random)
    inputs[3, 1] = torch.nan
    with torch.no_grad():
        output = workspace.forward(inputs).flatten()
    assert output.isnan().tolist() == [False, False, False, True, False]
