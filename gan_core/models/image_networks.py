"""G and D of a GAN on pictures, of any network, with labels where they decide."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gan_core.models.dcgan import join_label_planes, join_labels
from gan_core.models.gan_networks import GAN_NETWORKS
from gan_core.settings.images import CLASSES, ImageSettings


class Generator(nn.Module):
    """Latents (N, latent_dim), with labels (N,) where they decide, to (N, C, S, S) in [0, 1]."""

    def __init__(self, settings: ImageSettings) -> None:
        super().__init__()
        made_of = GAN_NETWORKS[settings.network]
        self.conditional = settings.conditional
        self.symmetric = made_of.symmetric(settings)
        inputs = settings.latent_dim + CLASSES * self.conditional
        self.network: nn.Module = made_of.generator(settings, inputs)

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Return pictures."""
        if self.conditional:
            if labels is None:
                raise ValueError("this generator needs labels")
            latents = join_labels(latents, labels)
        return self.in_unit_range(self.network(latents))

    def in_unit_range(self, pictures: Tensor) -> Tensor:
        """Return the network's pictures in [0, 1]."""
        return pictures.add(1).mul(0.5) if self.symmetric else pictures


class Discriminator(nn.Module):
    """Pictures (N, C, S, S) in [0, 1], with labels (N,) where they decide, to logits (N,)."""

    def __init__(self, settings: ImageSettings) -> None:
        super().__init__()
        made_of = GAN_NETWORKS[settings.network]
        self.conditional = settings.conditional
        self.symmetric = made_of.symmetric(settings)
        channels = settings.channels + CLASSES * self.conditional
        self.network: nn.Module = made_of.discriminator(settings, channels)

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


def draw_noise(
    count: int, settings: ImageSettings, *, generator: torch.Generator, device: torch.device
) -> Tensor:
    """Draw a GAN's latents or an autoencoder's prior, (count, latent_dim)."""
    shape = (count, settings.latent_dim)
    if settings.adversarial and settings.noise == "uniform":
        return torch.rand(shape, generator=generator, device=device).mul_(2).sub_(1)
    return torch.randn(shape, generator=generator, device=device)
