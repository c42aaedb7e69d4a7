"""GAN inversion: latents whose picture is nearest to a given one, found by gradient descent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

RATE = 0.05
REACH = 3.0
"""Normal latents are kept within so many standard deviations: beyond, none was ever trained."""


@dataclass(frozen=True)
class InversionReport:
    """Where an inversion stands: its best latent (d,), the picture of that, its squared error."""

    step: int
    latent: Tensor
    picture: Tensor
    error: float


def invert(
    decoder: Callable[[Tensor], Tensor],
    target: Tensor,
    starts: Tensor,
    *,
    steps: int,
) -> Iterator[InversionReport]:
    """Yield a report before each of ``steps`` of descent from several latents (starts, d) at once.

    Minimises the mean squared error between ``decoder(latents)`` and ``target`` (1, H, W) by Adam
    whose rate falls along half a cosine; latents that leave [-3, 3] are put back to its edge
    (Creswell & Bharath 2016; Lipton & Tripathi 2017, without the redrawing).
    """
    latents = starts.detach().clone().requires_grad_(True)
    optimizer = torch.optim.Adam([latents], lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, max(1, steps))
    best = torch.inf
    for step in range(steps + 1):
        optimizer.zero_grad()
        with torch.enable_grad():
            pictures = decoder(latents)
            errors = (pictures - target).square().flatten(1).mean(1)
            errors.sum().backward()  # type: ignore[no-untyped-call]
        place = int(errors.argmin())
        if float(errors[place].detach()) <= best:
            best = float(errors[place].detach())
            latent = latents[place].detach().clone()
            picture = pictures[place].detach()
        yield InversionReport(step, latent, picture, best)
        if step < steps:
            optimizer.step()
            schedule.step()
            with torch.no_grad():
                latents.clamp_(-REACH, REACH)
