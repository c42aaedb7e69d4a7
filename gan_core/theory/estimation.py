"""D trained on samples of two known distributions, beside what it should become."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch

from gan_core.theory.components import Array
from gan_core.theory.distributions import Distribution, evenly_spaced
from gan_core.theory.expectations import Known, shared_nodes
from gan_core.theory.ratio_trainer import DiscriminatorReport, RatioTrainer
from gan_core.theory.settings import DiscriminatorSettings
from gan_core.training.stopwatch import Stopwatch

GRID_POINTS, GRID_SIZE = 241, 49


def train_discriminator(
    p: Known,
    q: Known,
    settings: DiscriminatorSettings,
    *,
    device: torch.device,
    every: int = 50,
    grid: Array | None = None,
) -> Iterator[DiscriminatorReport]:
    """Train D to tell samples of p from samples of q; report at 0, every ``every`` steps, the end.

    Minimises cross-entropy (Goodfellow et al. 2014, algorithm 1, its inner loop) by Adam whose
    rate falls along half a cosine. To stop, do not ask for the next report. ``grid`` (G, d) is
    where D is reported; all that pictures show if left out.

    Measured with the default settings on one thread of a busy machine, 1.5 to 6 s: the JSD of
    N(0, 1) against N(m, 1) is 1.9 % low or less at m = 0.1 (JSD .00125), 0.3 % at 0.25, 0.1 % at
    0.5, 0.05 % at 1 and 0.02 % at 2 and 4; with modes of width 0.1 0.2 %, with the jumps of uniform
    densities 2 %. D sees points centred and scaled by the spread of both distributions together;
    what is narrower than a hundredth of it stays unseen.

    Raises ``ValueError`` for distributions of different dimensions, ``SettingsError`` for sizes
    that do not fit into memory.
    """
    nodes = shared_nodes(p, q)
    watch = Stopwatch()
    watch.start(0)
    trainee = RatioTrainer(p, q, settings, device=device)
    shown = default_grid(p, q) if grid is None else grid

    def report() -> DiscriminatorReport:
        return trainee.report(seconds=watch.elapsed(), nodes=nodes, grid=shown)

    found = report()
    while True:
        # The time between two reports is not the training's.
        watch.stop()
        yield found
        watch.start(trainee.steps_done)
        if trainee.steps_done >= settings.steps:
            return
        for _ in range(min(every, settings.steps - trainee.steps_done)):
            trainee.step()
        found = report()


def default_grid(p: Known, q: Known) -> Array:
    """Return points (241, 1) on the line or (49 x 49, 2) on the plane, row by row, for both."""
    if isinstance(p, Distribution) and isinstance(q, Distribution):
        return evenly_spaced(p, q, GRID_POINTS)[:, None]
    x0, x1, y0, y1 = plane_extent(p, q)
    axes = [np.linspace(x0, x1, GRID_SIZE), np.linspace(y0, y1, GRID_SIZE)]
    return np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)


def plane_extent(p: Known, q: Known) -> tuple[float, float, float, float]:
    """Return the square (x0, x1, y0, y1) of the plane that holds what pictures of both show."""
    low = np.minimum(*(np.array(known.extent)[::2] for known in (p, q)))
    high = np.maximum(*(np.array(known.extent)[1::2] for known in (p, q)))
    middle, half = 0.5 * (low + high), 0.5 * float((high - low).max())
    (x0, y0), (x1, y1) = middle - half, middle + half
    return float(x0), float(x1), float(y0), float(y1)
