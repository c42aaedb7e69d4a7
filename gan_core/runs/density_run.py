"""Runs on known distributions inside a worker: D alone, or both games of G and D."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import torch

from gan_core.runs.checkpoints import State
from gan_core.runs.live_run import LiveRun
from gan_core.runs.store import RunRecord
from gan_core.storage.serialization import Array, pack_frame
from gan_core.theory.estimation import default_grid
from gan_core.theory.expectations import shared_nodes
from gan_core.theory.game_measure import GameMeasure
from gan_core.theory.game_trainer import GameTrainer
from gan_core.theory.ratio_trainer import RatioTrainer
from gan_core.theory.settings import GameSettings, RatioSettings

PLANE = 2


class LineRun(LiveRun):
    """Holds one run of the store; ``advance`` does a step."""

    trainer: RatioTrainer | GameTrainer
    milestones = 60
    rows = 200
    """A whole run has about so many rows of metrics: measuring takes as long as several steps."""

    @abstractmethod
    def figures(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Return what is measured now, and the arrays of the picture."""

    @property
    def started(self) -> bool:
        """Whether a step was made."""
        return self.trainer.steps_done > 0

    def is_noted(self, step: int) -> bool:
        """Whether a row of metrics is due at this step."""
        return step % max(1, self.trainer.total_steps // self.rows) == 0

    def measure(self, *, full: bool) -> tuple[dict[str, Any], bytes]:
        """Measure and draw the run as it stands."""
        figures, arrays = self.figures()
        report = {
            "step": self.trainer.steps_done,
            "seconds": self.watch.elapsed(),
            "steps_per_s": self.update_rate(),
        }
        return report | figures, pack_frame(report | figures, arrays)

    def complete_step(self) -> None:
        """Do nothing: here a step is always whole."""

    def work(self) -> None:
        """Do a step."""
        self.trainer.step()
        self.after_step()

    def take_settings(self, record: RunRecord) -> None:
        """Keep the settings; the run's length is among them."""
        self.given = record.given
        # Networks this small are quickest on one thread, and so a seed repeats every bit.
        torch.set_num_threads(1)


class RatioRun(LineRun):
    """D alone: its logits (G,) over the grid, and what it is worth."""

    trainer: RatioTrainer

    def make(self, device: torch.device, state: State | None) -> None:
        """Make the trainer and the nodes that D is measured at."""
        assert isinstance(self.given, RatioSettings)
        p, q = self.given.known
        self.nodes, self.grid = shared_nodes(p, q), default_grid(p, q)
        if p.dimensions == PLANE:
            # There a measurement takes ten times as long.
            self.rows, self.milestones, self.live_seconds = 40, 20, max(0.5, self.live_seconds)
        self.trainer = RatioTrainer(p, q, self.given, device=device)
        if state is not None:
            self.trainer.load_state(*state)

    def figures(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Return V(D) by true densities, held-out and training points, the JSD, and the logits."""
        found = self.trainer.report(seconds=0.0, nodes=self.nodes, grid=self.grid)
        figures = {
            "value": found.value,
            "held_out_value": found.held_out_value,
            "held_out_error": found.held_out_error,
            "training_value": found.training_value,
            "js": found.js_estimate,
        }
        return figures, {"logits": found.logits}


class GameRun(LineRun):
    """G and D, twice: D's logits over the picture and G's density, by the name of G's loss."""

    trainer: GameTrainer

    def make(self, device: torch.device, state: State | None) -> None:
        """Make both games and what measures them."""
        assert isinstance(self.given, GameSettings)
        self.trainer = GameTrainer(self.given, device=device)
        self.look = GameMeasure(self.trainer)
        if state is not None:
            self.trainer.load_state(*state)

    def figures(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Return a ``GameReport`` for each loss of G, and the arrays of both pictures."""
        reports, arrays = self.look.report(self.trainer)
        return {"games": reports}, arrays
