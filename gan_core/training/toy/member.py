"""What belongs to one toy run and to no other: networks, random streams, order of data, counters.

``ToyTrainer`` adds a step to it; a stack of replicas moves many members with one step.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gan_core.data.toy import training_points
from gan_core.models.fourier import draw_frequencies
from gan_core.models.mlp import MLP
from gan_core.settings.toy import ToySettings
from gan_core.training.schedules import instance_noise_level, learning_rate
from gan_core.training.trainer import Trainer

STREAMS = {
    "generator": 2, "discriminator": 3, "noise": 4, "order": 5, "mix": 6, "blur": 7,
    "frequencies": 8,
}  # fmt: skip
"""Random streams of a run; 1 is the data's. Each has its own seed, so that none shifts another."""

COUNTERS = ("steps_done", "batches_done", "updates_d", "updates_g", "loss_d", "loss_g")


def stream_seed(seed: int, stream: str) -> int:
    """Return an independent 63-bit seed for one stream of a run."""
    return int(np.random.SeedSequence([seed, STREAMS[stream]]).generate_state(1, np.uint64)[0] >> 1)


def draw_noise(count: int, settings: ToySettings, *, generator: torch.Generator) -> Tensor:
    """Draw latents (count, noise_dim): uniform in [-1, 1] or standard normal."""
    latents = torch.empty(count, settings.noise_dim, device=generator.device)
    return fill_noise(latents, settings, generator=generator)


def fill_noise(latents: Tensor, settings: ToySettings, *, generator: torch.Generator) -> Tensor:
    """Fill (count, noise_dim) with the same numbers as ``draw_noise``."""
    if settings.noise == "normal":
        return latents.normal_(generator=generator)
    return latents.uniform_(-1, 1, generator=generator)


class ToyMember(Trainer):
    """The state of one run on ``device``; what moves it also counts its steps and updates.

    ``steps`` overrides the length that ``settings.epochs`` gives.
    """

    settings: ToySettings

    def __init__(
        self, settings: ToySettings, *, device: torch.device, steps: int | None = None
    ) -> None:
        super().__init__(settings, device=device)
        self.requested_steps = steps
        self.loss_d = self.loss_g = math.nan
        self.batches_done = self.updates_d = self.updates_g = 0
        self.random = {name: self._random(name) for name in STREAMS}
        widths_g = [settings.hidden_g] * settings.depth_g
        widths_d = [settings.hidden_d] * settings.depth_d
        self.generator = MLP(
            [settings.noise_dim, *widths_g, 2],
            settings.activation_g,
            generator=self.random["generator"],
        )
        self.discriminator = MLP(
            [2 * settings.pack, *widths_d, 1],
            settings.activation_d,
            generator=self.random["discriminator"],
            frequencies=self._draw_frequencies(),
        )
        self.average = self.generator.flat.clone() if settings.ema else None
        self.points = torch.from_numpy(training_points(settings)).to(device)
        self.shuffled = torch.empty_like(self.points)
        self.order_state = self.random["order"].get_state()

    def _random(self, stream: str) -> torch.Generator:
        device = "cpu" if stream == "order" else self.device
        generator = torch.Generator(device)
        return generator.manual_seed(stream_seed(self.settings.seed, stream))

    def _draw_frequencies(self) -> Tensor | None:
        settings = self.settings
        if not settings.fourier_d:
            return None
        return draw_frequencies(
            settings.fourier_d,
            2 * settings.pack,
            settings.fourier_scale,
            generator=self.random["frequencies"],
        )

    @property
    def total_steps(self) -> int:
        """Steps after which the run is finished."""
        if self.requested_steps is not None:
            return self.requested_steps
        return self.settings.last_step

    @property
    def epoch(self) -> int:
        """Full passes over the data so far."""
        return self.batches_done // self.settings.steps_per_epoch

    @property
    def sampling_weights(self) -> Tensor:
        """G's flat parameters for pictures and metrics: their average when one is kept."""
        return self.generator.flat if self.average is None else self.average

    def fill_latents(self, latents: Tensor) -> None:
        """Draw the next batch of latents into (batch_size, noise_dim)."""
        fill_noise(latents, self.settings, generator=self.random["noise"])

    def fill_mix(self, mix: Tensor) -> None:
        """Draw u in [0, 1] into (batch_size, 1), for points between real and fake."""
        torch.rand(mix.shape, generator=self.random["mix"], out=mix)

    def blur_level(self) -> float:
        """Return the standard deviation of the instance noise of the step under way, or 0."""
        settings = self.settings
        return instance_noise_level(
            settings.instance_noise,
            settings.instance_noise_end,
            settings.instance_noise_until,
            steps_done=self.steps_done,
            total_steps=self.total_steps,
        )

    def fill_blur(self, blur: Tensor) -> None:
        """Draw standard normal noise into (batch_size, 2)."""
        blur.normal_(generator=self.random["blur"])

    def next_rows(self) -> slice:
        """Return which rows of ``shuffled`` are the next batch; each epoch has its own order."""
        size, per_epoch = self.settings.batch_size, self.settings.steps_per_epoch
        index = self.batches_done % per_epoch
        if index == 0:
            self.order_state = self.random["order"].get_state()
            self._shuffle()
        self.batches_done += 1
        return slice(index * size, (index + 1) * size)

    def _shuffle(self) -> None:
        order = torch.randperm(len(self.points), generator=self.random["order"])
        torch.index_select(self.points, 0, order.to(self.device), out=self.shuffled)

    def rate_d(self) -> float:
        """Learning rate of D's next update."""
        return self._rate(self.settings.lr_d, self.updates_d, self.settings.n_critic)

    def rate_g(self) -> float:
        """Learning rate of G's next update."""
        return self._rate(self.settings.lr_g, self.updates_g, 1)

    def _rate(self, base: float, updates: int, updates_a_step: int) -> float:
        return learning_rate(
            base,
            updates,
            schedule=self.settings.schedule,
            decay=self.settings.decay,
            progress=updates / max(1, self.total_steps * updates_a_step),
        )

    @abstractmethod
    def optimizer_slots(self) -> Mapping[str, Mapping[str, Tensor]]:
        """Return what each optimiser remembers of this run, as views, by optimiser and slot."""

    def tensors(self) -> dict[str, Tensor]:
        """Return parameters, their average, optimisers, and what drew the epoch's order."""
        found = {
            "generator": self.generator.flat,
            "discriminator": self.discriminator.flat,
            "order_state": self.order_state,
        }
        if self.average is not None:
            found["average"] = self.average
        for name, slots in self.optimizer_slots().items():
            found |= {f"{name}.{slot}": tensor for slot, tensor in slots.items()}
        return found

    def streams(self) -> dict[str, torch.Generator]:
        """Return the random streams by name."""
        return {f"random.{name}": stream for name, stream in self.random.items()}

    def facts(self) -> dict[str, Any]:
        """Return the planned length and all counters."""
        counted = {name: getattr(self, name) for name in COUNTERS}
        return {"requested_steps": self.requested_steps, **counted}

    def load_facts(self, facts: Mapping[str, Any]) -> None:
        """Take over the counters, and shuffle the epoch's points again."""
        for name in COUNTERS:
            setattr(self, name, facts[name])
        self.requested_steps = facts["requested_steps"]
        # The epoch's order comes again from the state that drew it.
        self.random["order"].set_state(self.order_state)
        if self.batches_done:
            self._shuffle()
