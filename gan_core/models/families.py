"""The network of each kind of model, as a table: how it is built, encodes and decodes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor, nn

from gan_core.models.autoencoder import Autoencoder
from gan_core.models.classifier import Classifier
from gan_core.models.image_networks import Discriminator, Generator
from gan_core.settings.families import FAMILIES
from gan_core.settings.images import ImageSettings


@dataclass(frozen=True)
class ModelFamily:
    """One kind of model.

    ``build`` makes the network that is shipped. ``decode`` turns latents (N, d), with labels (N,)
    where they decide, into pictures (N, C, S, S) in [0, 1]; ``encode`` turns pictures into
    latents. Either is None where a model cannot do that.
    """

    build: Callable[[ImageSettings], nn.Module]
    decode: Callable[[nn.Module, Tensor, Tensor | None], Tensor] | None = None
    encode: Callable[[nn.Module, Tensor], Tensor] | None = None


def _autoencoder(settings: ImageSettings) -> nn.Module:
    return Autoencoder(
        settings.network,
        latent_dim=settings.latent_dim,
        width=settings.width,
        variational=FAMILIES[settings.kind].prior,
        shape=(settings.channels, settings.resolution, settings.resolution),
    )


def _decode(network: nn.Module, latents: Tensor, labels: Tensor | None) -> Tensor:
    pictures: Tensor = network.decode(latents)  # type: ignore[operator]
    return pictures


def _encode(network: nn.Module, images: Tensor) -> Tensor:
    means: Tensor = network.encode(images)[0]  # type: ignore[operator]
    return means


def generate(network: nn.Module, latents: Tensor, labels: Tensor | None) -> Tensor:
    """Return G's pictures."""
    pictures: Tensor = network(latents, labels)
    return pictures


MODEL_FAMILIES: dict[str, ModelFamily] = {
    "ae": ModelFamily(_autoencoder, _decode, _encode),
    "vae": ModelFamily(_autoencoder, _decode, _encode),
    "gan": ModelFamily(Generator, generate),
    "cgan": ModelFamily(Generator, generate),
    "classifier": ModelFamily(lambda settings: Classifier(settings.width)),
    "discriminator": ModelFamily(Discriminator),
}
"""What is shipped of each kind; a GAN's D stays behind, unless it is what was wanted."""


def build_model(settings: ImageSettings) -> nn.Module:
    """Return the network, of the settings' kind, that is shipped."""
    return MODEL_FAMILIES[settings.kind].build(settings)
