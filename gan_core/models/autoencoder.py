"""Autoencoders of pictures, plain and variational, dense and convolutional."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from gan_core.models.dcgan64 import Decoder64, Encoder64

Shape = tuple[int, int, int]
LOG_VARIANCE_LIMITS = (-14.0, 10.0)
"""Keeps exp(log variance) finite while an untrained encoder still guesses wildly."""


class DenseEncoder(nn.Sequential):
    """Pixels-width-width-outputs with ReLU; (N, *shape) to (N, outputs)."""

    def __init__(self, outputs: int, width: int, shape: Shape) -> None:
        super().__init__(
            nn.Flatten(),
            nn.Linear(math.prod(shape), width),
            nn.ReLU(),
            nn.Linear(width, width),
            nn.ReLU(),
            nn.Linear(width, outputs),
        )


class DenseDecoder(nn.Sequential):
    """Latent-width-width-pixels with ReLU; (N, latent_dim) to logits (N, *shape)."""

    def __init__(self, latent_dim: int, width: int, shape: Shape) -> None:
        super().__init__(
            nn.Linear(latent_dim, width),
            nn.ReLU(),
            nn.Linear(width, width),
            nn.ReLU(),
            nn.Linear(width, math.prod(shape)),
            nn.Unflatten(1, shape),
        )


class ConvEncoder(nn.Sequential):
    """Convolutions of stride 2 to 14, 7 and 4 pixels, then dense; (N, 1, 28, 28) to (N, outputs).

    Down to 4 x 4 the dense layers, where most weights are, stay small.
    """

    def __init__(self, outputs: int, width: int) -> None:
        super().__init__(
            nn.Conv2d(1, width, 4, 2, 1),
            nn.SiLU(),
            nn.Conv2d(width, 2 * width, 4, 2, 1),
            nn.SiLU(),
            nn.Conv2d(2 * width, 2 * width, 3, 2, 1),
            nn.SiLU(),
            nn.Flatten(),
            nn.Linear(2 * width * 16, 8 * width),
            nn.SiLU(),
            nn.Linear(8 * width, outputs),
        )


class ConvDecoder(nn.Sequential):
    """Dense to 4 x 4, transposed convolutions to 7 and 14 pixels, then four pixels from each.

    (N, latent_dim) to logits (N, 1, 28, 28). No layer works at 28 x 28, where most of the time
    would go (sub-pixel convolution, Shi et al. 2016).
    """

    def __init__(self, latent_dim: int, width: int) -> None:
        super().__init__(
            nn.Linear(latent_dim, 8 * width),
            nn.SiLU(),
            nn.Linear(8 * width, 2 * width * 16),
            nn.SiLU(),
            nn.Unflatten(1, (2 * width, 4, 4)),
            nn.ConvTranspose2d(2 * width, 2 * width, 3, 2, 1),
            nn.SiLU(),
            nn.ConvTranspose2d(2 * width, width, 4, 2, 1),
            nn.SiLU(),
            nn.Conv2d(width, width, 3, 1, 1),
            nn.SiLU(),
            nn.Conv2d(width, 4, 3, 1, 1),
            nn.PixelShuffle(2),
        )


Coder = Callable[[int, int, Shape], nn.Module]

CODERS: dict[str, tuple[Coder, Coder]] = {
    "dense": (DenseEncoder, DenseDecoder),
    "conv": (
        lambda outputs, width, shape: ConvEncoder(outputs, width),
        lambda latent_dim, width, shape: ConvDecoder(latent_dim, width),
    ),
    "conv64": (
        lambda outputs, width, shape: Encoder64(outputs, width),
        lambda latent_dim, width, shape: Decoder64(latent_dim, width),
    ),
}
"""Encoder and decoder of each network: of outputs or latents, a width, and the pictures' shape."""


class Autoencoder(nn.Module):
    """Encoder and decoder; ``variational`` makes the encoder give a mean and a variance.

    Pictures are (N, *shape) in [0, 1], latents (N, latent_dim). Only dense coders work on any
    shape; the others have their own.
    """

    def __init__(
        self, network: str, *, latent_dim: int, width: int, variational: bool,
        shape: Shape = (1, 28, 28),
    ) -> None:  # fmt: skip
        super().__init__()
        make_encoder, make_decoder = CODERS[network]
        self.latent_dim = latent_dim
        self.variational = variational
        self.encoder = make_encoder(latent_dim * (2 if variational else 1), width, shape)
        self.decoder = make_decoder(latent_dim, width, shape)

    def encode(self, images: Tensor) -> tuple[Tensor, Tensor | None]:
        """Return mean and log variance of each latent, (N, latent_dim); None when not variational.

        The log variance is kept between -14 and 10.
        """
        output = self.encoder(images)
        if not self.variational:
            return output, None
        mean, log_variance = output.chunk(2, dim=1)
        return mean, log_variance.clamp(*LOG_VARIANCE_LIMITS)

    def logits(self, latents: Tensor) -> Tensor:
        """Return logits of each pixel, (N, C, S, S)."""
        logits: Tensor = self.decoder(latents)
        return logits

    def decode(self, latents: Tensor) -> Tensor:
        """Return pictures, (N, C, S, S) in [0, 1]."""
        return torch.sigmoid(self.logits(latents))


def draw_latents(mean: Tensor, log_variance: Tensor, *, generator: torch.Generator) -> Tensor:
    """Return mu + sigma * epsilon with epsilon ~ N(0, I) (VAE, section 2.4); shaped as ``mean``."""
    noise = torch.randn(mean.shape, generator=generator, device=mean.device)
    return mean + torch.exp(0.5 * log_variance) * noise
