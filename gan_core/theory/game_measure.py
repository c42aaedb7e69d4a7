"""What is measured of a game in one dimension at one step, beside what theory says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from gan_core.metrics.divergence import jensen_shannon
from gan_core.theory.components import Array
from gan_core.theory.discriminators import GENERATOR_GRADIENTS, softplus
from gan_core.theory.divergences import value_at_optimum
from gan_core.theory.game_trainer import Game, GameTrainer, equal_latents

POINTS = 4096
"""G's points of a measurement, of equally likely latents; as many quantiles of p."""

BINS = 120
GRID_POINTS = 241
COVERED = 0.25
"""A part of p counts as covered when G puts at least this share of its mass near it."""

NEAR = 3.0


@dataclass(frozen=True)
class GameReport:
    """One game at a step.

    ``value`` is V(D) = E_p log D + E_pg log(1 - D) in nats, ``best_value`` what D* would have
    against this G, 2 JSD - log 4, -log 4 at the end of the game. ``js`` in nats, between shares of
    120 bins; ``w1`` in the points' unit, by quantiles. ``gradient`` is the length of the gradient
    of G's loss by its parameters, ``push`` the mean size of its derivative by D's logit.
    ``off_half`` is the mean of |D - 1/2| over p. ``modes`` of ``modes_total`` parts of p are
    covered.
    """

    value: float
    best_value: float
    js: float
    w1: float
    gradient: float
    push: float
    off_half: float
    modes: int
    modes_total: int


class GameMeasure:
    """Measures both games with latents and points of its own, so that looking changes nothing."""

    def __init__(self, trainer: GameTrainer) -> None:
        p, extent = trainer.real, trainer.settings.extent
        self.edges = np.linspace(*extent, BINS + 1)
        self.grid = np.linspace(*extent, GRID_POINTS)
        self.latents = equal_latents(POINTS)
        self.real = p.quantile((np.arange(POINTS) + 0.5) / POINTS)
        self.real_shares = self._shares(self.real)

    def _shares(self, points: Array) -> Array:
        """Return the shares of points in every bin; the outer ones hold what lies beside."""
        inside = np.clip(points, self.edges[0], self.edges[-1])
        found: Array = np.histogram(inside, self.edges)[0] / len(points)
        return found

    def report(self, trainer: GameTrainer) -> tuple[dict[str, Any], dict[str, Array]]:
        """Return both games' reports by the name of G's loss, and what their pictures need.

        Arrays by loss: ``logits`` (241,) of D over the picture, ``density`` (120,) of G's points.
        """
        reports: dict[str, Any] = {}
        arrays: dict[str, Array] = {}
        width = float(self.edges[1] - self.edges[0])
        for loss, game in trainer.games.items():
            points = trainer.centre + trainer.scale * game.points(self.latents)
            shares = self._shares(points)
            reports[loss] = asdict(self._measure(trainer, game, points, shares))
            arrays[f"logits_{loss}"] = game.logits((self.grid - trainer.centre) / trainer.scale)
            arrays[f"density_{loss}"] = shares / width
        return reports, arrays

    def _measure(
        self, trainer: GameTrainer, game: Game, points: Array, shares: Array
    ) -> GameReport:
        real, fake = (
            game.logits((at - trainer.centre) / trainer.scale) for at in (self.real, points)
        )
        js = jensen_shannon(self.real_shares, shares)
        covered = _covered(trainer, points)
        return GameReport(
            value=float(-softplus(-real).mean() - softplus(fake).mean()),
            best_value=value_at_optimum(js),
            js=js,
            w1=float(np.abs(np.sort(points) - self.real).mean()),
            gradient=game.gradient_norm(self.latents),
            push=float(np.abs(GENERATOR_GRADIENTS[game.loss](fake)).mean()),
            off_half=float(np.abs(expit(real) - 0.5).mean()),
            modes=sum(covered),
            modes_total=len(covered),
        )


def _covered(trainer: GameTrainer, points: Array) -> list[bool]:
    """Return whether each part of p has enough of G's points within three of its deviations."""
    p = trainer.real
    found = []
    for weight, part in zip(p.weights, p.parts, strict=True):
        near = np.abs(points - part.mean) <= NEAR * max(part.sd, 0.01 * trainer.scale)
        found.append(float(near.mean()) >= COVERED * weight)
    return found
