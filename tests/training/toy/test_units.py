"""What hidden units respond to, against networks computed by hand."""

import numpy as np
import pytest
import torch

from gan_core.models.mlp import MLP
from gan_core.training.toy.evaluation import MANIFOLD_SIZE, ToyEvaluator
from gan_core.training.toy.units import UNIT_SIZE, UNITS_SHOWN, unit_arrays


def put(network, weights, biases):
    """Give a network these weights (out, in) and biases, layer by layer."""
    with torch.no_grad():
        for place, value in zip(network.weights, weights, strict=True):
            place.copy_(torch.tensor(value))
        for place, value in zip(network.biases, biases, strict=True):
            place.copy_(torch.tensor(value))


def test_layers_are_those_of_a_network_computed_by_hand(cpu):
    network = MLP([2, 2, 2, 1], "relu", generator=torch.Generator(cpu))
    put(
        network,
        [[[1.0, 0.0], [0.0, -2.0]], [[1.0, 1.0], [-1.0, 0.5]], [[3.0, -1.0]]],
        [[0.5, 1.0], [0.0, 0.25], [0.125]],
    )
    first, second, output = network.layers(torch.tensor([[1.0, 2.0], [-1.0, -1.0]]))
    # 1 + 0.5 and 1 - 4, cut off; -1 + 0.5, cut off, and 1 + 2.
    assert first.tolist() == [[1.5, 0.0], [0.0, 3.0]]
    # 1.5 and -1.5 + 0.25, cut off; 3 and 1.5 + 0.25.
    assert second.tolist() == [[1.5, 0.0], [3.0, 1.75]]
    assert output.tolist() == [[4.625], [7.375]]
    with torch.no_grad():
        assert torch.equal(output, network(torch.tensor([[1.0, 2.0], [-1.0, -1.0]])))


def test_a_unit_that_sees_x_rises_to_the_right_and_one_that_sees_y_rises_upwards(make):
    trainer = make(hidden=2, depth=1, activation="relu", noise_dim=2)
    put(trainer.discriminator, [[[1.0, 0.0], [0.0, 0.5]], [[1.0, -4.0]]], [[0.0, 1.0], [0.25]])
    put(trainer.generator, [[[2.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]]], [[0.0, 0.0]] * 2)
    evaluator = ToyEvaluator(trainer)
    found = unit_arrays(evaluator, trainer)
    x0, x1, y0, y1 = evaluator.distribution.extent
    x = np.linspace(x0, x1, UNIT_SIZE)[None, :]
    y = np.linspace(y0, y1, UNIT_SIZE)[:, None]
    right, up = np.maximum(0, x + 0 * y), np.maximum(0, 0.5 * y + 1 + 0 * x)
    assert found["units_d"].shape == (1, 2, UNIT_SIZE, UNIT_SIZE)
    np.testing.assert_allclose(found["units_d"][0], [right, up], atol=1e-5)
    np.testing.assert_allclose(found["output_d"][0], right - 4 * up + 0.25, atol=1e-4)
    z = np.linspace(-1, 1, MANIFOLD_SIZE)
    wide, high = 2 * z[None, :] + 0 * z[:, None], z[:, None] + 0 * z[None, :]
    np.testing.assert_allclose(found["units_g"][0], np.maximum(0, [wide, high]), atol=1e-5)
    np.testing.assert_allclose(found["output_g"], np.maximum(0, [wide, high]), atol=1e-5)


def test_so_many_units_of_each_layer_and_what_comes_out_is_what_pictures_show(make):
    trainer = make(hidden_d=16, depth_d=3, hidden_g=5, depth_g=2, ema=0.9, activation="tanh")
    for _ in range(3):
        trainer.step()
    evaluator = ToyEvaluator(trainer)
    found = unit_arrays(evaluator, trainer)
    assert found["units_d"].shape == (3, UNITS_SHOWN, UNIT_SIZE, UNIT_SIZE)
    assert found["units_g"].shape == (2, 5, MANIFOLD_SIZE, MANIFOLD_SIZE)
    _, arrays = evaluator.report(trainer, seconds=0, steps_per_s=None, size=UNIT_SIZE)
    np.testing.assert_allclose(found["output_d"][0], arrays["field"], atol=1e-5)
    points = np.moveaxis(found["output_g"], 0, -1)
    np.testing.assert_allclose(points, arrays["manifold"], atol=1e-5)


@pytest.mark.parametrize(
    "settings",
    [{"pack": 2}, {"fourier_d": 4}, {"spectral_norm": "on"}, {"noise_dim": 1, "noise": "normal"}],
)
def test_every_kind_of_network_has_responses(make, settings):
    trainer = make(**settings)
    evaluator = ToyEvaluator(trainer)
    found = unit_arrays(evaluator, trainer)
    _, arrays = evaluator.report(trainer, seconds=0, steps_per_s=None, size=UNIT_SIZE)
    np.testing.assert_allclose(found["output_d"][0], arrays["field"], atol=1e-5)
    assert found["units_g"].shape[2:] == arrays["manifold"].shape[:2]


def test_looking_changes_nothing_and_broken_networks_show_nothing(make):
    trainer = make()
    evaluator = ToyEvaluator(trainer)
    flats = trainer.discriminator.flat.clone(), trainer.generator.flat.clone()
    unit_arrays(evaluator, trainer)
    assert torch.equal(trainer.discriminator.flat, flats[0])
    assert torch.equal(trainer.generator.flat, flats[1])
    trainer.discriminator.flat.fill_(float("nan"))
    assert unit_arrays(evaluator, trainer) == {}
