"""Many toy runs at once: those that can share their matrix products move as one stack."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Protocol

import torch
from torch import Tensor

from gan_core.losses.adversarial import LOSSES
from gan_core.settings.toy import ToySettings
from gan_core.training.divergence import DivergenceError
from gan_core.training.mlp.engines import move_average
from gan_core.training.toy.graph_step import step_class
from gan_core.training.toy.member import ToyMember
from gan_core.training.toy.phases import step_phases
from gan_core.training.toy.trainer import ToyTrainer

VARIED = (
    "seed", "lr_d", "lr_g", "decay", "schedule", "beta1", "beta2", "clip", "spacing", "sigma",
)  # fmt: skip
"""Settings in which the replicas of one stack may differ."""

CPU_LAYER_FLOATS = 400_000
"""Activations of one layer of a stack: beyond, they leave the cache and stacking only costs."""

CPU_STACK, GPU_STACK = 32, 256


class ToyPack(Protocol):
    """Runs that move together; a member that diverges stays where it did; the others train on.

    ``places[i]`` is the position of ``members[i]`` among the settings that ``make_packs`` was
    given; ``broken`` maps an index of ``members`` to what became NaN or infinite.
    """

    members: Sequence[ToyMember]
    places: Sequence[int]
    broken: dict[int, DivergenceError]

    @property
    def steps_done(self) -> int:
        """Whole steps that every unbroken member has done."""

    @property
    def done(self) -> bool:
        """Whether all members are at their last step or broken."""

    def step(self) -> None:
        """Do one D-and-G update of every member."""


class SinglePack:
    """A pack of one."""

    def __init__(
        self, settings: ToySettings, place: int, *, device: torch.device, steps: int | None
    ) -> None:
        self.trainer = ToyTrainer(settings, device=device, steps=steps)
        self.members: Sequence[ToyMember] = [self.trainer]
        self.places: Sequence[int] = [place]
        self.broken: dict[int, DivergenceError] = {}

    @property
    def steps_done(self) -> int:
        """Whole steps so far."""
        return self.trainer.steps_done

    @property
    def done(self) -> bool:
        """Whether the run is at its last step or broken."""
        return bool(self.broken) or self.trainer.steps_done >= self.trainer.total_steps

    def step(self) -> None:
        """Do one D-and-G update, unless the run is broken."""
        if self.broken:
            return
        try:
            self.trainer.step()
        except DivergenceError as error:
            self.broken[0] = error


class StackedPack:
    """Replicas of one shape that move with batched matrix products.

    Each has its own seed, data and the settings in ``VARIED``; each equals the single run with
    its settings to rounding. One that breaks is left out of the counting; its numbers stay in
    the stack, where they touch no other's.
    """

    def __init__(
        self,
        settings: Sequence[ToySettings],
        places: Sequence[int],
        *,
        device: torch.device,
        steps: int | None,
    ) -> None:
        self.settings = settings[0]
        self.replicas = [StackMember(each, device=device, steps=steps) for each in settings]
        self.members: Sequence[ToyMember] = self.replicas
        self.places = places
        self.broken: dict[int, DivergenceError] = {}
        first, size = self.replicas[0], self.settings.batch_size
        count = len(settings)
        flats = tuple(
            torch.empty(count, len(flat), device=device)
            for flat in (first.generator.flat, first.discriminator.flat)
        )
        self.flat_g, flat_d = flats
        self.averages = torch.empty_like(self.flat_g) if self.settings.ema else None
        self.shuffled = torch.empty(count, *first.points.shape, device=device)
        for index, member in enumerate(self.replicas):
            member.generator.move_into(self.flat_g[index])
            member.discriminator.move_into(flat_d[index])
            member.shuffled = self.shuffled[index]
            if self.averages is not None:
                self.averages[index].copy_(member.generator.flat)
                member.average = self.averages[index]
        drawn = [member.discriminator.frequencies for member in self.replicas]
        frequencies = [each for each in drawn if each is not None]
        self.engine = step_class(device)(
            settings,
            first.generator,
            first.discriminator,
            flats=(self.flat_g, flat_d),
            frequencies=torch.stack(frequencies) if frequencies else None,
        )
        for index, member in enumerate(self.replicas):
            member.slots = {
                name: {slot: tensor[index] for slot, tensor in slots.items()}
                for name, slots in self.engine.optimizer_slots.items()
            }
        self.latents = torch.empty(count, size, self.settings.noise_dim, device=device)
        self.mix = torch.empty(count, size, 1, device=device)
        self.blur = torch.empty(count, size, 2, device=device)

    @property
    def steps_done(self) -> int:
        """Whole steps of the unbroken members, which may come from a checkpoint."""
        whole = [member for _, member in self.unbroken] or self.replicas
        return min(member.steps_done for member in whole)

    @property
    def unbroken(self) -> list[tuple[int, StackMember]]:
        """Members that still count, with their index."""
        return [(k, member) for k, member in enumerate(self.replicas) if k not in self.broken]

    @property
    def done(self) -> bool:
        """Whether all members are at their last step or broken."""
        return all(member.steps_done >= member.total_steps for _, member in self.unbroken)

    def step(self) -> None:
        """Do one D-and-G update of every member."""
        for _ in step_phases(self):
            pass
        for _, member in self.unbroken:
            member.steps_done += 1

    def next_batch(self) -> Tensor:
        """Return the next real points of all, (K, batch_size, 2)."""
        rows = [member.next_rows() for member in self.replicas]
        return self.shuffled[:, rows[0]]

    def draw_latents(self) -> Tensor:
        """Draw the next latents of all, (K, batch_size, noise_dim)."""
        for latents, member in zip(self.latents, self.replicas, strict=True):
            member.fill_latents(latents)
        return self.latents

    def generate(self, latents: Tensor) -> Tensor:
        """Return all G's points without moving anything."""
        return self.engine.generate(latents)

    def move_discriminator(self, real: Tensor, fake: Tensor) -> None:
        """Move every D once."""
        real, fake = self._blurred(real), self._blurred(fake)
        if LOSSES[self.settings.loss].gradient_penalty:
            for mix, member in zip(self.mix, self.replicas, strict=True):
                member.fill_mix(mix)
        rates = [member.rate_d() for member in self.replicas]
        losses = self.engine.update_discriminator(real, fake, rate=rates, mix=self.mix)
        for index, loss in self._finite(losses, "D's loss"):
            member = self.replicas[index]
            member.updates_d += 1
            member.loss_d = loss

    def move_generator(self, latents: Tensor, real: Tensor) -> None:
        """Move every G once."""
        rates = [member.rate_g() for member in self.replicas]
        seen = self._blurred(real) if LOSSES[self.settings.loss].relativistic else None
        blur = self._draw_blur()
        losses = self.engine.update_generator(latents, rate=rates, blur=blur, real=seen)
        if self.averages is not None:
            move_average(self.averages, self.flat_g, 1 - self.settings.ema)
        for index, loss in self._finite(losses, "G's loss"):
            member = self.replicas[index]
            member.updates_g += 1
            member.loss_g = loss

    def _draw_blur(self) -> Tensor | None:
        """Instance noise for all, (K, batch_size, 2); None when there is none at this step."""
        if not any(member.blur_level() for _, member in self.unbroken):
            return None
        for blur, member in zip(self.blur, self.replicas, strict=True):
            member.fill_blur(blur)
            blur.mul_(member.blur_level())
        return self.blur

    def _blurred(self, points: Tensor) -> Tensor:
        blur = self._draw_blur()
        return points if blur is None else points + blur

    def _finite(self, losses: Tensor, quantity: str) -> list[tuple[int, float]]:
        """Losses of the members that still count; those that no longer do are noted."""
        found = []
        for index, loss in enumerate(losses.tolist()):
            if math.isfinite(loss) and index not in self.broken:
                found.append((index, loss))
            elif index not in self.broken:
                self.broken[index] = DivergenceError(quantity, self.replicas[index].steps_done)
        return found


class StackMember(ToyMember):
    """One replica of a stack; its tensors are rows of the stack's."""

    slots: Mapping[str, Mapping[str, Tensor]]

    def optimizer_slots(self) -> Mapping[str, Mapping[str, Tensor]]:
        """Return what each optimiser remembers of this replica."""
        return self.slots


def stack_key(settings: ToySettings) -> ToySettings:
    """Return what runs of one stack have in common, with the rest at its defaults."""
    common = {name: value for name, value in settings.as_dict().items() if name not in VARIED}
    # Without clipping is clipping at infinity.
    common["loss"] = "wgan" if settings.loss == "wgan-noclip" else settings.loss
    return ToySettings(**common)


def stack_size(settings: ToySettings, device: torch.device) -> int:
    """Return how many replicas of this shape one stack holds with gain."""
    if device.type != "cpu":
        return GPU_STACK
    widest = max(2 * settings.hidden_d, settings.hidden_g) * settings.batch_size
    return min(CPU_STACK, max(1, CPU_LAYER_FLOATS // widest))


def stack_places(
    settings: Sequence[ToySettings], *, device: torch.device, most: int = GPU_STACK
) -> list[list[int]]:
    """Divide runs into stacks of at most ``most``; returns the positions in each."""
    groups: dict[ToySettings, list[int]] = {}
    for place, each in enumerate(settings):
        groups.setdefault(stack_key(each), []).append(place)
    stacks: list[list[int]] = []
    for key, places in groups.items():
        size = min(most, stack_size(key, device))
        stacks += [places[start : start + size] for start in range(0, len(places), size)]
    return stacks


def make_packs(
    settings: Sequence[ToySettings], *, device: torch.device, steps: int | None = None
) -> list[ToyPack]:
    """Build untrained runs of these settings, in as few packs as their shapes allow."""
    packs: list[ToyPack] = []
    for places in stack_places(settings, device=device):
        chosen = [settings[place] for place in places]
        if len(places) == 1:
            packs.append(SinglePack(chosen[0], places[0], device=device, steps=steps))
        else:
            packs.append(StackedPack(chosen, places, device=device, steps=steps))
    return packs
