"""The loop of a run on pictures: updates, with a report now and then."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from gan_core.training.images.trainer import ImageTrainer
from gan_core.training.stopwatch import Stopwatch

REPORT_EVERY = 100
"""Steps between two reports."""


@dataclass(frozen=True)
class ImageReport:
    """Where a run is; ``losses`` are means over the last ``every`` steps."""

    step: int
    seconds: float
    steps_per_s: float | None
    losses: dict[str, float]

    def as_dict(self) -> dict[str, Any]:
        """Return all fields, ready for JSON."""
        return asdict(self)


class RecentLosses:
    """Means of the losses over the last steps, at most ``window`` of them."""

    def __init__(self, window: int) -> None:
        self.recent: deque[dict[str, float]] = deque(maxlen=window)

    def add(self, losses: dict[str, float]) -> None:
        """Count one step's losses."""
        self.recent.append(dict(losses))

    def means(self) -> dict[str, float]:
        """Return the means; empty when no step was counted."""
        names = self.recent[-1] if self.recent else ()
        return {n: sum(losses[n] for losses in self.recent) / len(self.recent) for n in names}


def train_images(
    trainer: ImageTrainer,
    *,
    every: int = REPORT_EVERY,
    seconds: float = 0.0,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[ImageReport]:
    """Train to the last step; report every ``every`` steps, at the end, and at each resolution.

    A resolution is reported in the middle of its fade-in and when it has stabilised.
    ``seconds`` were trained before. ``stop`` is asked before each step; once true, the last report
    comes early. Raises ``DivergenceError`` on NaN or infinity.
    """
    watch, recent = Stopwatch(seconds), RecentLosses(every)
    watch.start(trainer.steps_done)
    while True:
        step = trainer.steps_done
        over = step >= trainer.settings.steps or stop()
        marks = (trainer.stabilised_resolution, trainer.half_faded_resolution)
        due = step % every == 0 or any(marks)
        if over or (recent.recent and due):
            losses = recent.means() or trainer.losses
            yield ImageReport(step, watch.elapsed(), watch.rate(step), losses)
        if over:
            return
        trainer.step()
        recent.add(trainer.losses)
