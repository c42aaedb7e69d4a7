"""The networks that a GAN on pictures can be made of, as a table: G, D, and their range."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor, nn

from gan_core.models.dcgan import (
    DocumentDiscriminator,
    DocumentGenerator,
    SharpDiscriminator,
    SharpGenerator,
)
from gan_core.models.dcgan64 import Discriminator64, Generator64
from gan_core.models.dense_gan import DenseDiscriminator, DenseGenerator
from gan_core.models.progressive import ProgressiveDiscriminator, ProgressiveGenerator
from gan_core.models.progressive_parts import double
from gan_core.settings.datasets import PictureFormat
from gan_core.settings.families import FAMILIES, NETWORKS, PROGRESSIVE, NetworkFacts
from gan_core.settings.images import CLASSES, ImageSettings
from gan_core.settings.progressive import feature_maps


@dataclass(frozen=True)
class GanNetwork:
    """How G and D are built.

    ``generator`` takes the settings and the numbers it is fed, ``discriminator`` the settings and
    its pictures' channels, of which labels are some. ``symmetric`` says whether G's pictures lie
    in [-1, 1], and D sees pictures so.
    """

    generator: Callable[[ImageSettings, int], nn.Module]
    discriminator: Callable[[ImageSettings, int], nn.Module]
    symmetric: Callable[[ImageSettings], bool] = lambda settings: True


class ResolutionGenerator(nn.Module):
    """A progressive G that knows its stage; its pictures always have the final resolution.

    ``stage`` and ``alpha`` are no weights: a shipped G is at its last stage.
    """

    def __init__(self, inputs: int, widths: list[int], channels: int, upsampling: str) -> None:
        super().__init__()
        # The attribute's name is part of the weights' names in checkpoints.
        self.growing = ProgressiveGenerator(
            inputs, widths, channels=channels, upsampling=upsampling
        )
        self.stage, self.alpha = len(widths) - 1, 1.0

    def forward(self, latents: Tensor) -> Tensor:
        """Return pictures (N, C, S, S) in [-1, 1], doubled up to the final resolution.

        A progressive G ends without tanh and steps a little over; training sees that, eyes do not.
        """
        return self.from_features(self.first_features(latents))

    def first_features(self, latents: Tensor) -> Tensor:
        """Return features (N, widths[0], 4, 4) after the dense layer."""
        return self.growing.first_features(latents)

    def from_features(self, features: Tensor) -> Tensor:
        """Return the pictures of first features."""
        pictures = self.growing.from_features(features, self.stage, self.alpha).clamp(-1, 1)
        for _ in range(len(self.growing.blocks) - self.stage):
            pictures = double(pictures)
        return pictures


def _convolutional(
    generator: Callable[[int, int, int], nn.Module],
    discriminator: Callable[[int, int], nn.Module],
    *,
    narrower: int = 2,
    narrower_with_labels: int = 2,
) -> GanNetwork:
    """Return a network whose D is so many times as narrow as its G."""

    def build_discriminator(settings: ImageSettings, channels: int) -> nn.Module:
        factor = narrower_with_labels if settings.conditional else narrower
        return discriminator(channels, max(1, settings.width // factor))

    return GanNetwork(
        lambda settings, inputs: generator(inputs, settings.width, settings.channels),
        build_discriminator,
    )


def _dense_generator(settings: ImageSettings, inputs: int) -> nn.Module:
    return DenseGenerator(
        inputs,
        batch_norm=settings.batch_norm == "on",
        tanh=settings.output == "tanh",
        shape=(settings.channels, settings.resolution, settings.resolution),
    )


def _dense_discriminator(settings: ImageSettings, channels: int) -> nn.Module:
    return DenseDiscriminator(
        leaky=settings.rectifier == "leaky",
        shape=(channels, settings.resolution, settings.resolution),
    )


def _stages(settings: ImageSettings) -> list[int]:
    return feature_maps(settings.resolution, settings.width, base=settings.channel_base)


GAN_NETWORKS: dict[str, GanNetwork] = {
    "dense": GanNetwork(
        _dense_generator, _dense_discriminator, lambda settings: settings.output == "tanh"
    ),
    # The DCGAN document's D is so narrow. The thesis, which adds labels, gives no widths; at an
    # eighth D stays at chance and G makes the same broken digit for every noise.
    "document": _convolutional(DocumentGenerator, DocumentDiscriminator, narrower=8),
    "sharp": _convolutional(SharpGenerator, SharpDiscriminator),
    # At 64 x 64 D mirrors G.
    "dcgan64": _convolutional(Generator64, Discriminator64, narrower=1, narrower_with_labels=1),
    PROGRESSIVE: GanNetwork(
        lambda settings, inputs: ResolutionGenerator(
            inputs, _stages(settings), settings.channels, settings.upsampling
        ),
        lambda settings, channels: ProgressiveDiscriminator(_stages(settings), channels=channels),
    ),
}


def register_gan_network(
    name: str,
    network: GanNetwork,
    *,
    resolution: int | None = None,
    channels: int | None = None,
    kinds: Sequence[str] = ("gan",),
) -> None:
    """Add a G and a D from outside the package: settings accept ``network=name`` from then on.

    They work on any pictures, or on those of one ``resolution`` and number of ``channels``, in
    models of ``kinds`` (``gan``, ``cgan``). What a run takes of memory is counted from the networks
    themselves. Models of such a network load where it has been registered. Raises ``ValueError``
    for a name that is taken, other kinds, and half a format.
    """
    if name in GAN_NETWORKS or name in NETWORKS:
        raise ValueError(f"the network {name!r} is there already; accepted: a name that is free")
    accepted = [kind for kind in ("gan", "cgan") if kind in FAMILIES]
    if not kinds or set(kinds) - set(accepted):
        raise ValueError(f"kinds {list(kinds)}; accepted: {', '.join(accepted)}")
    if (resolution is None) != (channels is None):
        raise ValueError("a format is a resolution with a number of channels; give both or neither")
    fits = None if resolution is None or channels is None else PictureFormat(resolution, channels)
    GAN_NETWORKS[name] = network
    NETWORKS[name] = NetworkFacts(partial(_counted, network), fits)
    for kind in kinds:
        FAMILIES[kind] = replace(FAMILIES[kind], networks=(*FAMILIES[kind].networks, name))


def _counted(network: GanNetwork, settings: ImageSettings) -> tuple[int, int]:
    """Return the numbers of weights, and of a batch's activations, of networks without memory."""
    labels = CLASSES * settings.conditional
    inputs, channels = settings.latent_dim + labels, settings.channels + labels
    seen = 0

    def count(module: nn.Module, given: object, made: Tensor) -> None:
        nonlocal seen
        seen += made.numel()

    with torch.device("meta"), torch.no_grad():
        pair = [
            network.generator(settings, inputs),
            network.discriminator(settings, channels),
        ]
        side, rows = settings.resolution, settings.batch_size
        fed = [torch.empty(rows, inputs), torch.empty(rows, channels, side, side)]
        for model, batch in zip(pair, fed, strict=True):
            for part in model.modules():
                if not list(part.children()):
                    part.register_forward_hook(count)
            model(batch)
    weights = sum(weight.numel() for model in pair for weight in model.parameters())
    # D sees real and fake pictures.
    return weights, 2 * seen
