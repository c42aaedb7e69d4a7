"""Networks of other projects that no recipe here has, by their sizes alone.

Generators take latents (N, d) and give pictures (N, C, S, S) in [0, 1]; theirs give [-1, 1].
``most_numbers`` is what one layer reads and writes for a picture, at the most.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, elu, leaky_relu, linear, relu

from gan_core.conversion.settings import CHANNEL_COUNTS, ConvertedSettings
from gan_core.latent.generation import most_numbers
from gan_core.models.progressive_parts import LEAKY_SLOPE, PixelNorm, double
from gan_core.settings.progressive import FIRST_RESOLUTION

LEGACY_KERNELS = {2: 4, 1: 1}
"""The last kernel of converted files that do not say it, by how much that layer enlarges."""


MOST_EXTRA_PADDING = 2
"""More than half of the kernel cuts pictures off, as csinva's GAN does: by 2, of a kernel of 1."""

BETWEEN: dict[str, Callable[[Tensor], Tensor]] = {"relu": relu, "elu": elu, "tanh": torch.tanh}
"""Functions between layers that have no settings."""


class Functions:
    """What stands between a network's layers, and at its end, by the names of settings."""

    def __init__(self, settings: ConvertedSettings) -> None:
        self.between = settings.activation
        self.slope = settings.slope
        self.last = settings.last_activation

    def activate(self, features: Tensor) -> Tensor:
        """Return features after the function between layers."""
        if self.between == "leaky_relu":
            return leaky_relu(features, self.slope)
        return BETWEEN[self.between](features)

    def picture(self, features: Tensor) -> Tensor:
        """Return pictures in [0, 1]; tanh gives [-1, 1]."""
        if self.last == "sigmoid":
            return torch.sigmoid(features)
        return torch.tanh(features).add(1).mul(0.5)


def last_geometry(before: int, kernel: int, resolution: int) -> tuple[int, int]:
    """Return stride and padding that lead from a resolution ``before`` to ``resolution``.

    A stride of 1 and one of 2 never lead to the same: ``before`` is even, so one gives odd numbers
    and the other even ones. Raises ``ValueError`` where neither does with a padding that is in use.
    """
    most = kernel // 2 + MOST_EXTRA_PADDING
    for stride in (2, 1):
        cut = (before - 1) * stride + kernel - resolution
        if cut % 2 == 0 and 0 <= cut // 2 <= most:
            return stride, cut // 2
    raise ValueError(
        f"a transposed convolution with a kernel of {kernel} makes no {resolution} x {resolution} "
        f"pixels of {before} x {before}"
    )


class TransposedStack(nn.Module):
    """A DCGAN's generator of any depth: transposed convolutions, batch norm, ReLU, tanh.

    ``sizes`` of the settings are the channels at 4 x 4 pixels, 8 x 8 and so on. The last layer
    leads to the resolution of the settings.
    """

    def __init__(self, settings: ConvertedSettings) -> None:
        super().__init__()
        widths, channels = settings.sizes, settings.channels
        before = FIRST_RESOLUTION << (len(widths) - 1)
        kernel = settings.last_kernel or LEGACY_KERNELS.get(settings.resolution // before, 1)
        biases = [bool(one) for one in settings.biases] or [False] * (len(widths) + 1)
        if len(biases) != len(widths) + 1:
            raise ValueError(f"{len(biases)} biases do not go with {len(widths) + 1} layers")
        geometry = [(4, 1, 0), *[(4, 2, 1)] * (len(widths) - 1)]
        geometry.append((kernel, *last_geometry(before, kernel, settings.resolution)))
        shapes = pairwise((settings.latent_dim, *widths, channels))
        self.layers = nn.ModuleList(
            nn.ConvTranspose2d(a, b, *form, bias=bias)
            for (a, b), form, bias in zip(shapes, geometry, biases, strict=True)
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(width) for width in widths)
        self.functions = Functions(settings)
        maps = [(width, FIRST_RESOLUTION << i) for i, width in enumerate(widths)]
        self.most_numbers = most_numbers([*maps, (channels, max(before, settings.resolution))])

    def early(self, latents: Tensor) -> Tensor:
        """Return what the first activation gives, (N, F)."""
        features = self.norms[0](self.layers[0](latents[:, :, None, None]))
        return self.functions.activate(features).flatten(1)

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Return pictures; there are no labels."""
        features = latents[:, :, None, None]
        for layer, norm in zip(self.layers[:-1], self.norms, strict=True):
            features = self.functions.activate(norm(layer(features)))
        return self.functions.picture(self.layers[-1](features))


class DenseStack(nn.Module):
    """A generator of dense layers, ReLU between and tanh at the end, for square pictures."""

    def __init__(self, settings: ConvertedSettings) -> None:
        super().__init__()
        self.shape = (settings.channels, settings.resolution, settings.resolution)
        sizes = (settings.latent_dim, *settings.sizes, math.prod(self.shape))
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))
        self.functions = Functions(settings)
        self.most_numbers = most_numbers([(size, 1) for size in sizes])

    def early(self, latents: Tensor) -> Tensor:
        """Return what the first activation gives, (N, F)."""
        return self.functions.activate(self.layers[0](latents))

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Return pictures; there are no labels."""
        features = latents
        for layer in self.layers[:-1]:
            features = self.functions.activate(layer(features))
        return self.functions.picture(self.layers[-1](features)).view(-1, *self.shape)


class DenseVae(nn.Module):
    """A VAE of one hidden layer on each side (Kingma and Welling 2014, appendix C)."""

    def __init__(self, settings: ConvertedSettings) -> None:
        super().__init__()
        self.shape = (settings.channels, settings.resolution, settings.resolution)
        numbers, latent_dim, hidden = math.prod(self.shape), settings.latent_dim, settings.sizes[0]
        self.hidden = nn.Linear(numbers, hidden)
        self.mean = nn.Linear(hidden, latent_dim)
        self.log_variance = nn.Linear(hidden, latent_dim)
        self.decoder = nn.Sequential(
            nn.Linear(latent_dim, hidden), nn.ReLU(), nn.Linear(hidden, numbers)
        )
        self.most_numbers = most_numbers([(hidden, 1), (numbers, 1)])

    def early(self, latents: Tensor) -> Tensor:
        """Return what the decoder's first activation gives, (N, F)."""
        return relu(self.decoder[0](latents))

    def encode(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and log variance (N, d) of pictures (N, C, S, S) in [0, 1]."""
        hidden = relu(self.hidden(images.flatten(1)))
        return self.mean(hidden), self.log_variance(hidden)

    def logits(self, latents: Tensor) -> Tensor:
        """Return pictures before the sigmoid, (N, C, S, S)."""
        pictures: Tensor = self.decoder(latents)
        return pictures.view(-1, *self.shape)

    def decode(self, latents: Tensor) -> Tensor:
        """Return pictures (N, C, S, S) in [0, 1]."""
        return torch.sigmoid(self.logits(latents))


class ScaledLayer(nn.Module):
    """A layer of the zoo's progressive GAN: (W x + b) sqrt(2 / fan-in), so the bias is scaled too.

    In this order, as another one differs by 2e-5 in the pictures.
    """

    def __init__(self, *shape: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(shape))
        self.bias = nn.Parameter(torch.empty(shape[0]))
        self.scale = math.sqrt(2 / math.prod(shape[1:]))

    def forward(self, features: Tensor) -> Tensor:
        """Return features of a dense layer, or of a convolution that keeps the resolution."""
        if self.weight.ndim == 2:
            return linear(features, self.weight, self.bias) * self.scale
        padding = self.weight.shape[-1] // 2
        return conv2d(features, self.weight, self.bias, padding=padding) * self.scale


class ZooProgressive(nn.Module):
    """The zoo's progressive generator; ``sizes`` are its channels from 4 x 4 pixels on.

    ``alpha`` is the fade-in weight of the newest resolution, 1 once it has stabilised; the zoo
    stores 1 - alpha.
    """

    def __init__(self, settings: ConvertedSettings) -> None:
        super().__init__()
        widths, channels = settings.sizes, settings.channels
        if settings.resolution != FIRST_RESOLUTION << (len(widths) - 1):
            raise ValueError(f"{len(widths)} scales make no {settings.resolution} pixels")
        self.norm, self.alpha = PixelNorm(), settings.alpha
        self.format = ScaledLayer(16 * widths[0], settings.latent_dim)
        self.first = ScaledLayer(widths[0], widths[0], 3, 3)
        self.scales = nn.ModuleList(
            nn.ModuleList([ScaledLayer(after, before, 3, 3), ScaledLayer(after, after, 3, 3)])
            for before, after in pairwise(widths)
        )
        self.to_rgb = nn.ModuleList(ScaledLayer(channels, width, 1, 1) for width in widths)
        maps = [(widths[0], FIRST_RESOLUTION)]
        for stage, (before, after) in enumerate(pairwise(widths), 1):
            maps += [(before, FIRST_RESOLUTION << stage), (after, FIRST_RESOLUTION << stage)]
        self.most_numbers = most_numbers(maps)

    def early(self, latents: Tensor) -> Tensor:
        """Return what the first activation gives, (N, F)."""
        return leaky_relu(self.format(self.norm(latents)), LEAKY_SLOPE)

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Return pictures clamped to [0, 1]; there are no labels."""
        return self.unbounded(latents).clamp(-1, 1).add(1).mul(0.5)

    def unbounded(self, latents: Tensor) -> Tensor:
        """Return pictures about [-1, 1], not clamped, as the zoo's code does."""
        features = leaky_relu(self.format(self.norm(latents)), LEAKY_SLOPE)
        features = self.norm(features.view(features.shape[0], -1, 4, 4))
        features = self.norm(leaky_relu(self.first(features), LEAKY_SLOPE))
        before = features
        for scale in self.scales:
            before, features = features, double(features)
            for layer in scale:  # type: ignore[attr-defined]
                features = self.norm(leaky_relu(layer(features), LEAKY_SLOPE))
        picture: Tensor = self.to_rgb[-1](features)
        if self.alpha >= 1 or not len(self.scales):
            return picture
        old: Tensor = double(self.to_rgb[-2](before))
        return (1 - self.alpha) * old + self.alpha * picture


def build(settings: ConvertedSettings) -> nn.Module:
    """Return the network of a layout without weights; ``ValueError`` for sizes that do not fit."""
    if settings.channels not in CHANNEL_COUNTS or not settings.sizes:
        raise ValueError(
            f"{settings.channels} channels and {len(settings.sizes)} sizes; accepted: 1 or 3 "
            "channels, 1 size or more"
        )
    return NETWORKS[settings.layout](settings)


NETWORKS: dict[str, Callable[[ConvertedSettings], nn.Module]] = {
    "pytorch-examples-dcgan": TransposedStack,
    "gan-zoo-pgan": ZooProgressive,
    "gan-zoo-dcgan": TransposedStack,
    "csinva-vae": DenseVae,
    "csinva-gan-mlp": DenseStack,
}
"""The network of each layout."""
