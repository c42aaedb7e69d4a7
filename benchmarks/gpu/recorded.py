"""Toy steps on a GPU, plain and recorded as CUDA graphs, beside the readable reference."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from torch import Tensor

from benchmarks.gpu.plan import FAILED, LEFT_OUT, OK, Check, Plan, Task
from gan_core.losses.adversarial import LOSSES
from gan_core.settings.toy import LOSS_NAMES, OPTIMIZER_NAMES, ToySettings
from gan_core.training.toy.graph_step import RECORD, GraphStep
from gan_core.training.toy.member import ToyMember
from gan_core.training.toy.stack import StackedPack
from gan_core.training.toy.step import ToyStep
from gan_core.training.toy.trainer import ToyTrainer

PART = "recorded"
LOSS_TOLERANCE = 1e-3
"""Of a loss, in units of its size or of 1; rounding alone makes 4e-5 of it in 300 steps."""

WEIGHT_TOLERANCE = 2e-2
"""Of a weight, in units of the longest way that any goes; rounding alone makes 1e-4 of it.

Where a slope is nothing but rounding, Adam makes a whole step of it: 1e-2 in 300 steps.
"""

LOOK_EVERY = 20
RATES = {"adam": 1e-4, "rmsprop": 1e-4, "sgd": 1e-3}
"""At a greater one SGD blows rounding up to whole steps, for the losses that nothing bounds."""

OTHERS: dict[str, dict[str, object]] = {
    "critic updates, Fourier features, noise, EMA": {
        "loss": "wgan-gp", "n_critic": 2, "fourier_d": 4, "instance_noise": 0.5, "ema": 0.9,
    },
    "packs, R1": {"loss": "ns", "pack": 2, "r1": 0.5},
    "Coulomb, critic updates, R1": {"loss": "coulomb", "n_critic": 2, "r1": 0.1},
    "ReLU and tanh": {"loss": "hinge", "activation_d": "relu", "activation_g": "tanh"},
}  # fmt: skip
STACKS: dict[str, list[dict[str, object]]] = {
    "stack of WGAN with and without clipping": [
        {"loss": "wgan", "lr_d": 2e-4, "clip": 0.03},
        {"loss": "wgan-noclip", "seed": 1, "beta2": 0.9},
        {"loss": "wgan", "seed": 2, "spacing": 1.0},
    ],
    "stack of WGAN-GP with noise": [
        {"loss": "wgan-gp", "instance_noise": 0.3, "seed": seed, "lr_g": rate}
        for seed, rate in enumerate((1e-4, 2e-4, 5e-4))
    ],
    "stack of non-saturating GANs by SGD": [
        {"loss": "ns", "optimizer": "sgd", "lr": 1e-3, "momentum": 0.5, "seed": seed}
        for seed in range(3)
    ],
}


@contextmanager
def recording(*, on: bool) -> Iterator[None]:
    """Have runs that are built meanwhile record their steps on a GPU, or not."""
    before = os.environ.get(RECORD)
    os.environ[RECORD] = "1" if on else "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ[RECORD]
        else:
            os.environ[RECORD] = before


class Watched:
    """A step that keeps the losses which it returns, without waiting for the GPU."""

    def __init__(self, engine: ToyStep) -> None:
        self.engine = engine
        self.losses: list[Tensor] = []

    def generate(self, latents: Tensor) -> Tensor:
        """Return G's points."""
        return self.engine.generate(latents)

    def update_discriminator(self, *points: Tensor, **more: Tensor | float) -> Tensor:
        """Move D once."""
        return self._kept(self.engine.update_discriminator(*points, **more))  # type: ignore[arg-type]

    def update_generator(self, latents: Tensor, **more: Tensor | float | None) -> Tensor:
        """Move G once."""
        return self._kept(self.engine.update_generator(latents, **more))  # type: ignore[arg-type]

    def _kept(self, loss: Tensor) -> Tensor:
        self.losses.append(loss.clone())
        return loss


@dataclass
class Trace:
    """What became of K runs: all losses, (updates, K), and weights at some steps.

    ``weights`` are G's and D's at every look, first before any step: (K, P) each.
    """

    losses: Tensor = field(default_factory=lambda: torch.empty(0))
    weights: list[tuple[Tensor, Tensor]] = field(default_factory=list)

    def look(self, members: Sequence[ToyMember]) -> None:
        """Keep the weights as they are.

        Of a relativistic loss without D's last bias: its slope is rounding, which Adam blows up.
        """
        relativistic = LOSSES[members[0].settings.loss].relativistic
        weights_d = torch.stack([member.discriminator.flat.detach() for member in members])
        self.weights.append((
            torch.stack([member.generator.flat.detach() for member in members]),
            weights_d[:, :-1] if relativistic else weights_d,
        ))  # fmt: skip


def trace_reference(rules: Sequence[ToySettings], device: torch.device, steps: int) -> Trace:
    """Train each run alone with the readable step."""
    trace = Trace()
    trainers = [ToyTrainer(each, device=device, steps=steps, reference=True) for each in rules]
    watched = [Watched(trainer.engine) for trainer in trainers]
    for trainer, engine in zip(trainers, watched, strict=True):
        trainer.engine = engine
    trace.look(trainers)
    for step in range(1, steps + 1):
        for trainer in trainers:
            trainer.step()
        if step % LOOK_EVERY == 0 or step == steps:
            trace.look(trainers)
    trace.losses = torch.stack([torch.stack(engine.losses) for engine in watched], 1)
    return trace


def trace(
    rules: Sequence[ToySettings], device: torch.device, steps: int, *, recorded: bool
) -> Trace:
    """Train one run, or a stack, with the step that runs; ``RuntimeError`` if it is another."""
    trace = Trace()
    with recording(on=recorded):
        mover = (
            ToyTrainer(rules[0], device=device, steps=steps)
            if len(rules) == 1
            else StackedPack(rules, range(len(rules)), device=device, steps=steps)
        )
        engine = mover.engine
    if isinstance(engine, GraphStep) != recorded:
        raise RuntimeError(f"the step is {type(engine).__name__}")
    watched = Watched(engine)
    mover.engine = watched
    members = [mover] if isinstance(mover, ToyTrainer) else mover.members
    trace.look(members)
    for step in range(1, steps + 1):
        mover.step()
        if step % LOOK_EVERY == 0 or step == steps:
            trace.look(members)
    trace.losses = torch.stack(watched.losses).view(-1, len(rules))
    return trace


def differences(found: Trace, expected: Trace) -> dict[str, float]:
    """Return the largest difference of losses and of weights, in the units of the tolerances."""
    size = expected.losses.abs().clamp(min=1)
    largest = []
    for network in range(2):
        mine, theirs = (
            torch.stack([weights[network] for weights in trace.weights])
            for trace in (found, expected)
        )
        way = (theirs - theirs[0]).abs().amax((0, 2))
        largest.append(((mine - theirs).abs().amax((0, 2)) / way).max())
    return {
        "losses": float(((found.losses - expected.losses).abs() / size).max()),
        # A NaN anywhere is one here.
        "weights": float(torch.stack(largest).max()),
    }


def compare(
    name: str, rules: Sequence[ToySettings], plan: Plan, device: torch.device
) -> list[Check]:
    """Hold plain and recorded steps of these runs against the reference, on one device."""
    expected = trace_reference(rules, device, plan.steps)
    checks = []
    for way in ways(device):
        found = differences(trace(rules, device, plan.steps, recorded=way == "recorded"), expected)
        right = found["losses"] <= LOSS_TOLERANCE and found["weights"] <= WEIGHT_TOLERANCE
        says = f"losses within {found['losses']:.1e}, weights within {found['weights']:.1e}"
        checks.append(Check(PART, f"{name}: {way}", OK if right else FAILED, says, found))
    return checks


def ways(device: torch.device) -> list[str]:
    """Return the ways in which toy steps are taken on a device."""
    return ["plain", "recorded"] if device.type == "cuda" else ["plain"]


def tasks(plan: Plan, device: torch.device) -> Iterator[Task]:
    """Compare every loss with every optimiser, some other settings, and stacks."""
    if "recorded" not in ways(device):
        says = "CUDA graphs need a GPU"
        yield "recorded", lambda: [Check(PART, "recorded", LEFT_OUT, says)]
    base = ToySettings().replace(
        hidden=plan.hidden, batch_size=plan.batch, samples_per_mode=400, schedule="cosine"
    )
    cases: dict[str, list[dict[str, object]]] = {
        f"{loss}, {optimizer}": [
            {"loss": loss, "optimizer": optimizer, "lr": RATES[optimizer], "momentum": 0.5}
        ]
        for optimizer in OPTIMIZER_NAMES
        for loss in LOSS_NAMES
    }
    cases |= {name: [changes] for name, changes in OTHERS.items()}
    cases |= STACKS
    for name, changes in cases.items():
        rules = [base.replace(**each) for each in changes]
        # The rate falls to 0 with the last step: one that a recording has frozen would show.
        yield name, lambda name=name, rules=rules: compare(name, rules, plan, device)  # type: ignore[misc]
