"""Compiled kernels against numpy, torch and the passes that they stand for."""

import os
import subprocess
import sys

import numpy as np
import pytest
import torch

from gan_core.losses.coulomb import coulomb_potential
from gan_core.models.fourier import fourier_features
from gan_core.models.mlp import ACTIVATIONS, MLP
from gan_core.recipes.toy import toy_preset
from gan_core.settings.toy import ACTIVATION_NAMES, OPTIMIZER_NAMES, ToySettings
from gan_core.training.mlp import engines
from gan_core.training.mlp.compiled import building, products
from gan_core.training.mlp.compiled_workspace import (
    CompiledFourierPass,
    CompiledPotentialPass,
    CompiledWorkspace,
)
from gan_core.training.mlp.engines import make_optimizer, make_workspace, move_average
from gan_core.training.mlp.flat_optimizers import flat_optimizer
from gan_core.training.mlp.mlp_workspace import Layers, MLPWorkspace
from gan_core.training.toy.trainer import ToyTrainer

CPU = torch.device("cpu")


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape, dtype=np.float32)


@pytest.mark.parametrize("columns", [1, 15, 16, 33, 48, 64, 128, 200])
@pytest.mark.parametrize(("rows", "inner"), [(1, 1), (3, 70), (32, 64), (37, 200)])
def test_products(rows, inner, columns):
    left, right = numbers(rows, inner), numbers(inner, columns, seed=1)
    out = numbers(rows, columns, seed=2)
    expected = out + left.astype(np.float64) @ right.astype(np.float64)
    products.add_product(left[:, 0:], right, out, 0, columns)
    np.testing.assert_allclose(out, expected, rtol=1e-5, atol=2e-5)


def test_a_product_keeps_to_its_columns_and_takes_a_transposed_factor():
    left, right, out = numbers(60, 20).T, numbers(60, 50), numbers(20, 50, seed=1)
    before = out.copy()
    products.add_product(left[0:20], right, out, 16, 40)
    np.testing.assert_array_equal(out[:, :16], before[:, :16])
    np.testing.assert_array_equal(out[:, 40:], before[:, 40:])
    np.testing.assert_allclose(out[:, 16:40], (before + left @ right)[:, 16:40], rtol=0, atol=2e-5)


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
def test_activations_and_their_derivatives(name):
    inputs = np.linspace(-100, 100, 20_001, dtype=np.float32)
    inputs = np.concatenate([inputs, numbers(5000), np.float32([0, 1e-6, -1e-6])])[None]
    leaf = torch.from_numpy(inputs).double().requires_grad_(True)
    expected = ACTIVATIONS[name](leaf)
    (first,) = torch.autograd.grad(expected.sum(), leaf, create_graph=True)
    code, outputs = products.CODES[name], inputs.copy()
    products.activate(code, outputs)
    np.testing.assert_allclose(outputs, expected.detach().numpy(), rtol=3e-7, atol=2e-7)
    slopes = np.ones_like(inputs)
    products.times_slope(code, slopes, outputs)
    np.testing.assert_allclose(slopes, first.detach().numpy(), rtol=1e-6, atol=1e-6)
    if first.requires_grad and name in ("elu", "tanh"):
        (second,) = torch.autograd.grad(first.sum(), leaf)
        curves = np.ones_like(inputs)
        products.times_curvature(code, curves, outputs)
        smooth = inputs != 0
        np.testing.assert_allclose(curves[smooth], second.numpy()[smooth], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
def test_nan_and_infinity_stay(name):
    outputs = np.array([[np.nan, np.inf, 1.0]], np.float32)
    products.activate(products.CODES[name], outputs)
    assert np.isnan(outputs[0, 0])
    assert outputs[0, 1] == (1 if name == "tanh" else np.inf)


def test_powers_and_logarithms():
    exponents = np.linspace(-125.9, 125.9, 10_001, dtype=np.float32)
    powers = np.array([products.power_of_two(each) for each in exponents])
    np.testing.assert_allclose(powers, np.exp2(exponents.astype(np.float64)), rtol=3e-7)
    logs = np.array([products.log_two(each) for each in powers])
    np.testing.assert_allclose(logs, np.log2(powers.astype(np.float64)), rtol=2e-7, atol=2e-7)


@pytest.mark.parametrize("stack", [1, 3])
@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
@pytest.mark.parametrize("sizes", [(2, 16, 1), (3, 33, 33, 2), (4, 64, 64, 64, 1), (20, 7, 7, 2)])
def test_passes_are_those_of_torchs_operations(sizes, activation, stack):
    random = torch.Generator().manual_seed(3)
    mlps = [MLP(sizes, activation, generator=random) for _ in range(stack)]
    flat = torch.stack([mlp.flat for mlp in mlps])
    flat += 0.1 * torch.randn(flat.shape, generator=random)
    layers = [Layers(mlps[0], flat=flat.clone()) for _ in range(2)]
    compiled, plain = make_workspace(layers[0], 37), MLPWorkspace(layers[1], 37)
    assert isinstance(compiled, CompiledWorkspace)
    inputs = torch.randn(stack, 37, sizes[0], generator=random)
    slopes = torch.randn(stack, 37, sizes[-1], generator=random)
    with torch.no_grad():
        found = [
            (
                space.forward(inputs),
                space.backward_weights(slopes),
                space.backward_inputs(slopes),
                space.layers.gradient,
            )
            for space in (compiled, plain)
        ]
    for mine, theirs in zip(*found, strict=True):
        if mine is not None:
            torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=2e-5)


@pytest.mark.parametrize("stack", [1, 2])
def test_fourier_features_and_their_jacobian(stack):
    random = torch.Generator().manual_seed(1)
    frequencies = 20 * torch.randn(stack, 9, 2, generator=random)
    points = 10 * torch.randn(stack, 21, 2, generator=random)
    fourier = CompiledFourierPass(frequencies, 21)
    found = fourier.forward(points)
    for r in range(stack):
        exact = fourier_features(points[r].double(), frequencies[r].double())
        phases = (points[r] @ frequencies[r].T).abs().max()
        assert (found[r] - exact).abs().max() < 2e-7 * phases
    gradient = torch.randn(found.shape, generator=random)
    direction = torch.randn(points.shape, generator=random)
    leaf = points.double().requires_grad_(True)
    exact = torch.stack([
        fourier_features(leaf[r], frequencies[r].double()) for r in range(stack)
    ])  # fmt: skip
    (pulled,) = torch.autograd.grad(exact, leaf, gradient.double(), retain_graph=True)
    torch.testing.assert_close(fourier.pull(gradient).double(), pulled, rtol=1e-3, atol=1e-2)
    # <g, J t> is <J^T g, t>.
    forth = (fourier.push(direction) * gradient).sum()
    torch.testing.assert_close(forth, (pulled * direction).sum().float(), rtol=1e-3, atol=1e-1)


@pytest.mark.parametrize(("eps", "dim"), [(1.0, 3.0), (0.2, 3.0), (0.5, 4.5), (1.0, 2.2)])
def test_the_coulomb_potential(eps, dim):
    random = torch.Generator().manual_seed(0)
    points = 3 * torch.randn(2 * 40, 2, generator=random)
    mlp = MLP((2, 8, 1), "elu", generator=random)
    found = CompiledPotentialPass(Layers(mlp), 40, eps=eps, dim=dim).run(points)
    real, fake = points[:40].double(), points[40:].double()
    expected = coulomb_potential(points.double(), real, fake, eps=eps, dim=dim)
    torch.testing.assert_close(found[:, 0].double(), expected.view(-1), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("stack", [(), (3,)])
@pytest.mark.parametrize("name", OPTIMIZER_NAMES)
def test_optimizers_are_those_of_torchs_operations(name, stack):
    rules = [ToySettings(optimizer=name, momentum=0.5, beta1=0.9)] * (stack[0] if stack else 1)
    random = torch.Generator().manual_seed(0)
    vectors = (
        [torch.ones(*stack, 50) for _ in range(2)],
        [torch.zeros(*stack, 50) for _ in range(2)],
    )
    pairs = list(zip(*vectors, strict=True))
    mine, theirs = make_optimizer(*pairs[0], rules), flat_optimizer(*pairs[1], rules)
    assert type(mine) is not type(theirs)
    for count in range(50):
        drawn = 10.0 ** (count % 5 - 3) * torch.randn(*stack, 50, generator=random)
        for optimizer, (_, gradient) in zip((mine, theirs), pairs, strict=True):
            gradient.copy_(drawn)
            optimizer.prepare([1e-3] * len(rules))
            optimizer.apply()
    torch.testing.assert_close(pairs[0][0], pairs[1][0], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("share", [0.001, 0.4, 0.9])
def test_an_average_moves_as_lerp(share):
    average, values = torch.randn(100), torch.randn(100)
    expected = torch.lerp(average, values, share)
    move_average(average, values, share)
    torch.testing.assert_close(average, expected)


@pytest.mark.parametrize("name", ["flagship", "wgan-success", "coulomb", "r3gan", "sngan"])
def test_without_numba_torchs_operations_do_the_same(name, monkeypatch):
    settings = toy_preset(name).settings().replace(
        hidden_g=16, hidden_d=16, batch_size=32, samples_per_mode=20, optimizer="sgd", lr=1e-3
    )  # fmt: skip
    runs = []
    for compiled in (True, False):
        monkeypatch.setattr(engines, "threads_keep_bits", lambda compiled=compiled: compiled)
        trainer = ToyTrainer(settings, device=CPU)
        for _ in range(20):
            trainer.step()
        runs.append(trainer)
    mine, theirs = runs
    assert type(mine.engine.generator.through) is not type(theirs.engine.generator.through)
    torch.testing.assert_close(mine.generator.flat, theirs.generator.flat, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(
        mine.discriminator.flat[:-1], theirs.discriminator.flat[:-1], rtol=1e-4, atol=1e-5
    )


def test_kernels_are_kept_by_their_sources(tmp_path, monkeypatch):
    kept = building.kernel_folder()
    assert kept.parent.name == "kernels"
    monkeypatch.setattr(building, "__file__", str(tmp_path / "building.py"))
    (tmp_path / "building.py").write_text("other")
    building.kernel_folder.cache_clear()
    assert building.kernel_folder() != kept
    building.kernel_folder.cache_clear()


def test_kernels_do_without_a_folder_to_keep_them_in(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GAN_CACHE", str(tmp_path / "file"))
    building.kernel_folder.cache_clear()
    assert building.kernel_folder() is None

    @building.compiled()
    def doubled(value):
        return 2 * value

    assert doubled(3) == 6
    building.kernel_folder.cache_clear()


def test_settings_and_pictures_of_step_0_do_without_numba():
    program = (
        "import sys, torch\n"
        "from gan_core.settings.toy import ToySettings\n"
        "from gan_core.training.toy.evaluation import ToyEvaluator\n"
        "from gan_core.training.toy.trainer import ToyTrainer\n"
        "trainer = ToyTrainer(ToySettings(samples_per_mode=30), device=torch.device('cpu'))\n"
        "ToyEvaluator(trainer).report(trainer, seconds=0.0, steps_per_s=None)\n"
        "assert 'numba' not in sys.modules\n"
    )
    subprocess.run(
        [sys.executable, "-c", program], check=True, env=os.environ | {"PYTHONPATH": "."}
    )
