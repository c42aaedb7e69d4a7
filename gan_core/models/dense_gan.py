"""The fully connected GAN of gan-digits: 100-256-512-1024-784 and 784-1024-512-256-1.

On other pictures than digits, the 784 are as many as these have numbers.
"""

from __future__ import annotations

import math
from itertools import pairwise

from torch import Tensor, nn

from gan_core.settings.datasets import DIGIT_RESOLUTION

DIGIT = (1, DIGIT_RESOLUTION, DIGIT_RESOLUTION)
LEAKY_SLOPE = 0.2
GENERATOR_WIDTHS = (256, 512, 1024)
DISCRIMINATOR_WIDTHS = (1024, 512, 256)


class DenseGenerator(nn.Module):
    """(N, latent_dim) to pictures (N, *shape), in [0, 1] by a sigmoid or in [-1, 1] by tanh.

    After every layer, the last one too, batch norm (unless it is left out, which gan-digits
    shows to collapse), then LeakyReLU(0.2), at the end gan-digits' sigmoid or ``tanh``.
    """

    def __init__(
        self, latent_dim: int, *, batch_norm: bool, tanh: bool = False,
        shape: tuple[int, int, int] = DIGIT,
    ) -> None:  # fmt: skip
        super().__init__()
        self.shape = shape
        layers: list[nn.Module] = []
        sizes = [latent_dim, *GENERATOR_WIDTHS, math.prod(shape)]
        for before, after in pairwise(sizes):
            layers.append(nn.Linear(before, after))
            if batch_norm:
                # Keras's momentum 0.99 and epsilon 0.001.
                layers.append(nn.BatchNorm1d(after, eps=1e-3, momentum=0.01))
            layers.append(nn.LeakyReLU(LEAKY_SLOPE))
        layers[-1] = nn.Tanh() if tanh else nn.Sigmoid()
        self.layers = nn.Sequential(*layers)

    def forward(self, latents: Tensor) -> Tensor:
        """Return pictures of (N, latent_dim)."""
        pictures: Tensor = self.layers(latents)
        return pictures.view(-1, *self.shape)


class DenseDiscriminator(nn.Module):
    """Pictures (N, *shape), as G makes them, to logits (N,); the sigmoid is in the loss.

    LeakyReLU(0.2) after each layer but the last; ``leaky=False`` takes ReLU.
    """

    def __init__(self, *, leaky: bool = True, shape: tuple[int, int, int] = DIGIT) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Flatten()]
        for before, after in pairwise([math.prod(shape), *DISCRIMINATOR_WIDTHS]):
            layers += [nn.Linear(before, after), nn.LeakyReLU(LEAKY_SLOPE if leaky else 0.0)]
        self.layers = nn.Sequential(*layers, nn.Linear(DISCRIMINATOR_WIDTHS[-1], 1))

    def forward(self, images: Tensor) -> Tensor:
        """Return logits, high where the picture seems real."""
        logits: Tensor = self.layers(images)
        return logits.squeeze(1)
