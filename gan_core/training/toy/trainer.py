"""One toy run that moves: whole steps, parts of a step, single networks, changes on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from gan_core.losses.adversarial import LOSSES
from gan_core.settings.toy import ToySettings
from gan_core.training.mlp.engines import move_average
from gan_core.training.toy.fast_step import FastStep
from gan_core.training.toy.graph_step import GraphStep, step_class
from gan_core.training.toy.member import ToyMember, draw_noise
from gan_core.training.toy.phases import step_phases
from gan_core.training.toy.step import ReferenceStep, ToyStep

LOOK_EVERY = 20
"""On a GPU, losses are looked at once in so many steps; reports look at every hundredth."""


class ToyTrainer(ToyMember):
    """Everything that changes in a run; ``step()`` is one D-and-G update.

    Two trainers with equal settings on one device give equal numbers, bit for bit on the CPU
    with the same number of threads. ``reference`` takes the plain step instead of the fast one.
    """

    def __init__(
        self,
        settings: ToySettings,
        *,
        device: torch.device,
        steps: int | None = None,
        reference: bool = False,
    ) -> None:
        super().__init__(settings, device=device, steps=steps)
        self.reference = reference
        if settings.spectral_norm == "on":
            # It normalises D, which a picture of step 0 shows.
            _ = self.engine

    @cached_property
    def engine(self) -> ToyStep:
        """What moves D and G; made when it is first asked for, since a picture of step 0 is not."""
        if self.reference:
            return ReferenceStep(self.settings, self.generator, self.discriminator)
        return step_class(self.device)([self.settings], self.generator, self.discriminator)

    def change(self, **changes: object) -> None:
        """Change live settings from the next update on; raises ``SettingsError`` for others."""
        super().change(**changes)
        if "epochs" in changes:
            self.requested_steps = None

    def move(self, network: str) -> None:
        """Move only the ``discriminator``, on the next real batch, or only the ``generator``.

        A relativistic loss takes the next real batch for G too.
        """
        if network == "discriminator":
            real = self.next_batch()
            self.move_discriminator(real, self.generate(self.draw_latents()))
        else:
            wanted = LOSSES[self.settings.loss].relativistic
            self.move_generator(self.draw_latents(), self.next_batch() if wanted else None)
        self.changes.append({"step": self.steps_done, "move": network})

    def repeat(self, change: dict[str, Any]) -> None:
        """Do again what an entry of ``changes`` recorded."""
        content = {name: value for name, value in change.items() if name != "step"}
        if "move" in content:
            self.move(content["move"])
        else:
            self.change(**content)

    def step(self) -> None:
        """Do one D-and-G update; raises ``DivergenceError`` when a loss is NaN or infinite."""
        for _ in self.phases():
            pass

    def phases(self) -> Iterator[str]:
        """Do one update in parts; see ``step_phases``."""
        yield from step_phases(self)
        self.steps_done += 1

    def next_batch(self) -> Tensor:
        """Return the next real points, (batch_size, 2)."""
        return self.shuffled[self.next_rows()]

    def draw_latents(self) -> Tensor:
        """Draw the next latents, (batch_size, noise_dim)."""
        count = self.settings.batch_size
        return draw_noise(count, self.settings, generator=self.random["noise"])

    def generate(self, latents: Tensor) -> Tensor:
        """Return G's points without moving anything."""
        return self.engine.generate(latents)

    def move_discriminator(self, real: Tensor, fake: Tensor) -> None:
        """Move D once on real points and fakes, (batch_size, 2) each."""
        real, fake = self._blurred(real), self._blurred(fake)
        mix = fake
        if LOSSES[self.settings.loss].gradient_penalty:
            mix = torch.empty(len(real), 1, device=self.device)
            self.fill_mix(mix)
        loss = self.engine.update_discriminator(real, fake, rate=self.rate_d(), mix=mix)
        self.updates_d += 1
        self.loss_d = self._looked_at(loss, "D's loss")

    def move_generator(self, latents: Tensor, real: Tensor | None) -> None:
        """Move G once, by these latents; relativistic losses need ``real`` points too."""
        seen = None
        if real is not None and LOSSES[self.settings.loss].relativistic:
            seen = self._blurred(real)
        loss = self.engine.update_generator(
            latents, rate=self.rate_g(), blur=self._draw_blur(), real=seen
        )
        if self.average is not None:
            move_average(self.average, self.generator.flat, 1 - self.settings.ema)
        self.updates_g += 1
        self.loss_g = self._looked_at(loss, "G's loss")

    def _draw_blur(self) -> Tensor | None:
        """Draw instance noise (batch_size, 2); None when there is none at this step."""
        level = self.blur_level()
        if not level:
            return None
        blur = torch.empty(self.settings.batch_size, 2, device=self.device)
        self.fill_blur(blur)
        return blur.mul_(level)

    def _blurred(self, points: Tensor) -> Tensor:
        blur = self._draw_blur()
        return points if blur is None else points + blur

    def _looked_at(self, loss: Tensor, quantity: str) -> float:
        of_d = quantity == "D's loss"
        # G's updates are counted before its loss is looked at, D's come before G's.
        if self.device.type == "cuda" and (self.updates_g + of_d) % LOOK_EVERY:
            # Looking waits for the GPU; in between, the last loss seen stands.
            return self.loss_d if of_d else self.loss_g
        return self.finite(loss, quantity)

    def optimizer_slots(self) -> Mapping[str, Mapping[str, Tensor]]:
        """Return what each optimiser remembers, by optimiser and slot."""
        if isinstance(self.engine, FastStep | GraphStep):
            return self.engine.optimizer_slots
        raise TypeError("only runs with the fast step can be saved")
