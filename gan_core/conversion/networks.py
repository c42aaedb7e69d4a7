"""Networks of other projects that no recipe here has, by their sizes alone.

Generators take latents (N, d) and give pictures (N, C, S, S) in [0, 1]; theirs give [-1, 1].
``most_numbers`` is what one layer reads and writes for a picture, at the most.
"""

from __future__ import annotations

import math
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, leaky_relu, linear, relu

from gan_core.latent.generation import most_numbers
from gan_core.models.progressive_parts import LEAKY_SLOPE, PixelNorm, double
from gan_core.settings.progressive import FIRST_RESOLUTION


class TransposedStack(nn.Module):
    """A DCGAN's generator of any depth: transposed convolutions, batch norm, ReLU, tanh.

    ``widths`` are the channels at 4 x 4 pixels, 8 x 8 and so on. The last layer doubles once more,
    or with ``last`` = 1 takes two pixels off each edge, as for digits of 28 x 28.
    """

    def __init__(
        self, latent_dim: int, widths: tuple[int, ...], channels: int, *, last: int
    ) -> None:
        super().__init__()
        first = nn.ConvTranspose2d(latent_dim, widths[0], 4, bias=False)
        between = [nn.ConvTranspose2d(a, b, 4, 2, 1, bias=False) for a, b in pairwise(widths)]
        stride, padding = (2, 1) if last == 4 else (1, 2)
        final = nn.ConvTranspose2d(widths[-1], channels, last, stride, padding, bias=False)
        self.layers = nn.ModuleList([first, *between, final])
        self.norms = nn.ModuleList(nn.BatchNorm2d(width) for width in widths)
        maps = [(width, FIRST_RESOLUTION << i) for i, width in enumerate(widths)]
        self.most_numbers = most_numbers([*maps, (channels, max(1, last // 2) * maps[-1][1])])

    def early(self, latents: Tensor) -> Tensor:
        """Return what the first activation gives, (N, F)."""
        return relu(self.norms[0](self.layers[0](latents[:, :, None, None]))).flatten(1)

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Return pictures; there are no labels."""
        features = latents[:, :, None, None]
        for layer, norm in zip(self.layers[:-1], self.norms, strict=True):
            features = relu(norm(layer(features)))
        return torch.tanh(self.layers[-1](features)).add(1).mul(0.5)


class DenseStack(nn.Module):
    """A generator of dense layers, ReLU between and tanh at the end, for square grey pictures."""

    def __init__(self, sizes: tuple[int, ...], resolution: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))
        self.resolution = resolution
        self.most_numbers = most_numbers([(size, 1) for size in sizes])

    def early(self, latents: Tensor) -> Tensor:
        """Return what the first activation gives, (N, F)."""
        return relu(self.layers[0](latents))

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Return pictures; there are no labels."""
        features = latents
        for layer in self.layers[:-1]:
            features = relu(layer(features))
        pictures = torch.tanh(self.layers[-1](features)).add(1).mul(0.5)
        return pictures.view(-1, 1, self.resolution, self.resolution)


class DenseVae(nn.Module):
    """A VAE of one hidden layer on each side (Kingma and Welling 2014, appendix C)."""

    def __init__(self, latent_dim: int, hidden: int, resolution: int) -> None:
        super().__init__()
        self.resolution = resolution
        self.hidden = nn.Linear(resolution * resolution, hidden)
        self.mean = nn.Linear(hidden, latent_dim)
        self.log_variance = nn.Linear(hidden, latent_dim)
        self.decoder = nn.Sequential(
            nn.Linear(latent_dim, hidden), nn.ReLU(), nn.Linear(hidden, resolution * resolution)
        )
        self.most_numbers = most_numbers([(hidden, 1), (resolution * resolution, 1)])

    def early(self, latents: Tensor) -> Tensor:
        """Return what the decoder's first activation gives, (N, F)."""
        return relu(self.decoder[0](latents))

    def encode(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and log variance (N, d) of pictures (N, 1, S, S) in [0, 1]."""
        hidden = relu(self.hidden(images.flatten(1)))
        return self.mean(hidden), self.log_variance(hidden)

    def logits(self, latents: Tensor) -> Tensor:
        """Return pictures before the sigmoid, (N, 1, S, S)."""
        pictures: Tensor = self.decoder(latents)
        return pictures.view(-1, 1, self.resolution, self.resolution)

    def decode(self, latents: Tensor) -> Tensor:
        """Return pictures (N, 1, S, S) in [0, 1]."""
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
    """The zoo's progressive generator; ``widths`` are its channels from 4 x 4 pixels on.

    ``alpha`` is the fade-in weight of the newest resolution, 1 once it has stabilised; the zoo
    stores 1 - alpha.
    """

    def __init__(
        self, latent_dim: int, widths: tuple[int, ...], channels: int, *, alpha: float
    ) -> None:
        super().__init__()
        self.norm, self.alpha = PixelNorm(), alpha
        self.format = ScaledLayer(16 * widths[0], latent_dim)
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
        features = self.norm(features.view(len(latents), -1, 4, 4))
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
