"""One visitor's laboratory: recorded runs, single steps and slow motion besides training."""

from __future__ import annotations

import contextlib
from typing import Any

import streamlit as st

from gan_core.crew.runner import LocalRunner, RunnerError
from gan_core.recipes.toy import toy_preset
from gan_core.runs.replays import PREFIX, ReplayError, open_recorded, shipped_replays
from gan_core.runs.run_record import RunRecord
from gan_core.settings.base import Settings
from gan_core.settings.toy import ToySettings
from ui.run.session import RunSession
from ui.shared.services import services
from ui.shared.visitor import page_owner


class ToySession(RunSession):
    """Holds the visitor's toy run; ``close`` is called when the tab goes."""

    family = "toy"
    wanted: ToySettings

    def __init__(self, runner: LocalRunner, owner: str = "") -> None:
        super().__init__(runner, ToySettings(), owner)
        self.delay, self.slow = 0.0, False

    def adopt(self, run: str, device: str) -> RunRecord | None:
        """Put a run of the store, or a shipped one, on the canvas; None if there is none."""
        if run.startswith(PREFIX):
            try:
                open_recorded(self.runner.store, run.removeprefix(PREFIX))
            except ReplayError:
                return None
        return super().adopt(run, device)

    def opened(self) -> None:
        """Tell the worker how fast to go."""
        self.runner.set_pace(self.run, delay=self.delay, slow=self.slow)

    def late_changes(self, record: RunRecord) -> dict[str, Any]:
        """Return what changed in the controls while no worker held the run."""
        changes = super().late_changes(record)
        if record.state == "finished" and record.steps is not None:
            # A comparison stopped at its own number of steps; here the epochs count.
            changes["epochs"] = self.wanted.epochs
        return changes

    def step(self, part: str) -> None:
        """Do one update of ``discriminator``, ``generator`` or ``both``."""
        self.trainable()
        self.runner.step(self.run, part)

    def set_pace(self, delay: float, *, slow: bool) -> None:
        """Change the speed of this and later runs."""
        if (delay, slow) != (self.delay, self.slow):
            self.delay, self.slow = delay, slow
            record = self.record()
            if record is None or not self.mine(record):
                return
            with contextlib.suppress(RunnerError):
                self.runner.set_pace(self.run, delay=delay, slow=slow)


def recorded_run(settings: Settings) -> str:
    """Return the name of the shipped run that has exactly these settings, or an empty one."""
    names = shipped_replays()
    return next((PREFIX + n for n in names if toy_preset(n).settings() == settings), "")


@st.cache_resource(scope="session", on_release=lambda session: session.close(), show_spinner=False)
def toy_session() -> ToySession:
    """Return this visitor's laboratory; its run is stopped when the tab closes."""
    return ToySession(services().runner, page_owner())
