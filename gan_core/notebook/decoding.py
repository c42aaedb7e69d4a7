"""Latents of one model to pictures, for a view that asks for one or a strip at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from gan_core.checkpoints.native import Model
from gan_core.evaluation.digit_classifier import CLASSIFIERS, load_classifier
from gan_core.latent.generation import as_pixels, decode, truncated_noise
from gan_core.settings.families import FAMILIES, GENERATIVE

REACH = 3.0
"""How far from 0 a slider goes; a model whose codes lie further goes on as far by hand."""

Floats = Sequence[float]
Pixels = npt.NDArray[np.uint8]


class LatentDecoder:
    """A model with what its sliders need; ``ValueError`` for one that makes no pictures."""

    def __init__(self, model: Model, *, label: int) -> None:
        settings = model.settings
        if settings.kind not in GENERATIVE:
            raise ValueError(
                f"{model.card.name} is a {settings.kind}, which makes no pictures; "
                f"accepted: {', '.join(GENERATIVE)}"
            )
        self.model, self.settings, self.label = model, settings, label
        known = settings.labelled and settings.dataset in CLASSIFIERS
        self.classifier = load_classifier(settings.dataset) if known else None

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model.card.name

    def start(self) -> list[float]:
        """Return the latent to begin at: the origin; of a GAN, which never sees it, noise."""
        size = self.settings.latent_dim
        if not FAMILIES[self.settings.kind].adversarial:
            return [0.0] * size
        random = torch.Generator().manual_seed(0)
        drawn = truncated_noise(
            1, self.settings, truncation=None, generator=random, device=torch.device("cpu")
        )
        return [round(value, 3) for value in drawn[0].tolist()]

    @torch.no_grad()
    def images(self, latents: Sequence[Floats]) -> torch.Tensor:
        """Return pictures (N, C, S, S) in [0, 1]; ``ValueError`` for latents of another length."""
        given = torch.as_tensor(np.asarray(latents, dtype=np.float32))
        if given.ndim != 2 or given.shape[1] != self.settings.latent_dim:
            raise ValueError(
                f"latents of shape {tuple(given.shape)}; accepted: (N, {self.settings.latent_dim})"
            )
        labels = torch.full((len(given),), self.label)
        return decode(
            self.model.network, self.settings, given, labels if self.settings.conditional else None
        )

    def picture(self, latent: Floats) -> Pixels:
        """Return the picture of one latent, (S, S) or (S, S, 3) as uint8."""
        found: Pixels = as_pixels(self.images([latent]))[0]
        return found

    @torch.no_grad()
    def answer(self, latents: Sequence[Floats]) -> tuple[dict[str, Any], bytes]:
        """Return what a view shows of latents: facts and predictions, and the pixels."""
        images = self.images(latents)
        facts: dict[str, Any] = {
            "side": self.settings.resolution, "channels": self.settings.channels,
        }  # fmt: skip
        if self.classifier is not None:
            facts["predictions"] = self.classifier.probabilities(images).numpy().round(4).tolist()
        return facts, as_pixels(images).tobytes()
