"""The numbers of the view from AE to VAE, each loaded or computed once for all visitors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import torch
from torch import Tensor

from gan_core.checkpoints.native import model_names
from gan_core.evaluation.elbo import BoundStudy, ShownDigits, load_shown, load_study, studied_names
from gan_core.latent.generation import decode
from gan_core.losses.elbo import kl_to_standard_normal
from gan_core.models.autoencoder import draw_latents
from gan_core.models.image_networks import draw_noise
from gan_core.recipes.beta_vae import PLAIN, VAE_ROW
from gan_core.theory.elbo import CERTAIN, log_ratio_samples, running_mean
from gan_core.viz.elbo import Estimate, LatentMap
from ui.models.shown_models import shown_model, threads_for
from ui.shared.text import N_, Texts

BETA_NAMES = Texts({PLAIN: N_("AE")} | {beta: beta for beta in VAE_ROW if beta != PLAIN})
KEPT = 64
PRIOR_PICTURES, POSTERIOR_PICTURES = 30, 5
POINTS = 160
"""An estimate's curve has at most so many points, evenly spread on a logarithmic axis."""

FIRST_COUNT = 5
"""An estimate is drawn from so many samples on: before, its band fills the picture."""

REACH_SHARE = 0.985
"""A map reaches as far as this share of the latents."""

LEAST_REACH = 3.2
DEVICE = "cpu"


@dataclass(frozen=True)
class Sampled:
    """A digit's KL of one latent: estimate, its standard error, the closed form, the way there."""

    measured: float
    error: float
    exact: float
    way: Estimate


def studied_row() -> dict[str, str]:
    """Return the models of the row by beta that are shipped with what was measured of them."""
    known = set(model_names()) & set(studied_names())
    return {beta: name for beta, name in VAE_ROW.items() if name in known}


@cache
def study_of(name: str) -> BoundStudy:
    """Return what was measured of a model, loaded once."""
    return load_study(name)


@cache
def shown_digits() -> ShownDigits:
    """Return the few test pictures, loaded once."""
    return load_shown()


def beta_name(beta: str) -> str:
    """Return how a figure names a model of the row."""
    return BETA_NAMES[beta] if beta == PLAIN else f"β {beta}"


def maps_of(row: dict[str, str]) -> list[LatentMap]:
    """Return the maps of a row: VAEs on one scale, an AE on its own."""
    spans = {beta: study_of(name).means.abs().flatten() for beta, name in row.items()}
    reaches = {b: max(LEAST_REACH, float(s.quantile(REACH_SHARE))) for b, s in spans.items()}
    shared = max((reach for beta, reach in reaches.items() if beta != PLAIN), default=LEAST_REACH)
    found = []
    for beta, name in row.items():
        study, reach = study_of(name), reaches[beta] if beta == PLAIN else shared
        labels = study.labels.numpy()
        found.append(LatentMap(beta_name(beta), study.means.numpy(), labels, reach))
    return found


def spread_of(study: BoundStudy) -> list[float]:
    """Return each latent's root mean square over all digits and draws from q; the prior's is 1."""
    squares = study.means.square().mean(0)
    if study.variational:
        squares = squares + study.log_variances.exp().mean(0)
    spread: list[float] = squares.sqrt().tolist()
    return spread


def few_widths(study: BoundStudy) -> np.ndarray:
    """Return the standard deviations (N, 2) of q where there are pictures, nan elsewhere."""
    widths = torch.full_like(study.means, torch.nan)
    if study.variational:
        places = shown_digits().places.flatten()
        widths[places] = (0.5 * study.log_variances[places]).exp()
    return widths.numpy()


@lru_cache(KEPT)
def prior_pictures(name: str, seed: int) -> Tensor:
    """Return decoded latents of the prior, the same for every model: (30, 1, 28, 28) in [-1, 1]."""
    model = shown_model(name, DEVICE)
    random = torch.Generator().manual_seed(seed)
    latents = draw_noise(
        PRIOR_PICTURES, model.settings, generator=random, device=torch.device(DEVICE)
    )
    return _decoded(name, latents)


@lru_cache(KEPT)
def posterior_pictures(name: str, place: int, seed: int) -> Tensor:
    """Return q's mean and draws from q of a studied digit, decoded: (6, 1, 28, 28) in [-1, 1].

    Only the mean, (1, 1, 28, 28), where q is a point.
    """
    study = study_of(name)
    mean = study.means[place]
    latents = mean[None]
    if study.variational:
        random = torch.Generator().manual_seed(seed)
        rows = mean.expand(POSTERIOR_PICTURES, -1)
        widths = study.log_variances[place].expand(POSTERIOR_PICTURES, -1)
        latents = torch.cat([latents, draw_latents(rows, widths, generator=random)])
    return _decoded(name, latents)


def _decoded(name: str, latents: Tensor) -> Tensor:
    model = shown_model(name, DEVICE)
    with threads_for(len(latents)):
        return decode(model.network, model.settings, latents) * 2 - 1


@lru_cache(KEPT)
def sampled_kl(name: str, place: int, count: int, seed: int) -> list[Sampled]:
    """Return an estimate of each latent's KL of a studied digit, then of both together."""
    study = study_of(name)
    mean, log_variance = (one[place].double() for one in (study.means, study.log_variances))
    random = torch.Generator().manual_seed(seed)
    draws = log_ratio_samples(mean, log_variance, count=count, generator=random)
    exact = kl_to_standard_normal(mean, log_variance)
    columns = [*zip(draws.T, exact.tolist(), strict=True), (draws.sum(1), float(exact.sum()))]
    return [_sampled(*column) for column in columns]


def _sampled(values: Tensor, exact: float) -> Sampled:
    running = running_mean(values)
    steps = np.geomspace(min(FIRST_COUNT, len(values)), len(values), POINTS)
    counts = np.unique(steps.round().astype(int))
    mean, error = (one.numpy()[counts - 1] for one in (running.mean, running.error))
    way = Estimate("", counts, mean, mean - CERTAIN * error, mean + CERTAIN * error, exact)
    return Sampled(float(mean[-1]), float(error[-1]), exact, way)
