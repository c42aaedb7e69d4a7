"""The lower bound of a model with two latents, measured once on test digits and shipped.

Pages open without the digits themselves, but for a few that show what the numbers are of.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gan_core.checkpoints.native import PRETRAINED, CheckpointError, Model
from gan_core.data.images import ImageSet
from gan_core.evaluation.digit_classifier import DigitClassifier, load_classifier
from gan_core.latent.generation import decode, slices
from gan_core.losses.elbo import bernoulli_cross_entropy, kl_to_standard_normal
from gan_core.models.autoencoder import draw_latents
from gan_core.models.image_networks import draw_noise
from gan_core.settings.families import ENCODING
from gan_core.settings.images import CLASSES, DIGIT_RESOLUTION
from gan_core.storage.serialization import load_state, save_state
from gan_core.theory.elbo import log_evidence

FOLDER = PRETRAINED / "elbo"
PICTURES_FILE = "digits"
STUDIED = 1000
"""Test digits that a model is measured on: the first ones."""

DRAWS = 8
"""Latents from which each digit is reconstructed, for the mean over q(z|x)."""

STEPS = {"vae": 0.05, "ae": 0.1}
"""Grid of the evidence. With 0.035 instead of 0.05 the mean of 500 digits moved by 0.01 nats."""

LEAST_REACH = 5.0
SHOWN_EACH = 5
"""Pictures of each label that are shipped."""

BYTES_LIMIT = 1_000_000
SHAPES: dict[str, str] = {
    "means": "nd", "log_variances": "?d", "labels": "n", "reconstruction": "n", "evidence": "n",
}  # fmt: skip


@dataclass(frozen=True)
class BoundStudy:
    """A model's bound on N test digits, in nats.

    q(z|x) has ``means`` (N, 2) and ``log_variances`` (N, 2), or (0, 2) of an autoencoder, whose
    latents are points. ``labels`` are (N,), ``reconstruction`` (N,) is -E_q log p(x|z), and
    ``evidence`` (N,) log p(x) by quadrature. ``kinds`` is the effective number of classes among
    prior samples, as the classifier predicts them: exp of the entropy of their shares, 1 to 10;
    ``kinds_real`` that of the test digits.
    """

    means: Tensor
    log_variances: Tensor
    labels: Tensor
    reconstruction: Tensor
    evidence: Tensor
    kinds: float
    kinds_real: float

    @property
    def variational(self) -> bool:
        """Whether q(z|x) has a width, so that there is a bound."""
        return len(self.log_variances) > 0

    @property
    def kl(self) -> Tensor:
        """KL(q(z|x) || p(z)) of each digit and latent, (N, 2); infinite where q is a point."""
        if not self.variational:
            return torch.full_like(self.means, torch.inf)
        return kl_to_standard_normal(self.means, self.log_variances)

    @property
    def bound(self) -> Tensor:
        """The evidence lower bound of each digit, (N,)."""
        return -self.reconstruction - self.kl.sum(1)


@dataclass(frozen=True)
class ShownDigits:
    """A few of the studied digits: ``images`` (10, 5, 28, 28) uint8 by label, ``places`` (10, 5).

    ``places`` say which of the studied digits they are.
    """

    images: Tensor
    places: Tensor


@torch.no_grad()
def study_bound(model: Model, test: ImageSet, *, seed: int = 0) -> BoundStudy:
    """Measure a model of two latents on the CPU, on the first 1,000 test digits at most.

    Raises ``CheckpointError`` for another model.
    """
    settings, network = model.settings, model.network
    if settings.kind not in ENCODING or settings.latent_dim != 2 or not settings.labelled:
        raise CheckpointError(
            f"{model.card.name} is a {settings.kind} of {settings.latent_dim} latents; accepted: "
            "an ae or vae of digits with two"
        )
    random = torch.Generator().manual_seed(seed)
    images = test.images[:STUDIED].float().div(255)
    means, log_variances = network.encode(images)  # type: ignore[operator]
    classifier = load_classifier("mnist")
    prior = draw_noise(STUDIED, settings, generator=random, device=torch.device("cpu"))

    return BoundStudy(
        means=means,
        log_variances=means[:0] if log_variances is None else log_variances,
        labels=test.labels[:STUDIED],
        reconstruction=_reconstruction_nats(network, images, means, log_variances, random),
        evidence=log_evidence(
            network.logits,  # type: ignore[arg-type]
            images,
            reach=max(LEAST_REACH, float(means.abs().max()) + 1),
            step=STEPS[settings.kind],
        ),
        kinds=effective_classes(_predictions(classifier, decode(network, settings, prior))),
        kinds_real=effective_classes(_predictions(classifier, images)),
    )


def effective_classes(labels: Tensor) -> float:
    """Return the effective number of classes of labels (N,): exp of the entropy of their shares."""
    shares = torch.bincount(labels, minlength=CLASSES).double() / len(labels)
    return float(torch.special.entr(shares).sum().exp())


def _predictions(classifier: DigitClassifier, pictures: Tensor) -> Tensor:
    return classifier.predictions(classifier.features(pictures))


def _reconstruction_nats(
    network: Any,  # noqa: ANN401
    images: Tensor,
    means: Tensor,
    log_variances: Tensor | None,
    random: torch.Generator,
) -> Tensor:
    """Return -E_q log p(x|z) of each picture, (N,), from latents drawn from q or its one point."""
    total = torch.zeros(len(images))
    draws = 1 if log_variances is None else DRAWS
    for _ in range(draws):
        latents = means
        if log_variances is not None:
            latents = draw_latents(means, log_variances, generator=random)
        total += torch.cat(
            [
                bernoulli_cross_entropy(network.logits(latents[rows]), images[rows])
                for rows in slices(len(images))
            ]
        )
    return total / draws


def shown_of(test: ImageSet) -> ShownDigits:
    """Return the first five digits of each label among those that are studied."""
    labels = test.labels[:STUDIED]
    places = torch.stack([(labels == label).nonzero()[:SHOWN_EACH, 0] for label in range(CLASSES)])
    return ShownDigits(test.images[places].squeeze(2), places)


def studied_names(folder: Path = FOLDER) -> list[str]:
    """Return the names of the models whose bound is shipped."""
    return sorted(path.stem for path in folder.glob("*.safetensors") if path.stem != PICTURES_FILE)


def save_study(name: str, found: BoundStudy, *, folder: Path = FOLDER) -> Path:
    """Write a study by its model's name; returns the file."""
    path = folder / f"{name}.safetensors"
    tensors = {key: getattr(found, key) for key in SHAPES}
    tensors["labels"] = tensors["labels"].to(torch.uint8)
    facts = {"kinds": found.kinds, "kinds_real": found.kinds_real}
    save_state(path, {key: value.numpy() for key, value in tensors.items()}, facts)
    return path


def load_study(name: str, *, folder: Path = FOLDER) -> BoundStudy:
    """Return a study; ``CheckpointError`` for one that is missing or damaged."""
    tensors, facts = _read(name, folder)
    try:
        found = BoundStudy(
            **{key: torch.from_numpy(tensors[key]) for key in SHAPES if key != "labels"},
            labels=torch.from_numpy(tensors["labels"]).long(),
            kinds=float(facts["kinds"]),
            kinds_real=float(facts["kinds_real"]),
        )
        _check(found)
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"{name} in {folder} is no study of a bound: {error}") from None
    return found


def _check(found: BoundStudy) -> None:
    sizes = {"n": len(found.labels), "d": 2, "?": len(found.log_variances)}
    for name, axes in SHAPES.items():
        value: Tensor = getattr(found, name)
        due = tuple(sizes[axis] for axis in axes)
        if value.shape != due or not bool(value.isfinite().all()):
            raise ValueError(f"{name} of shape {tuple(value.shape)}, expected {due}, finite")
    if len(found.log_variances) not in (0, len(found.labels)) or not len(found.labels):
        raise ValueError(f"{len(found.log_variances)} widths of {len(found.labels)} digits")
    if not 0 <= int(found.labels.min()) <= int(found.labels.max()) < CLASSES:
        raise ValueError(f"labels outside 0 to {CLASSES - 1}")


def save_shown(shown: ShownDigits, *, folder: Path = FOLDER) -> Path:
    """Write the few digits whose pictures are shipped; returns the file."""
    path = folder / f"{PICTURES_FILE}.safetensors"
    tensors = {"images": shown.images.numpy(), "places": shown.places.int().numpy()}
    save_state(path, tensors, {"licence": "MNIST, Y. LeCun and C. Cortes, CC BY-SA 3.0"})
    return path


def load_shown(*, folder: Path = FOLDER) -> ShownDigits:
    """Return the few digits; ``CheckpointError`` where they are missing or damaged."""
    tensors, _facts = _read(PICTURES_FILE, folder)
    try:
        found = ShownDigits(*(torch.from_numpy(tensors[key]) for key in ("images", "places")))
        size = (DIGIT_RESOLUTION, DIGIT_RESOLUTION)
        if found.images.shape != (*found.places.shape, *size) or len(found.images) != CLASSES:
            raise ValueError(f"pictures of shape {tuple(found.images.shape)}")
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"{PICTURES_FILE} in {folder} is damaged: {error}") from None
    return ShownDigits(found.images, found.places.long())


def _read(name: str, folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    path = folder / f"{name}.safetensors"
    try:
        if path.stat().st_size > BYTES_LIMIT:
            raise ValueError(f"larger than {BYTES_LIMIT} bytes")
        return load_state(path)
    except OSError as error:
        raise CheckpointError(
            f"{path.name} cannot be read ({error.strerror}); 'python -m gan_core elbo' measures it"
        ) from None
    except ValueError as error:
        raise CheckpointError(f"{name} in {folder} is no study of a bound: {error}") from None
