"""DCGAN for 28 x 28 pictures as dcgan-digits (docs/references.md) builds it, labelled or not."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from gan_core.settings.images import CLASSES

LEAKY_SLOPE = 0.2


def join_labels(latents: Tensor, labels: Tensor) -> Tensor:
    """Latents (N, d) with one-hot labels (N,) behind them, (N, d + 10) (thesis, 7.2).

    Labels may be shares of each class too, (N, 10): between one-hot ones lie blends.
    """
    shares = labels if labels.is_floating_point() else one_hot(labels, CLASSES)
    return torch.cat([latents, shares.to(latents.dtype)], dim=1)


def join_label_planes(images: Tensor, labels: Tensor) -> Tensor:
    """Pictures (N, C, H, W) with ten more channels, 1 in the label's and 0 in the others."""
    planes = one_hot(labels, CLASSES).to(images.dtype)[:, :, None, None]
    return torch.cat([images, planes.expand(-1, -1, *images.shape[2:])], dim=1)


def _up(before: int, after: int, kernel: int, stride: int) -> list[nn.Module]:
    return [
        nn.ConvTranspose2d(before, after, kernel, stride),
        nn.BatchNorm2d(after),
        nn.ReLU(),
    ]


def _down(before: int, after: int) -> list[nn.Module]:
    return [nn.Conv2d(before, after, 4, 2), nn.BatchNorm2d(after), nn.LeakyReLU(LEAKY_SLOPE)]


class DocumentGenerator(nn.Sequential):
    """Latents (N, inputs) to pictures (N, channels, 28, 28) in [-1, 1].

    Transposed convolutions to 3, 6, 13 and 28 pixels with 4, 2, 1 times ``width`` channels, batch
    norm and ReLU between them, tanh at the end.
    """

    def __init__(self, inputs: int, width: int, channels: int = 1) -> None:
        super().__init__(
            nn.Unflatten(1, (inputs, 1, 1)),
            *_up(inputs, 4 * width, 3, 2),
            *_up(4 * width, 2 * width, 4, 1),
            *_up(2 * width, width, 3, 2),
            nn.ConvTranspose2d(width, channels, 4, 2),
            nn.Tanh(),
        )


class DocumentDiscriminator(nn.Sequential):
    """Pictures (N, channels, 28, 28) in [-1, 1] to logits (N,): 13, 5, 1 pixels, stride 2."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__(
            *_down(channels, width),
            *_down(width, 2 * width),
            nn.Conv2d(2 * width, 1, 4, 2),
            nn.Flatten(0),
        )


class SharpGenerator(nn.Sequential):
    """Latents (N, inputs) to pictures (N, channels, 28, 28) in [-1, 1]: 7 x 7, then twice up.

    Kernels that the stride divides leave no checkerboard.
    """

    def __init__(self, inputs: int, width: int, channels: int = 1) -> None:
        super().__init__(
            nn.Linear(inputs, 2 * width * 49, bias=False),
            nn.Unflatten(1, (2 * width, 7, 7)),
            nn.BatchNorm2d(2 * width),
            nn.ReLU(),
            nn.ConvTranspose2d(2 * width, width, 4, 2, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.ConvTranspose2d(width, width // 2, 4, 2, 1, bias=False),
            nn.BatchNorm2d(width // 2),
            nn.ReLU(),
            nn.Conv2d(width // 2, channels, 3, 1, 1),
            nn.Tanh(),
        )


class SharpDiscriminator(nn.Sequential):
    """Pictures (N, channels, 28, 28) in [-1, 1] to logits (N,), without batch norm.

    Normalising over the batch ties a picture's score to its neighbours and disturbs gradient
    penalties (WGAN-GP, section 4).
    """

    def __init__(self, channels: int, width: int) -> None:
        super().__init__(
            nn.Conv2d(channels, width, 4, 2, 1),
            nn.LeakyReLU(LEAKY_SLOPE),
            nn.Conv2d(width, 2 * width, 4, 2, 1),
            nn.LeakyReLU(LEAKY_SLOPE),
            nn.Conv2d(2 * width, 4 * width, 3, 2, 1),
            nn.LeakyReLU(LEAKY_SLOPE),
            nn.Flatten(),
            nn.Linear(4 * width * 16, 1),
            nn.Flatten(0),
        )
