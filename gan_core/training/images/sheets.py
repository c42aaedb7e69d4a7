"""The pictures that a run shows of its network: one function for each sort of model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.latent.generation import decode
from gan_core.settings.images import SHEET_COLUMNS, SHEET_ROWS, ImageSettings


@dataclass(frozen=True)
class SheetInputs:
    """What a sheet is always made from: fixed latents with labels, and real pictures with theirs.

    ``latents`` (60, d) and ``labels`` (60,); ``real`` (N, C, S, S) in [0, 1], ``real_labels`` (N,).
    """

    latents: Tensor
    labels: Tensor
    real: Tensor
    real_labels: Tensor


Sheet = Callable[[nn.Module, ImageSettings, SheetInputs], Tensor]
"""Returns 60 pictures (60, C, S, S) of a network in evaluation mode."""


def generated(network: nn.Module, settings: ImageSettings, given: SheetInputs) -> Tensor:
    """Return samples of fixed latents, with labels 0 to 9 from left to right where they decide."""
    return decode(network, settings, given.latents, given.labels)


def reconstructed(network: nn.Module, settings: ImageSettings, given: SheetInputs) -> Tensor:
    """Return two rows of real pictures, each above its reconstruction, then two prior samples."""
    rows = []
    for start in (0, SHEET_COLUMNS):
        real = given.real[start : start + SHEET_COLUMNS]
        codes = network.encode(real)[0]  # type: ignore[operator]
        rows += [real, decode(network, settings, codes)]
    prior = decode(network, settings, given.latents[: 2 * SHEET_COLUMNS])
    return torch.cat([*rows, prior])


def doubted(network: nn.Module, settings: ImageSettings, given: SheetInputs) -> Tensor:
    """Return the real pictures of whose label a classifier is least certain."""
    chances = network(given.real).softmax(1)
    certainty = chances.gather(1, given.real_labels[:, None]).squeeze(1)
    return given.real[certainty.argsort()[: SHEET_ROWS * SHEET_COLUMNS]]
