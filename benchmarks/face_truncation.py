"""What a GAN of faces makes near latent 0, why, and what the tests say of it."""

import copy
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from benchmarks.documents.faces import MODEL
from gan_core.checkpoints.native import load_model
from gan_core.faces.reference import ReferenceSet
from gan_core.faces.spaces import Raw
from gan_core.latent.generation import as_pixels, truncated_noise

NEAR, USUAL, COUNT = 0.3, 4.0, 1000


def truncated_figures(known: dict[str, ReferenceSet], raw: dict[str, Raw]) -> dict[str, Any]:
    """Return what each test flags of truncated fakes, how bright they are, and what G does."""
    model = load_model(MODEL)
    network = model.network
    # As in training: the statistics of the batch at hand in place of those of all noise.
    own = copy.deepcopy(network)
    for norm in norms_of(own):
        norm.train()
    near, usual = (latents(model.settings, reach) for reach in (NEAR, USUAL))
    made = pixels_of(network, near)
    placed = {space: known[space].placed(raw[space](made)).verdicts for space in known}
    return {
        "truncation": NEAR,
        "n": COUNT,
        "brightness": float(made.mean()),
        "usual_brightness": float(pixels_of(network, usual).mean()),
        "own_statistics_brightness": float(pixels_of(own, near).mean()),
        "open": open_share(network, near),
        "usually_open": open_share(network, usual),
        "spaces": {
            space: {
                name: {
                    "too_far": int(verdict.too_far.sum()),
                    "too_typical": int(verdict.too_typical.sum()),
                    "median_percentile": float(np.median(verdict.percentiles)),
                }
                for name, verdict in verdicts.items()
            }
            for space, verdicts in placed.items()
        },
    }


def latents(settings: Any, truncation: float) -> Tensor:  # noqa: ANN401
    """Draw latents of seed 0, as the page does."""
    return truncated_noise(
        COUNT, settings, truncation=truncation, generator=torch.Generator().manual_seed(0),
        device=torch.device("cpu"),
    )  # fmt: skip


@torch.no_grad()
def pixels_of(network: nn.Module, noise: Tensor) -> Any:  # noqa: ANN401
    """Return the pictures of latents as bytes, a batch at a time."""
    return as_pixels(torch.cat([network(part) for part in noise.split(100)]))


def norms_of(network: nn.Module) -> list[nn.BatchNorm2d]:
    """Return the batch norms of a network, from latents to picture."""
    return [part for part in network.modules() if isinstance(part, nn.BatchNorm2d)]


@torch.no_grad()
def open_share(network: nn.Module, noise: Tensor) -> float:
    """Return which share of the first batch norm's outputs a ReLU lets through."""
    seen: list[Tensor] = []
    hook = norms_of(network)[0].register_forward_hook(lambda _part, _into, out: seen.append(out))
    network(noise)
    hook.remove()
    return float((seen[0] > 0).float().mean())
