"""One visitor's laboratory: which run is on the stage and who holds it."""

from __future__ import annotations

import contextlib
from typing import Any

import streamlit as st

from gan_core.recipes import toy_preset
from gan_core.runs.replays import PREFIX, ReplayError, open_recorded, shipped_replays
from gan_core.runs.runner import LocalRunner, RunnerError
from gan_core.runs.store import RunRecord, RunStore, UnknownRunError
from gan_core.settings import LIVE_SETTINGS, ToySettings
from ui.services import services

ENDED = ("finished", "failed", "recorded")


class ToySession:
    """Holds the visitor's run; ``close`` is called when the tab goes."""

    def __init__(self, runner: LocalRunner) -> None:
        self.runner = runner
        self.run = ""
        self.previous = ""
        self.owned = False
        self.device = ""
        self.wanted = ToySettings()
        self.delay, self.slow = 0.0, False
        self._reports: list[dict[str, Any]] = []

    @property
    def store(self) -> RunStore:
        """The store that this session reads."""
        return self.runner.store

    def record(self) -> RunRecord | None:
        """Return the run on the stage; None before there is one or when it was deleted."""
        try:
            return self.runner.status(self.run) if self.run else None
        except UnknownRunError:
            self.run = ""
            return None

    def adopt(self, run: str, device: str) -> RunRecord | None:
        """Take a run of the store onto the stage, as after a reload; None if there is none."""
        with contextlib.suppress(UnknownRunError, ReplayError):
            if run.startswith(PREFIX):
                open_recorded(self.store, run.removeprefix(PREFIX))
            record = self.runner.status(run)
            if run == self.run:
                return record
            self.close()
            self._show(run, device, owned=False)
            return record
        return None

    def prepare(self, settings: ToySettings, device: str) -> None:
        """See that the stage holds a run with these settings; a new one starts untrained.

        Settings that may change while a run is under way are passed on to it.
        """
        self.wanted = settings
        record = self.record()
        if record is None or (record.active and device != self.device):
            self.renew(settings, device)
            return
        changes = _changes(effective_settings(record), settings)
        if not changes:
            return
        over = record.state in ENDED and not self.longer(record)
        if over or not record.step or not set(changes) <= set(LIVE_SETTINGS):
            self.renew(settings, device)
        elif record.active:
            self.runner.change(self.run, **changes)

    def renew(self, settings: ToySettings, device: str) -> None:
        """Put a new, untrained run on the stage; the old one stays in the store."""
        record = self.record()
        if record is not None and record.step:
            self.previous = self.run
        # A run that another tab opened is left to it.
        old = self.run if self.owned else ""
        run = self.runner.replace(old, settings, device=device)
        self._show(run, device, owned=True)
        self.runner.set_pace(run, delay=self.delay, slow=self.slow)

    def start(self) -> None:
        """Train on."""
        record = self._trainable()
        if not record.active:
            self.runner.reopen(self.run)
            self.runner.set_pace(self.run, delay=self.delay, slow=self.slow)
            changes = _changes(effective_settings(record), self.wanted)
            if record.state == "finished" and record.steps is not None:
                # A comparison stopped at its own number of steps; here the epochs count.
                changes["epochs"] = self.wanted.epochs
            if changes:
                self.runner.change(self.run, **changes)
        self.owned = True
        self.runner.resume(self.run)

    def step(self, part: str) -> None:
        """Do one update of ``discriminator``, ``generator`` or ``both``."""
        self._trainable()
        self.runner.step(self.run, part)

    def _trainable(self) -> RunRecord:
        """Return the run on the stage; a new one if it is gone or was not trained here."""
        record = self.record()
        if record is None or record.state == "recorded":
            # Untrained runs make room for others when the machine is full.
            self.renew(self.wanted, self.device)
            record = self.runner.status(self.run)
        return record

    def longer(self, record: RunRecord) -> bool:
        """Whether a finished run may go on, because its last epoch was put off."""
        return self.wanted.epochs * self.wanted.steps_per_epoch > record.step

    def set_pace(self, delay: float, *, slow: bool) -> None:
        """Change the speed of this and later runs."""
        if (delay, slow) != (self.delay, self.slow):
            self.delay, self.slow = delay, slow
            with contextlib.suppress(RunnerError):
                self.runner.set_pace(self.run, delay=delay, slow=slow)

    def reports(self) -> list[dict[str, Any]]:
        """All rows of metrics so far; only new ones are read."""
        last = self._reports[-1]["step"] if self._reports else -1
        self._reports += self.store.reports(self.run, after=last)
        return self._reports

    def close(self) -> None:
        """Stop the run, keep it in the store, and end its process."""
        # The tab may be released twice, and by then another tab may have taken the run over.
        if self.owned:
            self.owned = False
            self.runner.cancel(self.run)

    def _show(self, run: str, device: str, *, owned: bool) -> None:
        self.run, self.device, self.owned = run, device, owned
        self._reports = []


def recorded_run(settings: ToySettings) -> str:
    """Return the name of the shipped run that has exactly these settings, or an empty one."""
    names = shipped_replays()
    return next((PREFIX + n for n in names if toy_preset(n).settings() == settings), "")


def effective_settings(record: RunRecord) -> ToySettings:
    """Return the settings as they are now, after what was changed while the run went."""
    changed = {
        name: change[name] for change in record.changes for name in LIVE_SETTINGS if name in change
    }
    return record.settings.replace(**changed)


def _changes(before: ToySettings, after: ToySettings) -> dict[str, Any]:
    old, new = before.as_dict(), after.as_dict()
    return {name: value for name, value in new.items() if old[name] != value}


@st.cache_resource(scope="session", on_release=lambda session: session.close(), show_spinner=False)
def toy_session() -> ToySession:
    """Return this visitor's laboratory; its run is stopped when the tab closes."""
    return ToySession(services().runner)
