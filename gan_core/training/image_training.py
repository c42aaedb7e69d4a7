"""The loop of a run on pictures: updates, with a report now and then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from gan_core.training.image_trainer import ImageTrainer
from gan_core.training.stopwatch import Stopwatch

REPORT_EVERY = 100
"""Steps between two reports."""


@dataclass(frozen=True)
class ImageReport:
    """Where a run is; ``losses`` are means over the steps since the report before."""

    step: int
    seconds: float
    steps_per_s: float | None
    losses: dict[str, float]

    def as_dict(self) -> dict[str, Any]:
        """Return all fields, ready for JSON."""
        return asdict(self)


class MeanLosses:
    """Means of the losses since the last ``clear``."""

    def __init__(self) -> None:
        self.sums: dict[str, float] = {}
        self.count = 0

    def add(self, losses: dict[str, float]) -> None:
        """Count one step's losses."""
        self.count += 1
        for name, value in losses.items():
            self.sums[name] = self.sums.get(name, 0.0) + value

    def means(self) -> dict[str, float]:
        """Return the means; empty when no step was counted."""
        return {name: total / self.count for name, total in self.sums.items()}

    def clear(self) -> None:
        """Begin anew."""
        self.sums, self.count = {}, 0


def train_images(
    trainer: ImageTrainer,
    *,
    every: int = REPORT_EVERY,
    seconds: float = 0.0,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[ImageReport]:
    """Train to the settings' last step; report every ``every`` steps and at the end.

    ``seconds`` were trained before. ``stop`` is asked before each step; once true, the last report
    comes early. Raises ``DivergenceError`` on NaN or infinity.
    """
    watch, means = Stopwatch(seconds), MeanLosses()
    watch.start(trainer.steps_done)
    while True:
        step = trainer.steps_done
        over = step >= trainer.settings.steps or stop()
        if over or (means.count and step % every == 0):
            losses = means.means() or trainer.losses
            means.clear()
            yield ImageReport(step, watch.elapsed(), watch.rate(step), losses)
        if over:
            return
        trainer.step()
        means.add(trainer.losses)
