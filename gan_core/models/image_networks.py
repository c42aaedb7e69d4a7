"""From settings to the networks of a model on pictures."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from gan_core.models.autoencoder import Autoencoder
from gan_core.models.classifier import Classifier
from gan_core.models.dcgan import (
    DocumentDiscriminator,
    DocumentGenerator,
    SharpDiscriminator,
    SharpGenerator,
    join_label_planes,
    join_labels,
)
from gan_core.models.dcgan64 import Discriminator64, Generator64
from gan_core.models.dense_gan import DenseDiscriminator, DenseGenerator
from gan_core.models.progressive import ProgressiveDiscriminator, ProgressiveGenerator
from gan_core.models.progressive_parts import double
from gan_core.settings.images import CLASSES, ImageSettings
from gan_core.settings.progressive import feature_maps

CONVOLUTIONAL = {
    "document": (DocumentGenerator, DocumentDiscriminator),
    "sharp": (SharpGenerator, SharpDiscriminator),
    "dcgan64": (Generator64, Discriminator64),
}


def narrower(settings: ImageSettings) -> int:
    """How many times as wide as its D a convolutional generator is.

    At 64 x 64 D mirrors G. The DCGAN document's is eight times as wide. The thesis, which adds
    labels, gives no widths; at eight times its D stays at chance and G makes the same broken digit
    for every noise.
    """
    if settings.network == "dcgan64":
        return 1
    return 8 if settings.network == "document" and not settings.conditional else 2


def is_symmetric(settings: ImageSettings) -> bool:
    """Whether G's pictures lie in [-1, 1], and D sees pictures so."""
    return settings.network in CONVOLUTIONAL or settings.grows or settings.output == "tanh"


class Generator(nn.Module):
    """Latents (N, latent_dim), with labels (N,) where they decide, to (N, C, S, S) in [0, 1]."""

    def __init__(self, settings: ImageSettings) -> None:
        super().__init__()
        self.conditional = settings.conditional
        self.symmetric = is_symmetric(settings)
        inputs = settings.latent_dim + CLASSES * self.conditional
        if settings.grows:
            self.network: nn.Module = GrowingGenerator(inputs, _stages(settings), settings.channels)
        elif settings.network in CONVOLUTIONAL:
            self.network = CONVOLUTIONAL[settings.network][0](inputs, settings.width)
        else:
            self.network = DenseGenerator(
                inputs, batch_norm=settings.batch_norm == "on", tanh=self.symmetric
            )

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Return pictures."""
        if self.conditional:
            if labels is None:
                raise ValueError("this generator needs labels")
            latents = join_labels(latents, labels)
        pictures: Tensor = self.network(latents)
        return pictures.add(1).mul(0.5) if self.symmetric else pictures


class GrowingGenerator(nn.Module):
    """A progressive G that remembers how far it has grown; its pictures have the last side always.

    ``stage`` and ``alpha`` are no weights: a shipped G is grown up.
    """

    def __init__(self, inputs: int, widths: list[int], channels: int) -> None:
        super().__init__()
        self.growing = ProgressiveGenerator(inputs, widths, channels=channels)
        self.stage, self.alpha = len(widths) - 1, 1.0

    def forward(self, latents: Tensor) -> Tensor:
        """Return pictures (N, C, S, S) in [-1, 1], doubled up to the last side.

        A progressive G ends without tanh and steps a little over; training sees that, eyes do not.
        """
        pictures: Tensor = self.growing(latents, self.stage, self.alpha).clamp(-1, 1)
        for _ in range(len(self.growing.blocks) - self.stage):
            pictures = double(pictures)
        return pictures


def _stages(settings: ImageSettings) -> list[int]:
    return feature_maps(settings.side, settings.width, base=settings.channel_base)


class Discriminator(nn.Module):
    """Pictures (N, C, S, S) in [0, 1], with labels (N,) where they decide, to logits (N,)."""

    def __init__(self, settings: ImageSettings) -> None:
        super().__init__()
        self.conditional = settings.conditional
        self.symmetric = is_symmetric(settings)
        if settings.grows:
            self.network: nn.Module = ProgressiveDiscriminator(
                _stages(settings), channels=settings.channels
            )
        elif settings.network in CONVOLUTIONAL:
            channels = settings.channels + CLASSES * self.conditional
            make = CONVOLUTIONAL[settings.network][1]
            width = settings.width // narrower(settings)
            self.network = make(channels, max(1, width))
        else:
            self.network = DenseDiscriminator(leaky=settings.rectifier == "leaky")

    def forward(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Return logits, high where the picture seems real (and of its label)."""
        if self.symmetric:
            images = images * 2 - 1
        if self.conditional:
            if labels is None:
                raise ValueError("this discriminator needs labels")
            images = join_label_planes(images, labels)
        logits: Tensor = self.network(images)
        return logits

    def features(self, images: Tensor) -> Tensor:
        """Return what the layers of a ``Discriminator64`` see in pictures in [0, 1], (N, F)."""
        found: Tensor = self.network.features(images * 2 - 1)  # type: ignore[operator]
        return found


def _autoencoder(settings: ImageSettings) -> nn.Module:
    return Autoencoder(
        settings.network,
        latent_dim=settings.latent_dim,
        width=settings.width,
        variational=settings.kind == "vae",
    )


MODELS: dict[str, Callable[[ImageSettings], nn.Module]] = {
    "ae": _autoencoder,
    "vae": _autoencoder,
    "gan": Generator,
    "cgan": Generator,
    "classifier": lambda settings: Classifier(settings.width),
    "discriminator": Discriminator,
}
"""What is shipped of each kind; a GAN's D stays behind, unless it is what was wanted."""


def draw_noise(
    count: int, settings: ImageSettings, *, generator: torch.Generator, device: torch.device
) -> Tensor:
    """Draw a GAN's latents or an autoencoder's prior, (count, latent_dim)."""
    shape = (count, settings.latent_dim)
    if settings.adversarial and settings.noise == "uniform":
        return torch.rand(shape, generator=generator, device=device).mul_(2).sub_(1)
    return torch.randn(shape, generator=generator, device=device)
