"""What a GAN of faces makes near latent 0 and near its features' mean, and what tests say of it."""

import copy
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from benchmarks.documents.faces import MODEL
from gan_core.checkpoints.native import load_model
from gan_core.faces.generated import generated_faces
from gan_core.faces.reference import ReferenceSet
from gan_core.faces.spaces import Pixels, Raw
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
    drawn = generated_faces(model, COUNT, seed=0, truncation=NEAR, device=torch.device("cpu"))
    return {
        "truncation": NEAR,
        "n": COUNT,
        "brightness": float(made.mean()),
        "usual_brightness": float(pixels_of(network, usual).mean()),
        "own_statistics_brightness": float(pixels_of(own, near).mean()),
        "open": open_share(network, near),
        "usually_open": open_share(network, usual),
        "spaces": flagged(known, raw, made),
        "by_features": {
            "brightness": float(drawn.mean()),
            "spaces": flagged(known, raw, drawn),
        },
    }


def flagged(
    known: dict[str, ReferenceSet], raw: dict[str, Raw], made: Pixels
) -> dict[str, dict[str, Any]]:
    """Return what each test says of faces in each space."""
    return {
        space: {
            name: {
                "too_far": int(verdict.too_far.sum()),
                "too_typical": int(verdict.too_typical.sum()),
                "median_percentile": float(np.median(verdict.percentiles)),
            }
            for name, verdict in known[space].placed(raw[space](made)).verdicts.items()
        }
        for space in known
    }


def latents(settings: Any, truncation: float) -> Tensor:  # noqa: ANN401
    """Draw truncated latents of seed 0."""
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
