"""Statistics of a model's latents, measured once and shipped, so that pages open without data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from gan_core.checkpoints.native import PRETRAINED, CheckpointError, Model, find_model
from gan_core.data.images import ImageSet
from gan_core.evaluation.digit_classifier import DigitClassifier, unframed
from gan_core.evaluation.evaluate import load_features
from gan_core.latent.directions import Decoder, principal_directions, total_sobol_indices
from gan_core.latent.generation import decode, encode, slices
from gan_core.losses.elbo import bernoulli_cross_entropy
from gan_core.metrics.features import manifold_scores
from gan_core.metrics.laplacian_swd import downscale, upscale
from gan_core.models.image_networks import draw_noise
from gan_core.settings.families import ENCODING
from gan_core.settings.images import CLASSES
from gan_core.storage.serialization import load_state, save_state

FILE = "latents.safetensors"
PICTURES = 5000
"""Test pictures whose latents are shipped, and samples that they are compared with."""

DRAWS = 256
"""Pairs of latents from which Sobol indices are estimated."""

DIRECTIONS = 12
BYTES_LIMIT = 4_000_000
ACTIVATIONS = (nn.ReLU, nn.LeakyReLU, nn.SiLU)


@dataclass(frozen=True)
class LatentStatistics:
    """What is known of a model's latents.

    ``latents`` (N, d) of test pictures, their ``labels`` (N,) and reconstruction ``errors`` (N,)
    in nats; all empty without an encoder. ``effects`` (d,) are total Sobol indices: the share of
    the pictures' variance that depends on each latent (Jansen 1999). ``directions`` (k, d) are
    principal directions, ``shares`` (k,) their explained variance. ``means`` (10, d) is the mean
    latent of each class over ``counts`` (10,) samples, 0 where the model makes none; a conditional
    model has none at all. ``sharpness`` is the strength of samples' finest details over that of
    test pictures, ``coverage`` the share of test pictures near a sample (Naeem et al. 2020).

    A model of pictures without labels, such as faces, has ``latents`` (0, d), ``labels`` (0,),
    ``errors`` (0,), ``means`` (0, d) and ``counts`` (0,): nothing is kept from which a picture of
    a person could be read back.
    """

    latents: Tensor
    labels: Tensor
    errors: Tensor
    effects: Tensor
    directions: Tensor
    shares: Tensor
    means: Tensor
    counts: Tensor
    sharpness: float
    coverage: float


@torch.no_grad()
def measure_latents(model: Model, test: ImageSet, *, seed: int = 0) -> LatentStatistics:
    """Measure a model on the CPU, beside at most 5,000 test pictures of its data set.

    Pictures without labels are compared by features alone, without a classifier. Raises
    ``CheckpointError`` where no feature extractor is shipped for the data set.
    """
    settings, random = model.settings, torch.Generator().manual_seed(seed)
    images = test.images[:PICTURES].float().div(255)
    extractor = load_features(settings.dataset)
    cpu = torch.device("cpu")
    samples = draw_noise(len(images), settings, generator=random, device=cpu)
    drawn = [draw_noise(DRAWS, settings, generator=random, device=cpu) for _ in range(2)]
    # The same labels for all pictures that are compared, each as often as any other.
    labels = torch.arange(len(samples)) % CLASSES

    def pictures(latents: Tensor) -> Tensor:
        return decode(model.network, settings, latents, labels[: len(latents)])

    made = pictures(samples)
    features = extractor.features(made)
    found = principal_directions(
        early_features(model.network, pictures), samples, count=min(DIRECTIONS, settings.latent_dim)
    )
    # Latents of people's pictures stay here: a decoder would turn them into the pictures again.
    codes, errors = coded(model, images if settings.labelled else images[:0])
    known = test.labels[: len(codes)]
    if not (settings.labelled and isinstance(extractor, DigitClassifier)):
        means, counts = codes, known
    elif settings.kind in ENCODING:
        means, counts = class_means(codes, known)
    elif settings.conditional:
        means, counts = class_means(samples[:0], labels[:0])
    else:
        means, counts = class_means(samples, extractor.predictions(features))
    return LatentStatistics(
        latents=codes,
        labels=known,
        errors=errors,
        effects=total_sobol_indices(pictures, drawn[0], drawn[1]),
        directions=found.vectors,
        shares=found.shares,
        means=means,
        counts=counts,
        sharpness=detail(unframed(made, images.shape[-1])) / detail(images),
        coverage=manifold_scores(extractor.features(images), features).coverage,
    )


def detail(images: Tensor) -> float:
    """Root mean square of the finest level of a Laplacian pyramid of (N, C, H, W), H and W even.

    Blurred pictures have less of it than sharp ones, noisy ones more.
    """
    return float((images - upscale(downscale(images))).square().mean().sqrt())


def early_features(network: nn.Module, pictures: Decoder) -> Decoder:
    """Return a function from latents to what the decoder's first activation gives.

    ``pictures`` runs the decoder, which is ``network.decoder`` or the whole network.
    """
    decoder: nn.Module = getattr(network, "decoder", network)
    layer = next(part for part in decoder.modules() if isinstance(part, ACTIVATIONS))

    def features(latents: Tensor) -> Tensor:
        seen: list[Tensor] = []
        handle = layer.register_forward_hook(lambda _layer, _inputs, output: seen.append(output))
        try:
            pictures(latents)
        finally:
            handle.remove()
        return torch.cat(seen).flatten(1)

    return features


def coded(model: Model, images: Tensor) -> tuple[Tensor, Tensor]:
    """Return latents and reconstruction errors of pictures, empty without encoder or pictures."""
    if model.settings.kind not in ENCODING or not len(images):
        return torch.zeros(0, model.settings.latent_dim), torch.zeros(0)
    codes = encode(model.network, model.settings, images)
    errors = [
        bernoulli_cross_entropy(model.network.logits(codes[rows]), images[rows])  # type: ignore[operator]
        for rows in slices(len(codes))
    ]
    return codes, torch.cat(errors)


def class_means(latents: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Return the mean latent of each class, (10, d), zeros for one without any, and their numbers.

    Sums and differences of such means are latent arithmetic (Radford et al. 2016, 6.3.2).
    """
    counts = torch.bincount(labels, minlength=CLASSES)
    sums = latents.new_zeros(CLASSES, latents.shape[1]).index_add_(0, labels, latents)
    return sums / counts.clamp(min=1)[:, None], counts


def save_latent_statistics(folder: Path, found: LatentStatistics) -> None:
    """Write the statistics beside a model's weights."""
    tensors = {
        name: (value.half() if value.is_floating_point() else value.to(torch.int32)).numpy()
        for name, value in vars(found).items()
        if isinstance(value, Tensor)
    }
    facts = {"sharpness": found.sharpness, "coverage": found.coverage}
    save_state(folder / FILE, tensors, facts)


def has_latent_statistics(name: str) -> bool:
    """Whether a shipped model has its statistics beside it."""
    return (PRETRAINED / name / FILE).is_file()


def load_latent_statistics(name: str, *, folder: Path = PRETRAINED) -> LatentStatistics:
    """Return a model's statistics; ``CheckpointError`` where they are missing or damaged."""
    path = find_model(name, folder=folder) / FILE
    try:
        if path.stat().st_size > BYTES_LIMIT:
            raise ValueError(f"larger than {BYTES_LIMIT} bytes")
        tensors, facts = load_state(path)
        found = LatentStatistics(
            sharpness=float(facts["sharpness"]),
            coverage=float(facts["coverage"]),
            **{key: torch.from_numpy(value) for key, value in tensors.items()},
        )
        return _checked(found)
    except OSError as error:
        raise CheckpointError(
            f"{name}/{FILE} cannot be read ({error.strerror}); "
            f"'python -m gan_core latent-statistics {name}' measures them"
        ) from None
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"{path} holds no latent statistics: {error}") from None


def _checked(found: LatentStatistics) -> LatentStatistics:
    """Return them in float32 and int64; ``ValueError`` for shapes that do not fit."""
    size, rows = found.effects.shape[0], found.labels.shape[0]
    classes = CLASSES if len(found.counts) else 0
    shapes = {
        "latents": (rows, size),
        "labels": (rows,),
        "errors": (rows,),
        "effects": (size,),
        "directions": (found.shares.shape[0], size),
        "shares": (found.shares.shape[0],),
        "means": (classes, size),
        "counts": (classes,),
    }
    values: dict[str, Tensor] = {}
    for name, shape in shapes.items():
        value: Tensor = getattr(found, name)
        whole = name in ("labels", "counts")
        values[name] = value.long() if whole else value.float()
        if value.shape != shape or not bool(values[name].isfinite().all()):
            raise ValueError(f"{name} of shape {tuple(value.shape)}, expected {shape}, finite")
    if rows and not 0 <= int(values["labels"].min()) <= int(values["labels"].max()) < CLASSES:
        raise ValueError(f"labels outside 0 to {CLASSES - 1}")
    return LatentStatistics(**values, sharpness=found.sharpness, coverage=found.coverage)
