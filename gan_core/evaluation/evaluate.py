"""Metrics of a model on data that it has not seen, beside those of real against real pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import pad

from gan_core.checkpoints.native import CheckpointError, Model
from gan_core.data.images import ImageSet
from gan_core.evaluation.digit_classifier import DigitClassifier, load_classifier, unframed
from gan_core.evaluation.feature_network import FeatureNetwork, network_scores
from gan_core.evaluation.stacked_modes import SAMPLES, stacked_modes, stacked_numbers
from gan_core.faces.control_set import CONTROL_SET, MEAN_OF
from gan_core.faces.features import FaceFeatureExtractor, load_feature_extractor
from gan_core.latent.generation import decode, slices, truncated_noise
from gan_core.losses.elbo import bernoulli_cross_entropy, kl_to_standard_normal
from gan_core.metrics.features import (
    frechet_distance,
    kernel_distance,
    manifold_scores,
    mean_pairwise_distance,
)
from gan_core.metrics.laplacian_swd import laplacian_swd
from gan_core.models.autoencoder import draw_latents
from gan_core.settings.datasets import DIGIT_RESOLUTION, STACKED
from gan_core.settings.families import FAMILIES
from gan_core.settings.images import CLASSES, FACE_SETS

ACTIVE_VARIANCE = 0.01
"""A latent is active when its mean varies more than this over the data (Burda et al. 2016)."""

LEAST = 1000
MOST = 10_000
SWD_PICTURES = 2048
TARGET_RESOLUTION = 32
"""Pictures of 28 x 28 get a border up to this power of two for the pyramid."""

BASELINES = ("mean faces", "shuffled pixels")
"""Baselines that any generator of faces should beat."""


@dataclass(frozen=True)
class Evaluation:
    """How to evaluate: real pictures that no model has seen, how many, the seed, the device.

    ``pictures`` are test pictures, or validation ones where settings are to be chosen; ``train``
    are training pictures, from which the floor of digits is drawn. ``extractor`` gives the features
    by which generated pictures are compared; the shipped one of the data set if left out. With a
    ``network`` they are compared in its features as well, under ``by_network``.
    """

    pictures: ImageSet
    train: ImageSet | None
    count: int
    seed: int
    device: torch.device
    extractor: DigitClassifier | FaceFeatureExtractor | None = None
    network: FeatureNetwork | None = None


@torch.no_grad()
def evaluate(model: Model, evaluation: Evaluation) -> dict[str, Any]:
    """Return the metrics of a model's kind by name, with ``split``, ``n`` and ``seed``.

    Raises ``CheckpointError`` for a kind that has no metrics, and for a feature network beside a
    model that generates nothing.
    """
    if model.settings.kind not in EVALUATORS:
        raise CheckpointError(
            f"a {model.settings.kind} is not evaluated by itself; accepted kinds: "
            f"{', '.join(EVALUATORS)}"
        )
    if evaluation.network and not model.settings.adversarial:
        raise CheckpointError(
            f"features of a network compare generated pictures; this is a {model.settings.kind}"
        )
    model = model.to(evaluation.device)
    if model.settings.dataset == STACKED and model.settings.adversarial:
        return {"split": evaluation.pictures.split, **_stacked(model, evaluation)}
    known = {
        "split": evaluation.pictures.split,
        "n": min(evaluation.count, len(_pool(evaluation))),
        "seed": evaluation.seed,
    }
    return {**known, **EVALUATORS[model.settings.kind](model, evaluation)}


def _autoencoder(model: Model, evaluation: Evaluation) -> dict[str, Any]:
    """Return the loss in nats a picture and its two parts, by one sample of the latent."""
    images = _real(evaluation)
    random = torch.Generator(evaluation.device).manual_seed(evaluation.seed)
    network: Any = model.network
    totals = torch.zeros(2, dtype=torch.float64)
    means = []
    for rows in slices(len(images)):
        mean, log_variance = network.encode(images[rows])
        latents = mean
        if log_variance is not None:
            latents = draw_latents(mean, log_variance, generator=random)
            totals[1] += kl_to_standard_normal(mean, log_variance).sum().double().cpu()
        logits = network.logits(latents)
        totals[0] += bernoulli_cross_entropy(logits, images[rows]).sum().double().cpu()
        means.append(mean)
    reconstruction, kl = (totals / len(images)).tolist()
    codes = torch.cat(means)
    found = {
        "reconstruction_nats": reconstruction,
        "grey_entropy_nats": _grey_entropy(images),
        "latent_std": codes.std(0).tolist(),
    }
    if not FAMILIES[model.settings.kind].prior:
        return {"loss_nats": reconstruction, **found}
    active = int((codes.var(0) > ACTIVE_VARIANCE).sum())
    loss = reconstruction + kl
    return {
        "loss_nats": loss, "elbo_nats": -loss, "kl_nats": kl, **found, "active_units": active,
    }  # fmt: skip


def _grey_entropy(images: Tensor) -> float:
    """Return the entropy of the grey values themselves, a lower bound of any reconstruction."""
    return float(torch.special.entr(images).add(torch.special.entr(1 - images)).sum()) / len(images)


def _classifier(model: Model, evaluation: Evaluation) -> dict[str, Any]:
    images, labels = _real(evaluation), _labels(evaluation)
    predictions = torch.cat([model.network(images[rows]).argmax(1) for rows in slices(len(images))])
    wrong = int((predictions != labels).sum())
    return {"accuracy": 1 - wrong / len(images), "errors": wrong}


def _generator(model: Model, evaluation: Evaluation) -> dict[str, Any]:
    """Return distances of generated pictures from held-out ones, and those of other real ones."""
    extractor = evaluation.extractor or load_features(model.settings.dataset)
    extractor = extractor.to(evaluation.device)
    real = _real(evaluation)
    count = len(real)
    if model.settings.dataset in FACE_SETS and count < MEAN_OF:
        raise CheckpointError(
            f"{len(evaluation.pictures.images)} {evaluation.pictures.split} pictures; at least "
            f"{2 * MEAN_OF} are needed, half of them as the floor"
        )
    random = torch.Generator(evaluation.device).manual_seed(evaluation.seed)
    latents = truncated_noise(
        count, model.settings, truncation=None, generator=random, device=evaluation.device
    )
    labels = torch.arange(count, device=evaluation.device) % CLASSES
    generated = unframed(decode(model.network, model.settings, latents, labels), real.shape[-1])
    features = extractor.features(generated)
    real_features = extractor.features(real)
    found = _distances(real, real_features, generated, features)
    if model.settings.conditional and isinstance(extractor, DigitClassifier):
        found["label_accuracy"] = float((extractor.predictions(features) == labels).float().mean())
        own = _inner_diversity(real_features, _labels(evaluation))
        within = _inner_diversity(features, labels)
        found["label_diversity"] = [a / b for a, b in zip(within, own, strict=True)]
        found["least_label_diversity"] = min(found["label_diversity"])
    found["diversity"] = mean_pairwise_distance(features) / mean_pairwise_distance(real_features)
    others = dict(_others(evaluation, count))
    for name, other in others.items():
        found[name] = _distances(real, real_features, other, extractor.features(other))
    if evaluation.network:
        sets = {"generated": generated} | {n: o for n, o in others.items() if n == "floor"}
        found["by_network"] = _by_network(evaluation.network, real, sets, evaluation.seed)
    return found


def _stacked(model: Model, evaluation: Evaluation) -> dict[str, Any]:
    """Return the modes of 26,000 generated pictures, and of as many stacked of real digits.

    The real ones are drawn with replacement where there are fewer.
    """
    classifier = load_classifier("mnist").to(evaluation.device)
    random = torch.Generator(evaluation.device).manual_seed(evaluation.seed)
    order = torch.randint(
        len(evaluation.pictures.images), (SAMPLES,),
        generator=torch.Generator().manual_seed(evaluation.seed),
    )  # fmt: skip
    generated, real = [], []
    for rows in slices(SAMPLES):
        count = len(range(SAMPLES)[rows])
        latents = truncated_noise(
            count, model.settings, truncation=None, generator=random, device=evaluation.device
        )
        pictures = unframed(decode(model.network, model.settings, latents), DIGIT_RESOLUTION)
        generated.append(stacked_numbers(pictures, classifier))
        real.append(
            stacked_numbers(
                _as_input(evaluation.pictures.images[order[rows]], evaluation), classifier
            )
        )
    return {
        "n": SAMPLES,
        "seed": evaluation.seed,
        **vars(stacked_modes(torch.cat(generated))),
        "floor": vars(stacked_modes(torch.cat(real))),
    }


def _by_network(
    network: FeatureNetwork, real: Tensor, sets: dict[str, Tensor], seed: int
) -> dict[str, Any]:
    """Compare sets of pictures, by name, with real ones in the features of a network."""
    features = network.features(real)
    return {
        "network": network.name,
        "sha256": network.sha256,
        **{
            name: network_scores(features, network.features(images), seed=seed)
            for name, images in sets.items()
        },
    }


def _others(evaluation: Evaluation, count: int) -> Iterator[tuple[str, Tensor]]:
    """Yield by name what generated pictures are compared with: other real ones, and baselines."""
    if evaluation.pictures.name in FACE_SETS:
        other = evaluation.pictures.images[-count:]
        yield "floor", _as_input(other, evaluation)
        pixels = other.permute(0, 2, 3, 1).numpy()
        random = np.random.default_rng(evaluation.seed)
        for name in BASELINES:
            made = torch.from_numpy(CONTROL_SET[name](pixels, random)).permute(0, 3, 1, 2)
            yield name, _as_input(made, evaluation)
    elif evaluation.train is not None:
        order = torch.randperm(
            len(evaluation.train.images), generator=torch.Generator().manual_seed(evaluation.seed)
        )[:count]
        yield "floor", _as_input(evaluation.train.images[order], evaluation)


def _as_input(images: Tensor, evaluation: Evaluation) -> Tensor:
    return images.to(evaluation.device).float().div(255)


def _pool(evaluation: Evaluation) -> Tensor:
    """Return the pictures that stand for the real ones.

    Of faces the first half, as the other one is the floor: no network was trained on either.
    """
    images = evaluation.pictures.images
    return images[: len(images) // 2] if evaluation.pictures.name in FACE_SETS else images


def _distances(
    real: Tensor, real_features: Tensor, other: Tensor, features: Tensor
) -> dict[str, Any]:
    scores = manifold_scores(real_features, features)
    count = min(SWD_PICTURES, len(real), len(other))
    return {
        "frechet_distance": frechet_distance(real_features, features),
        "kernel_distance": kernel_distance(real_features.cpu(), features.cpu()),
        **vars(scores),
        "swd": laplacian_swd(_framed(real[:count]), _framed(other[:count])),
    }


def _framed(images: Tensor) -> Tensor:
    """Return pictures of [0, 1] as 0 to 255, (N, 1, 28, 28) with a border as (N, 1, 32, 32)."""
    border = max(0, TARGET_RESOLUTION - images.shape[-1]) // 2
    return pad(images, (border,) * 4) * 255


def _inner_diversity(features: Tensor, labels: Tensor) -> list[float]:
    """Return the mean pairwise distance within each label."""
    return [mean_pairwise_distance(features[labels == label]) for label in range(CLASSES)]


def load_features(dataset: str) -> DigitClassifier | FaceFeatureExtractor:
    """Return what pictures of a data set are compared by; ``CheckpointError`` without it."""
    return load_feature_extractor() if dataset in FACE_SETS else load_classifier(dataset)


def _real(evaluation: Evaluation) -> Tensor:
    return _as_input(_pool(evaluation)[: evaluation.count], evaluation)


def _labels(evaluation: Evaluation) -> Tensor:
    return evaluation.pictures.labels[: evaluation.count].to(evaluation.device)


EVALUATORS: dict[str, Callable[[Model, Evaluation], dict[str, Any]]] = {
    "ae": _autoencoder,
    "vae": _autoencoder,
    "gan": _generator,
    "cgan": _generator,
    "classifier": _classifier,
}
"""What evaluates each kind of model."""
