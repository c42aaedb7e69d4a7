"""What is measured and drawn of a toy run at one step: scores, D's field, G's points.

Uses its own fixed latents and directions, so that looking at a run never changes it and the same
step always shows the same picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from gan_core.data.toy import HIGH_QUALITY_SIGMAS, ToyDistribution, toy_distribution
from gan_core.losses.adversarial import LOSSES
from gan_core.metrics.clusters import ClusterScorer, ClusterScores
from gan_core.metrics.divergence import bin_shares, jensen_shannon
from gan_core.metrics.modes import ModeScores, score_modes
from gan_core.metrics.sliced_wasserstein import half_circle, sliced_wasserstein
from gan_core.training.divergence import DivergenceError
from gan_core.training.toy.exact_shares import BINS, exact_shares
from gan_core.training.toy.member import ToyMember, draw_noise

SAMPLES = 2500
"""Samples that every score is computed from (PacGAN, 4.1)."""

POINTS_SHOWN = 1000
ARROWS_SHOWN = 200
FIELD_SIZE = 49
LIVE_FIELD_SIZE = 35
"""Points along D's field in live pictures where many runs share a process."""

MANIFOLD_SIZE = 21
DIRECTIONS = 32
COMPANIONS = 8

Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class ToyReport:
    """Scores of a run at one step; None where a quantity does not exist.

    ``modes``, ``covered`` and ``covered_from`` are those of ``ModeScores``, without the last those
    of ``ClusterScores``. ``high_quality`` in percent; ``reverse_kl``, ``js`` in nats; ``swd`` in
    the data's unit; ``js_floor`` and ``swd_floor`` are what fresh real samples of the same number
    get. ``d_min`` and ``d_max`` are those of the potential, minus D's logit, over the picture.
    ``gradient_norm`` is D's mean slope at the fakes. ``clipped_share`` is the share of D's
    parameters that sit at the clipping bound, which under spectral normalisation are not what D is
    made of. ``steps_per_s`` counts whole D-and-G updates.
    """

    step: int
    epoch: int
    seconds: float
    steps_per_s: float | None
    loss_d: float | None
    loss_g: float | None
    modes: int | None
    modes_total: int | None
    covered: int | None
    covered_from: int | None
    high_quality: float | None
    reverse_kl: float | None
    sigma: float | None
    sigmas: list[float | None]
    js: float
    js_floor: float
    swd: float
    swd_floor: float
    d_min: float
    d_max: float
    gradient_norm: float
    clipped_share: float | None

    def as_dict(self) -> dict[str, Any]:
        """All fields, ready for JSON."""
        return asdict(self)


NUMBERS = tuple(spec.name for spec in fields(ToyReport) if spec.name not in ("step", "sigmas"))
"""The numbers of a report by name, but for its step."""


def _finite_or_none(value: float) -> float | None:
    return value if math.isfinite(value) else None


class ToyEvaluator:
    """Scores and pictures of one run; made once, used at every report.

    Scores are of ``samples`` points of G, and of as many fresh real ones.
    """

    def __init__(self, trainer: ToyMember, *, samples: int = SAMPLES) -> None:
        settings = trainer.settings
        self.distribution = toy_distribution(settings)
        self.seed = settings.seed
        self.samples = samples
        device = trainer.device
        random = torch.Generator(device).manual_seed(settings.seed ^ 0x5EED)
        self.latents = draw_noise(samples, settings, generator=random)
        self.manifold_latents = manifold_latents(settings.noise, settings.noise_dim).to(device)
        self.grids = {FIELD_SIZE: field_points(self.distribution).to(device)}
        self.field = torch.zeros(0, device=device)
        companions = (settings.pack - 1) * COMPANIONS
        chosen = torch.arange(companions, device=device) * len(trainer.points) // max(1, companions)
        self.companions = trainer.points[chosen]
        self.directions = half_circle(DIRECTIONS)
        self.shares = exact_shares(self.distribution)
        self.clusters = cluster_scorer(self.distribution)
        self.js = self.swd = math.nan

    @cached_property
    def floors(self) -> tuple[float, float]:
        """Both distances of fresh real samples: Jensen-Shannon in nats, sliced Wasserstein."""
        fresh = self.fresh(0)
        return self._js(fresh), sliced_wasserstein(fresh, self.fresh(1), self.directions)

    def report(
        self,
        trainer: ToyMember,
        *,
        seconds: float,
        steps_per_s: float | None,
        full: bool = True,
        live: bool = False,
        size: int = FIELD_SIZE,
    ) -> tuple[ToyReport, Arrays]:
        """Measure the run as it stands; returns the report and the picture's arrays.

        Arrays: ``field`` (size, size) D's logit with y rising by row, ``points`` (1000, 2),
        ``gradients`` (200, 2) D's slope at the first points, ``manifold`` (21, 21, 2) or
        (1, 64, 2), ``hits`` (K,), of drawn points ``needed`` (K,) too. Without ``full`` the two
        distances are those of the last full report. A ``live`` picture, seen for a moment, is
        scored by the points that it shows, and with ``size`` 0 it shows the field of the picture
        before. Raises ``DivergenceError`` when D or G is no longer finite.
        """
        # Distances that nothing has measured yet take as many samples as fresh ones.
        few = live and not math.isnan(self.js)
        latents = self.latents[:POINTS_SHOWN] if few else self.latents
        with torch.no_grad():
            both = torch.cat([latents, self.manifold_latents])
            made = trainer.generator.quick(both, trainer.sampling_weights)
            samples, manifold = made[: len(latents)], made[len(latents) :]
            if size or not len(self.field):
                self.field = self.discriminator_at(trainer, self._grid(size or FIELD_SIZE))
        field = self.field
        gradients = self._gradients(trainer, samples[:ARROWS_SHOWN])
        parts = (("G's output", samples), ("D's output", field), ("D's slope", gradients))
        for quantity, tensor in parts:
            if not bool(torch.isfinite(tensor).all()):
                raise DivergenceError(quantity, trainer.steps_done)
        points = samples.cpu().numpy()
        scores = self._scores(points)
        modes = scores if isinstance(scores, ModeScores) else None
        if full or math.isnan(self.js):
            fresh = self.fresh(trainer.steps_done)
            self.js = self._js(points)
            self.swd = sliced_wasserstein(points, fresh, self.directions)
        report = ToyReport(
            step=trainer.steps_done,
            epoch=trainer.epoch,
            seconds=seconds,
            steps_per_s=steps_per_s,
            loss_d=_finite_or_none(trainer.loss_d),
            loss_g=_finite_or_none(trainer.loss_g),
            modes=scores.modes if scores else None,
            modes_total=len(self.distribution.centers) or None,
            covered=scores.covered if scores else None,
            covered_from=modes.covered_from if modes else None,
            high_quality=scores.high_quality if scores else None,
            reverse_kl=scores.reverse_kl if scores else None,
            sigma=_mean_sigma(modes) if modes else None,
            sigmas=[_finite_or_none(s) for s in modes.sigmas.tolist()] if modes else [],
            js=self.js,
            js_floor=self.floors[0],
            swd=self.swd,
            swd_floor=self.floors[1],
            d_min=-float(field.max()),
            d_max=-float(field.min()),
            gradient_norm=float(gradients.double().norm(dim=1).mean()),
            clipped_share=self._clipped_share(trainer),
        )
        arrays: Arrays = {
            "field": field.view(math.isqrt(len(field)), -1).cpu().numpy(),
            "points": points[:POINTS_SHOWN],
            "gradients": gradients.cpu().numpy(),
            "manifold": manifold.view(*manifold_shape(trainer.settings.noise_dim), 2).cpu().numpy(),
        }
        if scores and len(scores.hits):
            arrays["hits"] = scores.hits
        if isinstance(scores, ClusterScores) and len(scores.hits):
            arrays["needed"] = scores.needed
        return report, arrays

    def _grid(self, size: int) -> Tensor:
        if size not in self.grids:
            self.grids[size] = field_points(self.distribution, size).to(self.latents.device)
        return self.grids[size]

    def discriminator_at(self, trainer: ToyMember, points: Tensor) -> Tensor:
        """D's logit (N,) at (N, 2) points; a packed D sees each beside real companions, averaged.

        Copies of the point itself would be no fair company: a pack of equal points is what a
        packed D calls fake at once.
        """
        rows = self.rows_of_d(trainer, points)
        first, *others = [trainer.discriminator.quick(row).flatten() for row in rows]
        return sum(others, first) / COMPANIONS if others else first

    def rows_of_d(self, trainer: ToyMember, points: Tensor) -> Iterator[Tensor]:
        """Yield what D is fed to look at (N, 2) points; a packed D has several companions."""
        pack = trainer.settings.pack
        if pack == 1:
            yield points
            return
        for start in range(0, len(self.companions), pack - 1):
            row = self.companions[start : start + pack - 1].reshape(1, -1).expand(len(points), -1)
            yield torch.cat([points, row], dim=1)

    def _gradients(self, trainer: ToyMember, points: Tensor) -> Tensor:
        points = points.detach().clone().requires_grad_(True)
        (gradients,) = torch.autograd.grad(self.discriminator_at(trainer, points).sum(), points)
        return gradients

    def _scores(self, points: npt.NDArray[Any]) -> ModeScores | ClusterScores | None:
        if self.clusters is not None:
            return self.clusters.score(points)
        centers = self.distribution.centers
        if not len(centers):
            return None
        return score_modes(points, centers, radius=HIGH_QUALITY_SIGMAS * self.distribution.sigma)

    def fresh(self, step: int) -> npt.NDArray[Any]:
        """Return ``samples`` real points that no run trains on, (samples, 2), others each step."""
        rng = np.random.default_rng([self.seed, 7, step])
        return self.distribution.sample(self.samples, rng=rng)

    def _js(self, points: npt.NDArray[Any]) -> float:
        return jensen_shannon(bin_shares(points, self.distribution.extent, bins=BINS), self.shares)

    @staticmethod
    def _clipped_share(trainer: ToyMember) -> float | None:
        settings = trainer.settings
        if not LOSSES[settings.loss].clipped or settings.spectral_norm == "on":
            return None
        bound = settings.clip * (1 - 1e-6)
        return float((trainer.discriminator.flat.abs() >= bound).float().mean())


def cluster_scorer(distribution: ToyDistribution) -> ClusterScorer | None:
    """Return what scores samples of drawn points; None for other data."""
    drawn = distribution.drawn
    if drawn is None:
        return None
    radius = HIGH_QUALITY_SIGMAS * distribution.sigma
    return ClusterScorer(drawn.points, drawn.owners, drawn.shares, radius=radius)


def _mean_sigma(scores: ModeScores) -> float | None:
    known = scores.sigmas[np.isfinite(scores.sigmas)]
    return float(known.mean()) if len(known) else None


def field_points(distribution: ToyDistribution, size: int = FIELD_SIZE) -> Tensor:
    """Regular grid over the picture, (size^2, 2), x fastest, both ends included."""
    x0, x1, y0, y1 = distribution.extent
    x, y = torch.linspace(x0, x1, size), torch.linspace(y0, y1, size)
    return torch.stack([x.repeat(size), y.repeat_interleave(size)], dim=1)


def manifold_shape(noise_dim: int) -> tuple[int, int]:
    """Rows and columns of the manifold: a line for one dimension of noise, else a square."""
    return (1, 64) if noise_dim == 1 else (MANIFOLD_SIZE, MANIFOLD_SIZE)


def manifold_latents(noise: str, noise_dim: int) -> Tensor:
    """Grid over the first two dimensions of noise with all others at 0, (rows * columns, dim)."""
    rows, columns = manifold_shape(noise_dim)
    reach = 1.0 if noise == "uniform" else 2.0
    latents = torch.zeros(rows * columns, noise_dim)
    latents[:, 0] = torch.linspace(-reach, reach, columns).repeat(rows)
    if noise_dim > 1:
        latents[:, 1] = torch.linspace(-reach, reach, rows).repeat_interleave(columns)
    return latents
