"""Models on pictures, some steps on a GPU and on the processor, by the same chances."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch
from torch.nn.functional import interpolate
from torch.overrides import TorchFunctionMode

from benchmarks.gpu.plan import FAILED, LEFT_OUT, OK, Check, Pictures, Plan, Task
from gan_core.data.images import ImageSet, is_there, load_images
from gan_core.recipes.catalogue import image_recipe
from gan_core.settings.datasets import DATASETS
from gan_core.settings.images import ImageSettings
from gan_core.storage.devices import computes_bfloat16
from gan_core.training.images.trainer import stream
from gan_core.training.images.trainers import make_trainer

PART = "pictures"
CPU = torch.device("cpu")
BATCHES = 4
"""So many batches of pictures are taken: what is on them does not matter here."""

FIRST = {"float32": 1e-3, "bfloat16": 1e-2}
"""Tolerance of D's first loss, before anything has moved, in units of its size or of 1."""

LATER = {"float32": 0.05, "bfloat16": 0.2}
"""Of the losses after that: Adam's first moves are signs, and small slopes have any.

On one processor, another order of the weights makes 7e-3 of it in float32, bfloat16 0.05.
"""

Losses = Mapping[str, Sequence[float]]


class ProcessorsChances(TorchFunctionMode):
    """Has what is drawn for another device drawn on the processor, where its generator is."""

    def __torch_function__(
        self,
        function: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401
        """Carry a function of torch out."""
        given = dict(kwargs or {})
        generator, device = given.get("generator"), given.get("device")
        if generator is None or device is None or generator.device.type != "cpu":
            return function(*args, **given)
        given["device"] = CPU
        return function(*args, **given).to(device)


def find_pictures(settings: ImageSettings) -> tuple[ImageSet, str]:
    """Return a few batches of pictures, and whose: the data set's, or made up where it is not."""
    count = BATCHES * settings.batch_size
    if is_there(settings.dataset):
        data = load_images(settings.dataset, "train")
        return ImageSet(data.name, data.split, data.images[:count], data.labels[:count]), data.name
    known = DATASETS[settings.dataset]
    random = torch.Generator().manual_seed(0)
    blots = torch.rand(count, known.channels, 4, 4, generator=random)
    images = interpolate(blots, size=known.resolution, mode="bicubic", align_corners=False)
    pixels = images.clamp(0, 1).mul(255).round().to(torch.uint8)
    labels = torch.arange(count) % 10 if known.labelled else torch.zeros(count).long()
    return ImageSet(settings.dataset, "train", pixels, labels), "made-up pictures"


@contextlib.contextmanager
def exact_float32() -> Iterator[None]:
    """Keep a GPU's convolutions from rounding float32 to TF32's ten bits."""
    before = torch.backends.cudnn.allow_tf32
    torch.backends.cudnn.allow_tf32 = False
    try:
        yield
    finally:
        torch.backends.cudnn.allow_tf32 = before


def train(settings: ImageSettings, data: ImageSet, steps: int, device: torch.device) -> Losses:
    """Train by the processor's chances; returns the losses of every step."""
    trainer = make_trainer(settings, data, device=device)
    trainer.noise = stream(settings, "noise", CPU)
    losses: dict[str, list[float]] = {}
    with ProcessorsChances(), exact_float32():
        for _ in range(steps):
            trainer.step()
            for quantity, loss in trainer.losses.items():
                losses.setdefault(quantity, []).append(loss)
    trainer.check_weights()
    return losses


def largest(found: Losses, expected: Losses, *, first: bool = False) -> float:
    """Return the largest difference of losses, or that of D's first; NaN where one is."""
    pairs = [
        (mine, theirs)
        for quantity in (("d",) if first else expected)
        for mine, theirs in zip(found[quantity], expected[quantity], strict=True)
    ][: 1 if first else None]
    apart = [abs(mine - theirs) / max(1.0, abs(theirs)) for mine, theirs in pairs]
    return math.nan if any(map(math.isnan, apart)) else max(apart)


def compare(model: Pictures, device: torch.device) -> list[Check]:
    """Train on the device in float32 and in bfloat16, and in float32 on the processor."""
    settings = image_recipe(model.recipe).settings().replace(**model.changes)
    data, whose = find_pictures(settings)
    exact = settings.replace(precision="float32")
    expected = train(exact, data, model.steps, CPU)
    checks = []
    for precision in ("float32", "bfloat16"):
        name = f"{model.recipe}: {precision}"
        if precision == "bfloat16" and not computes_bfloat16(device):
            checks.append(Check(PART, name, LEFT_OUT, "this device does not compute in bfloat16"))
            continue
        found = train(settings.replace(precision=precision), data, model.steps, device)
        first, later = largest(found, expected, first=True), largest(found, expected)
        right = first <= FIRST[precision] and later <= LATER[precision]
        says = (
            f"{model.steps} steps on {whose}: D's first loss within {first:.1e}, all losses "
            f"within {later:.1e}"
        )
        figures = {"first": first, "later": later, "cpu": expected, "device": found}
        checks.append(Check(PART, name, OK if right else FAILED, says, figures))
    return checks


def tasks(plan: Plan, device: torch.device) -> Iterator[Task]:
    """Compare every model of the plan."""
    for model in plan.models:
        yield model.recipe, lambda model=model: compare(model, device)  # type: ignore[misc]
