"""D while it learns to tell points of two known distributions apart, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from gan_core.losses.adversarial import LOSSES
from gan_core.models.fourier import draw_frequencies
from gan_core.models.mlp import MLP
from gan_core.theory.components import Array
from gan_core.theory.discriminators import js_estimate, softplus, value_function
from gan_core.theory.expectations import Known, SharedNodes
from gan_core.theory.settings import DiscriminatorSettings
from gan_core.training.mlp.mlp_workspace import Layers
from gan_core.training.mlp.optimizers import OptimizerRule
from gan_core.training.mlp.updates import DiscriminatorUpdate
from gan_core.training.schedules import learning_rate
from gan_core.training.trainer import Trainer

STREAMS = ("network", "training", "held out")


@dataclass(frozen=True)
class DiscriminatorReport:
    """What D has learnt after ``step`` updates and ``seconds`` of training and measuring.

    All values are V(D) = E_p log D + E_q log(1 - D) in nats, at most 2 JSD - log 4 in truth:
    ``value`` with the true densities, ``held_out_value`` from points that D was not trained on,
    with its standard error, and ``training_value`` from those it was (the last batch where every
    batch is fresh). ``grid`` is (G, d), ``logits`` (G,) D's at its points.
    """

    step: int
    seconds: float
    value: float
    held_out_value: float
    held_out_error: float
    training_value: float
    grid: Array
    logits: Array

    @property
    def js_estimate(self) -> float:
        """JSD in nats by the value with true densities, at most the true one."""
        return js_estimate(self.value)


class RatioTrainer(Trainer):
    """D, what it is trained on and what it is tested on; ``step`` moves D once."""

    settings: DiscriminatorSettings

    def __init__(
        self, p: Known, q: Known, settings: DiscriminatorSettings, *, device: torch.device
    ) -> None:
        super().__init__(settings, device=device)
        self.known = (p, q)
        seeds = np.random.SeedSequence(settings.seed).generate_state(len(STREAMS), np.uint32)
        # Points are drawn on the CPU, so that a seed gives the same ones on every device.
        random = [torch.Generator().manual_seed(int(seed)) for seed in seeds]
        self.random = random[1]
        self.centre, self.scale = _pooled(p, q)
        self.held_out = self._draw(settings.held_out, random[2])
        self.data = self._draw(settings.data, random[1]) if settings.data else None
        sizes = [p.dimensions, *[settings.width] * settings.depth, 1]
        start = torch.Generator(device).manual_seed(int(seeds[0]))
        self.network = MLP(
            sizes,
            settings.activation,
            generator=start,
            frequencies=_frequencies(p.dimensions, settings, start),
        )
        self.update = DiscriminatorUpdate(
            Layers(self.network), LOSSES["ns"], settings.batch_size, optimizer=[OptimizerRule()]
        )
        self.batch = self._next_batch()

    def _draw(self, count: int, random: torch.Generator) -> tuple[Tensor, Tensor]:
        p, q = self.known
        return (
            self._seen(p.sample(count, generator=random)),
            self._seen(q.sample(count, generator=random)),
        )

    def _seen(self, points: Tensor) -> Tensor:
        """Points (N, d) as D sees them: centred, scaled, float32 on its device."""
        scaled = (points - torch.from_numpy(self.centre)) / torch.from_numpy(self.scale)
        return scaled.to(self.device, torch.float32)

    def _next_batch(self) -> tuple[Tensor, Tensor]:
        count = self.settings.batch_size
        if self.data is None:
            return self._draw(count, self.random)
        rows = torch.randint(self.settings.data, (2, count), generator=self.random).to(self.device)
        return self.data[0][rows[0]], self.data[1][rows[1]]

    def step(self) -> None:
        """Update D once."""
        settings = self.settings
        progress = self.steps_done / settings.steps
        rate = learning_rate(
            settings.lr, self.steps_done, schedule="cosine", decay=0.0, progress=progress
        )
        self.batch = self._next_batch()
        loss = self.update.update(*self.batch, rate=rate)
        self.finite(loss, "D's loss")
        self.steps_done += 1

    def tensors(self) -> dict[str, Tensor]:
        """D's parameters, and what its optimiser remembers of them."""
        return {"discriminator": self.network.flat, **self.update.optimizer.slots}

    def streams(self) -> dict[str, torch.Generator]:
        """Where the next batches come from."""
        return {"random.training": self.random}

    def report(self, *, seconds: float, nodes: SharedNodes, grid: Array) -> DiscriminatorReport:
        """Measure D."""
        value, error = self._value_at(self.held_out)
        return DiscriminatorReport(
            step=self.steps_done,
            seconds=seconds,
            value=value_function(nodes, self._logits(torch.from_numpy(nodes.points))),
            held_out_value=value,
            held_out_error=error,
            training_value=self._value_at(self.data or self.batch)[0],
            grid=grid,
            logits=self._logits(torch.from_numpy(grid)),
        )

    @torch.no_grad()
    def _logits(self, points: Tensor) -> Array:
        outputs: Array = self.network.quick(self._seen(points))[:, 0].double().cpu().numpy()
        return outputs

    @torch.no_grad()
    def _value_at(self, points: tuple[Tensor, Tensor]) -> tuple[float, float]:
        """V(D) by real and fake points, and its standard error."""
        real, fake = (self.network.quick(part)[:, 0].double().cpu().numpy() for part in points)
        terms = -softplus(-real), -softplus(fake)
        variance = sum(float(term.var()) / len(term) for term in terms)
        return sum(float(term.mean()) for term in terms), float(np.sqrt(variance))


def _frequencies(
    dimensions: int, settings: DiscriminatorSettings, random: torch.Generator
) -> Tensor | None:
    if not settings.fourier:
        return None
    return draw_frequencies(settings.fourier, dimensions, settings.fourier_scale, generator=random)


def _pooled(p: Known, q: Known) -> tuple[Array, Array]:
    """Mean and standard deviation (d,) of half p and half q; the latter 1 where it is 0."""
    mean_p, mean_q = (np.atleast_1d(np.asarray(known.mean, dtype=np.float64)) for known in (p, q))
    sd_p, sd_q = (np.atleast_1d(np.asarray(known.sd, dtype=np.float64)) for known in (p, q))
    spread = np.sqrt(0.5 * (sd_p**2 + sd_q**2) + 0.25 * (mean_p - mean_q) ** 2)
    return 0.5 * (mean_p + mean_q), np.where(spread > 0, spread, 1.0)
