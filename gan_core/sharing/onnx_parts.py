"""The parts of a model that an ONNX file can hold, as modules from arrays to arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.checkpoints.native import Model
from gan_core.models.families import MODEL_FAMILIES
from gan_core.models.image_networks import draw_noise
from gan_core.settings.families import FAMILIES
from gan_core.settings.images import CLASSES, ImageSettings

Inputs = tuple[Tensor, ...]


@dataclass(frozen=True)
class Part:
    """One network of a model: what goes in and comes out by name, the first axis is the batch.

    ``module`` maps the former to the latter. ``inputs`` draws some, for N pictures.
    """

    module: nn.Module
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    inputs: Callable[[int], Inputs]


class Decoding(nn.Module):
    """Latents (N, d), with labels (N,) where they decide, to pictures (N, C, S, S) in [0, 1]."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.network, self.kind = model.network, model.settings.kind

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Return pictures."""
        decode = MODEL_FAMILIES[self.kind].decode
        assert decode is not None  # only of kinds that generate
        return decode(self.network, latents, labels)


class Encoding(nn.Module):
    """Pictures (N, C, S, S) in [0, 1] to latents (N, d), a VAE's with their log variances."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.network = model.network

    def forward(self, images: Tensor) -> Inputs:
        """Return means, and log variances of a VAE."""
        mean, log_variance = self.network.encode(images)  # type: ignore[operator]
        return (mean,) if log_variance is None else (mean, log_variance)


def _random() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def _pictures(settings: ImageSettings) -> Callable[[int], Inputs]:
    shape = (settings.channels, settings.resolution, settings.resolution)
    return lambda count: (torch.rand((count, *shape), generator=_random()),)


def _latents(settings: ImageSettings) -> Callable[[int], Inputs]:
    def draw(count: int) -> Inputs:
        latents = draw_noise(count, settings, generator=_random(), device=torch.device("cpu"))
        return (latents, torch.arange(count) % CLASSES) if settings.conditional else (latents,)

    return draw


def _decoding(model: Model) -> Part:
    names = ("latents", "labels") if model.settings.conditional else ("latents",)
    return Part(Decoding(model), names, ("images",), _latents(model.settings))


def _encoding(model: Model) -> Part:
    variational = FAMILIES[model.settings.kind].prior
    names = ("latents", "log_variance") if variational else ("latents",)
    return Part(Encoding(model), ("images",), names, _pictures(model.settings))


def _scoring(model: Model) -> Part:
    return Part(model.network, ("images",), ("logits",), _pictures(model.settings))


CODER_PARTS: dict[str, Callable[[Model], Part]] = {"decoder": _decoding, "encoder": _encoding}
PARTS: dict[str, dict[str, Callable[[Model], Part]]] = {
    "ae": CODER_PARTS,
    "vae": CODER_PARTS,
    "gan": {"generator": _decoding},
    "cgan": {"generator": _decoding},
    "classifier": {"classifier": _scoring},
    "discriminator": {"discriminator": _scoring},
}
"""What can be taken out of each kind of model, the usual part first."""
