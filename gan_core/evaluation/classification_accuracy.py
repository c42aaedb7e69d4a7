"""Classification accuracy score of a conditional model (Ravuri and Vinyals 2019).

A classifier learns from generated pictures and the labels that they were asked for, and is tested
on real ones. What a model leaves out or gets wrong costs accuracy; beside it stands a classifier
that learnt as long from as many real pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch

from gan_core.checkpoints.native import CheckpointError, Model
from gan_core.data.images import ImageSet
from gan_core.evaluation.digit_classifier import unframed
from gan_core.latent.generation import decode, slices, spread_labels, to_bytes, truncated_noise
from gan_core.recipes.catalogue import image_recipe
from gan_core.settings.datasets import DIGIT_SETS
from gan_core.settings.images import CLASSES, DIGIT_RESOLUTION, ImageSettings
from gan_core.training.images.trainers import make_trainer

RECIPE = "classifier-mnist"
STEPS, LEAST_STEPS, MOST_STEPS = 1500, 100, 10_000
"""Batches of 128 that a classifier learns from, unless somebody says otherwise."""

Progress = Callable[[int, int], None]


def classification_accuracy(
    model: Model,
    train: ImageSet,
    test: ImageSet,
    *,
    steps: int = STEPS,
    seed: int = 0,
    classifier: ImageSettings | None = None,
    device: torch.device,
    progress: Progress = lambda done, total: None,
) -> dict[str, Any]:
    """Return ``from_generated`` and ``from_real``, accuracies in [0, 1] on ``test``.

    Both classifiers have the settings ``classifier``, or those of the recipe ``classifier-mnist``,
    see as many pictures as ``train`` has, for so many ``steps``. Raises ``CheckpointError`` unless
    the model makes digits by label.
    """
    check_labelled(model)
    chosen = classifier or image_recipe(RECIPE).settings()
    chosen = chosen.replace(steps=steps, seed=seed)
    sets = {"from_generated": generated_set(model, train, seed=seed, device=device)}
    sets["from_real"] = train
    found: dict[str, Any] = {"pictures": len(train.images), "steps": steps}
    for part, (name, pictures) in enumerate(sets.items()):

        def tell(done: int, before: int = part * steps) -> None:
            progress(before + done, len(sets) * steps)

        found[name] = accuracy_learnt_from(pictures, test, chosen, device=device, progress=tell)
    return found


def check_labelled(model: Model) -> None:
    """Raise ``CheckpointError`` unless a model makes digits of the label that is asked for."""
    settings = model.settings
    if not settings.conditional or settings.dataset not in DIGIT_SETS:
        raise CheckpointError(
            f"{model.card.name} is a {settings.kind} on {settings.dataset}; accepted: conditional "
            "models of digits, whose labels a classifier can learn from"
        )


@torch.no_grad()
def generated_set(model: Model, like: ImageSet, *, seed: int, device: torch.device) -> ImageSet:
    """Return as many generated digits (N, 1, 28, 28) as ``like`` has, as many of each label."""
    model = model.to(device)
    count = len(like.images)
    random = torch.Generator(device).manual_seed(seed)
    latents = truncated_noise(
        count, model.settings, truncation=None, generator=random, device=device
    )
    labels = spread_labels(range(CLASSES), count)
    made = to_bytes(decode(model.network, model.settings, latents, labels.to(device)))
    images = unframed(made.cpu(), DIGIT_RESOLUTION)
    return replace(like, images=images, labels=labels, origin=None)


def accuracy_learnt_from(
    pictures: ImageSet,
    test: ImageSet,
    settings: ImageSettings,
    *,
    device: torch.device,
    progress: Callable[[int], None],
) -> float:
    """Return the share of test digits that a classifier trained on ``pictures`` gets right."""
    trainer = make_trainer(settings, pictures, device=device)
    while trainer.steps_done < settings.steps:
        trainer.step()
        progress(trainer.steps_done)
    network = trainer.shown.eval()
    right = 0
    with torch.no_grad():
        for rows in slices(len(test.images)):
            images = test.images[rows].to(device).float() / 255
            right += int((network(images).argmax(1).cpu() == test.labels[rows]).sum())
    return right / len(test.images)
