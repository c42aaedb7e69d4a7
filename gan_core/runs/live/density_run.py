"""Runs on known densities inside a worker: D alone, or G and D with two losses of G."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import torch

from gan_core.runs.live.live_run import LiveRun
from gan_core.runs.run_record import RunRecord
from gan_core.storage.checkpoint_file import State
from gan_core.storage.serialization import Array, pack_frame
from gan_core.theory.estimation import default_grid
from gan_core.theory.expectations import shared_nodes
from gan_core.theory.game_measure import GameMeasure
from gan_core.theory.game_trainer import GameTrainer
from gan_core.theory.ratio_trainer import RatioTrainer
from gan_core.theory.settings import GameSettings, RatioSettings

PLANE = 2


class DensityRun(LiveRun):
    """One run of the store; ``advance`` does a step."""

    trainer: RatioTrainer | GameTrainer
    milestones = 60
    rows = 200
    """A run has about so many rows of metrics: measuring takes as long as several steps."""

    @abstractmethod
    def figures(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Return the metrics of this step, and the arrays of its picture."""

    @property
    def started(self) -> bool:
        """Whether a step was made."""
        return self.trainer.steps_done > 0

    def is_report_due(self, step: int) -> bool:
        """Whether a row of metrics is due at this step."""
        return step % max(1, self.trainer.total_steps // self.rows) == 0

    def measure(self, *, full: bool) -> tuple[dict[str, Any], bytes]:
        """Return the metrics and the packed picture of this step."""
        figures, arrays = self.figures()
        report = {
            "step": self.trainer.steps_done,
            "seconds": self.watch.elapsed(),
            "steps_per_s": self.update_rate(),
        }
        return report | figures, pack_frame(report | figures, arrays)

    def complete_step(self) -> None:
        """Do nothing: steps have no parts here."""

    def work(self) -> None:
        """Do a step."""
        self.trainer.step()
        self.after_step()

    def take_settings(self, record: RunRecord) -> None:
        """Keep the settings, of which the number of steps is one."""
        self.given = record.given


class RatioRun(DensityRun):
    """D alone: its logits (G,) over the grid, and its value."""

    trainer: RatioTrainer

    def make(self, device: torch.device, state: State | None) -> None:
        """Build the trainer and the quadrature nodes at which D is measured."""
        assert isinstance(self.given, RatioSettings)
        p, q = self.given.known
        self.nodes, self.grid = shared_nodes(p, q), default_grid(p, q)
        if p.dimensions == PLANE:
            # In two dimensions a measurement takes ten times as long.
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


class GameRun(DensityRun):
    """G and D, once with each loss of G: D's logits and G's density by the loss's name."""

    trainer: GameTrainer

    def make(self, device: torch.device, state: State | None) -> None:
        """Build the trainer of both pairs and what measures them."""
        assert isinstance(self.given, GameSettings)
        self.trainer = GameTrainer(self.given, device=device)
        self.measures = GameMeasure(self.trainer)
        if state is not None:
            self.trainer.load_state(*state)

    def figures(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Return a ``GameReport`` for each loss of G, and the arrays of both pictures."""
        reports, arrays = self.measures.report(self.trainer)
        return {"games": reports}, arrays
