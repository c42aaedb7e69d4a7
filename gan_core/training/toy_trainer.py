"""State of one toy run and how it moves: batches, noise, updates, averages, saving and loading."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from gan_core.data.toy import training_points
from gan_core.losses.adversarial import LOSSES
from gan_core.models.mlp import MLP
from gan_core.settings import LIVE_SETTINGS, SettingsError, ToySettings
from gan_core.training.flat_optimizers import FlatOptimizer
from gan_core.training.optimizers import learning_rate
from gan_core.training.toy_fast_step import FastStep
from gan_core.training.toy_step import ReferenceStep

STREAMS = {"generator": 2, "discriminator": 3, "noise": 4, "order": 5, "mix": 6}
"""Random streams of a run; 1 is the data's. Each has its own seed, so that none shifts another."""


class DivergenceError(ArithmeticError):
    """A quantity became NaN or infinite; ``quantity`` and ``step`` say which and when."""

    def __init__(self, quantity: str, step: int) -> None:
        super().__init__(f"{quantity} is no longer a finite number at step {step}")
        self.quantity = quantity
        self.step = step


def stream_seed(seed: int, stream: str) -> int:
    """Return an independent 63-bit seed for one stream of a run."""
    return int(np.random.SeedSequence([seed, STREAMS[stream]]).generate_state(1, np.uint64)[0] >> 1)


def draw_noise(count: int, settings: ToySettings, *, generator: torch.Generator) -> Tensor:
    """Draw latents (count, noise_dim): uniform in [-1, 1] or standard normal."""
    shape = (count, settings.noise_dim)
    if settings.noise == "normal":
        return torch.randn(shape, generator=generator, device=generator.device)
    return torch.empty(shape, device=generator.device).uniform_(-1, 1, generator=generator)


class ToyTrainer:
    """Everything that changes in a run; ``step()`` is one D-and-G update.

    Two trainers with equal settings on one device give equal numbers, bit for bit on the CPU
    with the same number of threads. ``steps`` overrides the length that ``settings.epochs`` gives.
    """

    def __init__(
        self,
        settings: ToySettings,
        *,
        device: torch.device,
        steps: int | None = None,
        step_class: type[FastStep] | type[ReferenceStep] = FastStep,
    ) -> None:
        self.settings = settings
        self.device = device
        self.requested_steps = steps
        self.loss_d = self.loss_g = math.nan
        self.steps_done = self.batches_done = self.updates_d = self.updates_g = 0
        self.changes: list[dict[str, Any]] = []
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
        )
        self.average = self.generator.flat.clone() if settings.ema else None
        self.points = torch.from_numpy(training_points(settings)).to(device)
        self.shuffled = self.points
        self.order_state = self.random["order"].get_state()
        self.engine = step_class(settings, self.generator, self.discriminator)

    def _random(self, stream: str) -> torch.Generator:
        device = "cpu" if stream == "order" else self.device
        generator = torch.Generator(device)
        return generator.manual_seed(stream_seed(self.settings.seed, stream))

    @property
    def total_steps(self) -> int:
        """Steps after which the run is finished."""
        if self.requested_steps is not None:
            return self.requested_steps
        return self.settings.epochs * self.settings.steps_per_epoch

    @property
    def epoch(self) -> int:
        """Full passes over the data so far."""
        return self.batches_done // self.settings.steps_per_epoch

    @property
    def sampling_weights(self) -> Tensor:
        """G's flat parameters for pictures and metrics: their average when one is kept."""
        return self.generator.flat if self.average is None else self.average

    def change(self, **changes: object) -> None:
        """Change live settings from the next update on; raises ``SettingsError`` for others."""
        for name in changes:
            if name not in LIVE_SETTINGS:
                raise SettingsError(
                    f"{name} cannot change during a run; accepted: {', '.join(LIVE_SETTINGS)}"
                )
        self.settings = self.settings.replace(**changes)
        if "epochs" in changes:
            self.requested_steps = None
        self.changes.append({"step": self.steps_done, **changes})

    def move(self, network: str) -> None:
        """Move only the ``discriminator``, on the next real batch, or only the ``generator``."""
        if network == "discriminator":
            real = self._next_batch()
            self._update_discriminator(real, self.engine.generate(self._noise()))
        else:
            self._update_generator(self._noise())
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
        """Do one update in parts: yields ``batch``, then ``discriminator`` and ``generator``.

        Each name is yielded after its part is done. ``discriminator`` comes n_critic times;
        Coulomb moves G first and then D on the same fakes.
        """
        real = self._next_batch()
        yield "batch"
        if LOSSES[self.settings.loss].generator_first:
            latents = self._noise()
            fake = self.engine.generate(latents)
            self._update_generator(latents)
            yield "generator"
            self._update_discriminator(real, fake)
            yield "discriminator"
            fresh = self.settings.n_critic - 1
        else:
            fresh = self.settings.n_critic
        for _ in range(fresh):
            self._update_discriminator(real, self.engine.generate(self._noise()))
            yield "discriminator"
        if not LOSSES[self.settings.loss].generator_first:
            self._update_generator(self._noise())
            yield "generator"
        self.steps_done += 1

    def _noise(self) -> Tensor:
        count = self.settings.batch_size
        return draw_noise(count, self.settings, generator=self.random["noise"])

    def _next_batch(self) -> Tensor:
        size, per_epoch = self.settings.batch_size, self.settings.steps_per_epoch
        index = self.batches_done % per_epoch
        if index == 0:
            self.order_state = self.random["order"].get_state()
            self._shuffle()
        self.batches_done += 1
        return self.shuffled[index * size : (index + 1) * size]

    def _shuffle(self) -> None:
        order = torch.randperm(len(self.points), generator=self.random["order"])
        self.shuffled = self.points[order.to(self.device)]

    def _rate(self, base: float, updates: int, updates_a_step: int) -> float:
        return learning_rate(
            base,
            updates,
            schedule=self.settings.schedule,
            decay=self.settings.decay,
            total_updates=self.total_steps * updates_a_step,
        )

    def _update_discriminator(self, real: Tensor, fake: Tensor) -> None:
        size = (len(real), 1)
        penalised = LOSSES[self.settings.loss].gradient_penalty
        mix = (
            torch.rand(size, generator=self.random["mix"], device=self.device)
            if penalised
            else fake
        )
        rate = self._rate(self.settings.lr_d, self.updates_d, self.settings.n_critic)
        loss = self.engine.update_discriminator(real, fake, rate=rate, mix=mix)
        self.updates_d += 1
        self.loss_d = self._finite(loss, "D's loss")

    def _update_generator(self, latents: Tensor) -> None:
        rate = self._rate(self.settings.lr_g, self.updates_g, 1)
        loss = self.engine.update_generator(latents, rate=rate)
        if self.average is not None:
            self.average.lerp_(self.generator.flat, 1 - self.settings.ema)
        self.updates_g += 1
        self.loss_g = self._finite(loss, "G's loss")

    def _finite(self, loss: Tensor, quantity: str) -> float:
        value = loss.item()
        if not math.isfinite(value):
            raise DivergenceError(quantity, self.steps_done)
        return value

    def state(self) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
        """Return arrays and JSON facts from which ``load_state`` continues bit for bit."""
        tensors = {
            "generator": self.generator.flat,
            "discriminator": self.discriminator.flat,
            "order_state": self.order_state,
        }
        if self.average is not None:
            tensors["average"] = self.average
        tensors |= {f"random.{name}": g.get_state() for name, g in self.random.items()}
        for name, optimizer in self._optimizers().items():
            tensors |= {f"{name}.{slot}": tensor for slot, tensor in optimizer.slots.items()}
        facts = {
            "settings": self.settings.as_dict(),
            "requested_steps": self.requested_steps,
            "changes": self.changes,
            **{name: getattr(self, name) for name in self._counters()},
        }
        arrays = {name: tensor.detach().cpu().numpy().copy() for name, tensor in tensors.items()}
        return arrays, facts

    def load_state(self, arrays: dict[str, npt.NDArray[Any]], facts: dict[str, Any]) -> None:
        """Take over what ``state`` returned; ``ValueError`` when it belongs to other settings.

        From another kind of device the noise goes on with a new seed, so the run continues but
        does not repeat bit for bit.
        """
        self._refuse_other_settings(facts["settings"])
        tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
        for name, flat in (
            ("generator", self.generator.flat),
            ("discriminator", self.discriminator.flat),
            ("average", self.average),
        ):
            if flat is None:
                continue
            if name not in tensors or tensors[name].shape != flat.shape:
                raise ValueError(f"the checkpoint does not fit these settings: {name} differs")
            flat.copy_(tensors[name])
        for name, optimizer in self._optimizers().items():
            for slot, tensor in optimizer.slots.items():
                tensor.copy_(tensors[f"{name}.{slot}"])
        for name in self._counters():
            setattr(self, name, facts[name])
        self.requested_steps, self.changes = facts["requested_steps"], list(facts["changes"])
        self.settings = ToySettings(**facts["settings"])
        # The epoch's order comes again from the state that drew it.
        self.order_state = tensors["order_state"]
        self.random["order"].set_state(self.order_state)
        if self.batches_done:
            self._shuffle()
        for name, generator in self.random.items():
            self._restore(generator, name, tensors[f"random.{name}"])

    def _refuse_other_settings(self, settings: dict[str, Any]) -> None:
        for name, value in self.settings.as_dict().items():
            if name not in LIVE_SETTINGS and settings.get(name) != value:
                raise ValueError(
                    f"the checkpoint does not fit: its run has {name}={settings.get(name)}, "
                    f"this one {name}={value}"
                )

    def _restore(self, generator: torch.Generator, name: str, state: Tensor) -> None:
        if state.shape == generator.get_state().shape:
            generator.set_state(state)
        else:
            generator.manual_seed(stream_seed(self.settings.seed, name) ^ self.steps_done)

    def _optimizers(self) -> dict[str, FlatOptimizer]:
        if not isinstance(self.engine, FastStep):
            raise TypeError("only runs with the fast step can be saved")
        return self.engine.optimizers

    @staticmethod
    def _counters() -> tuple[str, ...]:
        return ("steps_done", "batches_done", "updates_d", "updates_g", "loss_d", "loss_g")
