"""The order of a step: who moves when, on which points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from torch import Tensor

from gan_core.losses.adversarial import LOSSES
from gan_core.settings.toy import ToySettings


class Mover(Protocol):
    """What a step moves: one run, or a stack of them with K in front of every shape."""

    settings: ToySettings

    def next_batch(self) -> Tensor:
        """Return the next real points (..., batch_size, 2)."""

    def draw_latents(self) -> Tensor:
        """Draw the next latents (..., batch_size, noise_dim)."""

    def generate(self, latents: Tensor) -> Tensor:
        """Return G's points without moving anything; valid until G runs again."""

    def move_discriminator(self, real: Tensor, fake: Tensor) -> None:
        """Move D once."""

    def move_generator(self, latents: Tensor, real: Tensor) -> None:
        """Move G once; ``real`` are the step's real points, which some losses of G need."""


def step_phases(mover: Mover) -> Iterator[str]:
    """Do one update in parts: yields ``batch``, then ``discriminator`` and ``generator``.

    Each name is yielded after its part is done. ``discriminator`` comes n_critic times, on the
    same real points with fresh noise; Coulomb moves G first and then D on the same fakes.
    """
    generator_first = LOSSES[mover.settings.loss].generator_first
    fresh = mover.settings.n_critic
    real = mover.next_batch()
    yield "batch"
    if generator_first:
        latents = mover.draw_latents()
        fake = mover.generate(latents)
        mover.move_generator(latents, real)
        yield "generator"
        mover.move_discriminator(real, fake)
        yield "discriminator"
        fresh -= 1
    for _ in range(fresh):
        mover.move_discriminator(real, mover.generate(mover.draw_latents()))
        yield "discriminator"
    if not generator_first:
        mover.move_generator(mover.draw_latents(), real)
        yield "generator"
