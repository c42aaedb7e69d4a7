"""Studies of a progressive GAN's parts, each computed once, and what its layers are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import torch
from torch import Tensor

from gan_core.checkpoints.native import Model
from gan_core.models.image_networks import draw_noise
from gan_core.models.progressive import ProgressiveGenerator
from gan_core.models.progressive_parts import GROUP
from gan_core.part_studies.batches import BatchScore, batch_scores
from gan_core.part_studies.collapse import Learnt, learn_collapse
from gan_core.part_studies.layers import (
    Layer,
    new_discriminator,
    new_generator,
    progressive_generator,
)
from gan_core.part_studies.lengths import ForwardPass, forward_lengths
from gan_core.part_studies.resizing import Resizing, resizing
from gan_core.part_studies.updates import Update, first_updates
from gan_core.settings.progressive import FIRST_SIDE
from ui.models.shown_models import threads_for
from ui.shared.text import _

MOST_RESOLUTION = {"equalized": 32, "deviation": 16}
"""What takes many pictures or a backward pass stays small, so that it answers at once."""

PICTURES, RESIZED = 8, 4
UPDATE_PICTURES = 2
"""Adam's first step hardly depends on the batch, so that few pictures do."""

TAUGHT_PICTURES, TAUGHT_UPDATES = 32, 40
SHARES = tuple(i / 10 for i in range(11))
ALPHAS = tuple(i / 10 for i in range(11))
KEPT = 32


@dataclass(frozen=True)
class Shown:
    """A model, told from others by the hash of its weights."""

    sha256: str
    model: Model = field(compare=False)

    @property
    def generator(self) -> ProgressiveGenerator:
        """The model's progressive G."""
        return progressive_generator(self.model.network)

    def latents(self, count: int, seed: int) -> Tensor:
        """Return latents (count, latent_dim) on the CPU, where all studies are done."""
        random = torch.Generator().manual_seed(seed)
        settings = self.model.settings
        return draw_noise(count, settings, generator=random, device=torch.device("cpu"))


def shown_resolution(stages: Mapping[int, Model], resolution: int) -> Shown:
    """Return the model of a resolution, or of the largest one below; else of the smallest."""
    fitting = [known for known in stages if known <= resolution]
    model = stages[max(fitting) if fitting else min(stages)]
    return Shown(model.card.sha256, model)


def resolution_of(shown: Shown) -> int:
    """Return the resolution of a model's pictures, in pixels."""
    return shown.model.settings.side


def resolutions_of(part: str, stages: Mapping[int, Model]) -> list[int]:
    """Return the resolutions at which a part is shown, the smallest first; at least one."""
    known = sorted(stages)
    return [one for one in known if one <= MOST_RESOLUTION.get(part, one)] or known[:1]


@lru_cache(KEPT)
def walked(
    shown: Shown, seed: int, *, trained: bool, pixel_norm: bool, boost: float
) -> ForwardPass:
    """Return what each layer of G makes of eight latents."""
    with threads_for(PICTURES):
        settings = shown.model.settings
        generator = shown.generator if trained else new_generator(settings, seed=seed)
        latents = shown.latents(PICTURES, seed)
        return forward_lengths(generator, latents, pixel_norm=pixel_norm, boost=boost)


@lru_cache(KEPT)
def updated(shown: Shown, seed: int, *, equalized: bool, updates: int) -> list[Update]:
    """Return how far a few first updates move a new G of the model's settings."""
    with threads_for(UPDATE_PICTURES):
        return first_updates(
            new_generator(shown.model.settings, seed=seed),
            new_discriminator(shown.model.settings, seed=seed + 1),
            shown.latents(UPDATE_PICTURES, seed),
            equalized=equalized,
            updates=updates,
        )


@lru_cache(KEPT)
def scored(shown: Shown, seed: int) -> list[BatchScore]:
    """Return a new D's scores of a batch of four at every share of collapse."""
    with threads_for(GROUP):
        discriminator = new_discriminator(shown.model.settings, seed=seed)
        return batch_scores(
            shown.generator, discriminator, shown.latents(GROUP, seed), shares=SHARES
        )


@lru_cache(KEPT)
def learnt(shown: Shown, seed: int, *, told: bool) -> list[Learnt]:
    """Return how a small D learns to see collapse in pictures of G, made small."""
    with threads_for(TAUGHT_PICTURES), torch.no_grad():
        pictures = shown.generator(shown.latents(TAUGHT_PICTURES, seed))
    with threads_for(TAUGHT_PICTURES):
        return learn_collapse(pictures, told=told, updates=TAUGHT_UPDATES, seed=seed)


def smallest(stages: Mapping[int, Model]) -> Shown:
    """Return the model whose pictures teach D to see collapse: the first that was kept."""
    return shown_resolution(stages, FIRST_SIDE)


@lru_cache(KEPT)
def resized(shown: Shown, seed: int, *, nearest: bool) -> dict[float, Resizing]:
    """Return four pictures downsampled, upsampled again and blended, at every alpha."""
    with threads_for(RESIZED), torch.no_grad():
        pictures = shown.generator(shown.latents(RESIZED, seed))
        return {alpha: resizing(pictures, alpha=alpha, nearest=nearest) for alpha in ALPHAS}


def layer_label(layer: Layer) -> str:
    """Return a layer's name under a figure."""
    if layer.side == 1:
        return _("latent")
    place = size_label(layer.side)
    if layer.picture:
        return _("{place}<br>toRGB").format(place=place)
    if layer.side == FIRST_SIDE:
        names = (_("{place}<br>dense"), _("{place}<br>conv"))
    else:
        names = (_("{place}<br>first"), _("{place}<br>second"))
    return names[layer.number].format(place=place)


def size_label(resolution: int) -> str:
    """Return a resolution as it is written: 16 x 16."""
    return f"{resolution} x {resolution}"
