"""Time on a GPU beside the processor: toy runs alone and stacked, and steps of picture models."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch

from benchmarks.gpu.pictures import find_pictures
from benchmarks.gpu.plan import OK, Check, Pictures, Plan, Task
from benchmarks.gpu.recorded import recording, ways
from benchmarks.speed.race import ratios
from benchmarks.speed.turns import medians, take_turns
from gan_core.recipes.catalogue import image_recipe
from gan_core.settings.families import PROGRESSIVE
from gan_core.settings.progressive import phases
from gan_core.settings.toy import ToySettings
from gan_core.training.images.trainer import ImageTrainer
from gan_core.training.images.trainers import make_trainer
from gan_core.training.toy.stack import make_packs

PART = "times"
CPU = torch.device("cpu")
WARM_UP = 5
PICTURE_REPEATS = 2


def toy_step(
    hidden: int, batch: int, runs: int, device: torch.device, *, recorded: bool = False
) -> Callable[[], None]:
    """Build runs that differ in their seed; returns what moves all of them by a step."""
    base = ToySettings().replace(hidden=hidden, batch_size=batch)
    with recording(on=recorded):
        packs = make_packs([base.replace(seed=seed) for seed in range(runs)], device=device)
        for pack in packs:
            # An engine is made with the first step.
            pack.step()

    def step() -> None:
        for pack in packs:
            pack.step()

    return step


def time_toy(shape: str, runs: int, plan: Plan, device: torch.device) -> list[Check]:
    """Time plain and recorded steps of so many runs on the device, and the processor's."""
    hidden, batch = plan.shapes[shape]
    steps = {
        way: toy_step(hidden, batch, runs, device, recorded=way == "recorded")
        for way in ways(device)
    }
    steps["cpu"] = toy_step(hidden, batch, runs, CPU)
    for step in steps.values():
        for _ in range(WARM_UP):
            step()
    times = take_turns(steps, rounds=plan.rounds, repeats=plan.repeats, device=device)
    return [_timed(f"{shape}, {runs} {'run' if runs == 1 else 'runs'}", times)]


def time_pictures(model: Pictures, plan: Plan, device: torch.device) -> list[Check]:
    """Time a step as the recipe has it: on the device, and on the processor."""
    settings = image_recipe(model.recipe).settings().replace(**model.changes)
    data, _ = find_pictures(settings)
    trainers = {
        name: make_trainer(settings, data, device=place)
        for name, place in (("plain", device), ("cpu", CPU))
    }
    for trainer in trainers.values():
        _to_last_phase(trainer)
    times = take_turns(
        {name: trainer.step for name, trainer in trainers.items()},
        rounds=plan.rounds,
        repeats=PICTURE_REPEATS,
        device=device,
    )
    return [_timed(model.recipe, times)]


def _to_last_phase(trainer: ImageTrainer) -> None:
    """Bring a progressive GAN to its final resolution."""
    if trainer.settings.network == PROGRESSIVE:
        trainer.steps_done = phases(trainer.settings)[-1].first


def _timed(name: str, times: dict[str, list[float]]) -> Check:
    figures = medians(times, "ms")
    for above, below in (("plain", "recorded"), ("cpu", "plain"), ("cpu", "recorded")):
        if above in times and below in times:
            figures |= ratios(times, above, below)
    says = ", ".join(f"{way} {figures[f'{way}_ms']:.3g} ms" for way in times)
    return Check(PART, name, OK, says, figures)


def tasks(plan: Plan, device: torch.device) -> Iterator[Task]:
    """Time every shape with every number of runs, then the models on pictures."""
    torch.set_flush_denormal(True)
    for shape in plan.shapes:
        for runs in plan.runs:
            yield (
                f"{shape}, {runs} runs",
                lambda shape=shape, runs=runs: time_toy(shape, runs, plan, device),  # type: ignore[misc]
            )
    for model in plan.models:
        yield model.recipe, lambda model=model: time_pictures(model, plan, device)  # type: ignore[misc]
