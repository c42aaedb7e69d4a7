"""What single hidden units of D and G respond to: each over the plane that its network is fed."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.training.toy.evaluation import (
    Arrays,
    ToyEvaluator,
    field_points,
    manifold_shape,
)
from gan_core.training.toy.member import ToyMember

UNITS_SHOWN = 8
"""Of each layer the first so many units: what is shown is always of the same ones."""

UNIT_SIZE = 31
"""Points along a response over the data's plane."""


def unit_arrays(evaluator: ToyEvaluator, trainer: ToyMember) -> Arrays:
    """Return the responses of the first units of each hidden layer, and of what comes out.

    ``units_d`` (layers, units, size, size) are activations over the picture, y rising by row, and
    ``units_g`` (layers, units, rows, columns) those over the first two dimensions of noise, all
    others at 0, where the latent-space grid is. ``output_d`` (1, size, size) is D's logit,
    ``output_g`` (2, rows, columns) G's point. A packed D sees each point beside real companions,
    averaged; G is the one that pictures show, its average where one is kept. Nothing comes back
    of networks that are no longer finite.
    """
    with torch.no_grad():
        grid = field_points(evaluator.distribution, UNIT_SIZE).to(trainer.device)
        seen = [trainer.discriminator.layers(r) for r in evaluator.rows_of_d(trainer, grid)]
        d = [torch.stack(layer).mean(dim=0) for layer in zip(*seen, strict=True)]
        g = trainer.generator.layers(evaluator.manifold_latents, trainer.sampling_weights)
    found = {
        **_planes("d", d, (UNIT_SIZE, UNIT_SIZE)),
        **_planes("g", g, manifold_shape(trainer.settings.noise_dim)),
    }
    if not all(bool(torch.isfinite(tensor).all()) for tensor in found.values()):
        return {}
    return {name: tensor.cpu().numpy() for name, tensor in found.items()}


def _planes(network: str, layers: list[Tensor], shape: tuple[int, int]) -> dict[str, Tensor]:
    """Cut layers (points, units) down to the units shown, as planes (units, rows, columns)."""
    hidden = torch.stack([layer[:, :UNITS_SHOWN].t() for layer in layers[:-1]])
    return {
        f"units_{network}": hidden.reshape(*hidden.shape[:2], *shape),
        f"output_{network}": layers[-1].t().reshape(-1, *shape),
    }
