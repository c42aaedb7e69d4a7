"""The parts of a progressive GAN, each a small module (Karras et al. 2018, sections 2 to 4).

Their network learns at one speed whatever a layer's size (equalized learning rate), keeps the size
of G's features (pixel norm), shows D how varied a batch is (minibatch standard deviation), and
doubles its pictures by repeating pixels.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, conv2d, interpolate, linear

LEAKY_SLOPE = 0.2
EPSILON = 1e-8
GROUP = 4
"""Pictures whose deviation is taken together."""

GAIN = math.sqrt(2)
"""He's gain for rectifiers."""


class EqualizedConv2d(nn.Module):
    """A convolution whose weights are drawn from N(0, 1) and scaled when they are used.

    Weights times gain / sqrt(fan-in), so that Adam, whose steps do not know a weight's size, moves
    every layer by the same share (section 4.1). The bias starts at 0 and is not scaled.
    """

    def __init__(
        self, inputs: int, outputs: int, size: int, *, padding: int = 0, gain: float = GAIN
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, size, size))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.scale = gain / math.sqrt(inputs * size * size)
        self.padding = padding

    def forward(self, features: Tensor) -> Tensor:
        """Return (N, outputs, H, W) of (N, inputs, H, W)."""
        return conv2d(features, self.weight * self.scale, self.bias, padding=self.padding)


class EqualizedLinear(nn.Module):
    """A dense layer with weights scaled in the same way."""

    def __init__(self, inputs: int, outputs: int, *, gain: float = GAIN) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.scale = gain / math.sqrt(inputs)

    def forward(self, features: Tensor) -> Tensor:
        """Return (N, outputs) of (N, inputs)."""
        return linear(features, self.weight * self.scale, self.bias)


class PixelNorm(nn.Module):
    """Brings the features of each pixel to a mean square of 1 (section 4.2)."""

    def forward(self, features: Tensor) -> Tensor:
        """Return x / sqrt(mean over channels of x^2 + 1e-8) for (N, C) or (N, C, H, W)."""
        return features * torch.rsqrt(features.square().mean(1, keepdim=True) + EPSILON)


class MinibatchStandardDeviation(nn.Module):
    """Adds a channel that says how much the pictures of a batch differ (section 3).

    Groups of min(4, N), sample n in group n mod (N / group): biased standard deviation over the
    group, its mean over channels and pixels, the same number at every pixel of the group.
    """

    def forward(self, features: Tensor) -> Tensor:
        """Return (N, C + 1, H, W) of (N, C, H, W)."""
        count, _, height, width = features.shape
        statistic = batch_deviation(features).to(features.dtype)
        return torch.cat(
            [features, statistic[:, None, None, None].expand(count, 1, height, width)], 1
        )


def batch_deviation(features: Tensor) -> Tensor:
    """Return the number that ``MinibatchStandardDeviation`` adds to each of N pictures, (N,).

    Raises ``ValueError`` for a batch that does not fall into groups of min(4, N).
    """
    count = len(features)
    group = min(GROUP, count)
    if count % group:
        raise ValueError(f"a batch of {count}; accepted: up to {GROUP}, or a multiple of it")
    grouped = features.reshape(group, count // group, -1).float()
    deviations = (grouped.var(0, correction=0) + EPSILON).sqrt()
    return deviations.mean(1).repeat(group)


def double(pictures: Tensor) -> Tensor:
    """Repeat each pixel to twice the resolution, (N, C, 2H, 2W)."""
    return interpolate(pictures, scale_factor=2, mode="nearest")


def double_smoothly(pictures: Tensor) -> Tensor:
    """Interpolate to twice the resolution, (N, C, 2H, 2W), each way by weights 3/4 and 1/4.

    Repeated pixels leave a mesh that later layers have to undo (Karras et al. 2019, section 2).
    """
    return interpolate(pictures, scale_factor=2, mode="bilinear", align_corners=False)


UPSCALERS: dict[str, Callable[[Tensor], Tensor]] = {
    "nearest": double,
    "bilinear": double_smoothly,
}
"""How features and pictures are doubled."""


def halve(pictures: Tensor) -> Tensor:
    """Average 2 x 2 pixels to half the resolution, (N, C, H / 2, W / 2)."""
    return avg_pool2d(pictures, 2)
