"""Runners start and control runs and groups; the one here trains in local processes."""

from __future__ import annotations

import contextlib
import uuid
from typing import Any, Protocol

from gan_core.runs.group_runner import GroupRunner
from gan_core.runs.groups import GroupPlan, GroupRecord
from gan_core.runs.processes import RunnerError, WorkerPool, WorkerProcess, process_exists
from gan_core.runs.store import RunRecord, RunStore
from gan_core.settings.base import Settings

__all__ = ["LocalRunner", "Runner", "RunnerError"]

LOST = "The training process ended unexpectedly; the last checkpoint is kept."


class Runner(Protocol):
    """What pages need of a runner, on this machine or on a cluster."""

    def submit(self, settings: Settings, *, device: str, steps: int | None = None) -> str:
        """Build a run, paused at step 0; returns its name."""

    def pause(self, run: str) -> None:
        """Pause after the current update."""

    def resume(self, run: str) -> None:
        """Resume training, from the checkpoint if no worker holds the run."""

    def step(self, run: str, part: str) -> None:
        """Do one update of ``discriminator``, ``generator`` or ``both``."""

    def cancel(self, run: str) -> None:
        """Save and close the run; it stays in the store and can be resumed."""

    def status(self, run: str) -> RunRecord:
        """Return the run's record; ``UnknownRunError`` when it does not exist."""

    def submit_group(self, plan: GroupPlan) -> str:
        """Build runs that train in lockstep, paused at step 0; returns the group's name."""

    def pause_group(self, group: str) -> None:
        """Pause all runs of the group at the same step."""

    def resume_group(self, group: str) -> None:
        """Resume the group, from its checkpoint if no worker holds it."""

    def cancel_group(self, group: str) -> None:
        """Save and close the group; it stays in the store and can be resumed."""

    def group_status(self, group: str) -> GroupRecord:
        """Return the group's record; ``UnknownGroupError`` when it does not exist."""


class LocalRunner(GroupRunner):
    """Trains each run or group in a process of its own; a spare one has torch imported.

    Safe to share between threads. At most ``max_runs`` runs and groups are held at a time.
    """

    def __init__(self, store: RunStore, *, max_runs: int = 4) -> None:
        super().__init__(store, WorkerPool(store.folder, most=max_runs))
        for record in store.active_runs():
            if not process_exists(record.pid):
                store.update(record.id, state="stopped", pid=0)

    def warm_up(self) -> None:
        """Start a spare worker if there is none; returns at once."""
        self.pool.warm_up()

    def hello(self) -> dict[str, Any] | None:
        """Return the first worker's greeting, with this machine's devices; None before it."""
        return self.pool.hello()

    def pending(self, name: str, handled: int) -> bool:
        """Whether a worker has more commands for a run or group than the ``handled`` ones."""
        return self.pool.pending(name, handled)

    def submit(self, settings: Settings, *, device: str, steps: int | None = None) -> str:
        """Build a run, paused at step 0; returns its name at once."""
        run = uuid.uuid4().hex[:12]
        with self.pool.lock:
            self.refuse_too_many()
            self.store.create(run, settings, steps=steps, device=device)
            self.pool.open(run, self.store, "open")
        return run

    def replace(self, run: str, settings: Settings, *, device: str) -> str:
        """Submit other settings in place of ``run``, which is deleted if it is at step 0."""
        with self.pool.lock:
            if self.pool.empty(run):
                self._forget_if_empty(run)
            else:
                self.cancel(run)
            return self.submit(settings, device=device)

    def refuse_too_many(self) -> None:
        """Free a place by closing what was never started or has ended; refuse if all train."""
        for name in self.pool.idle():
            if self.pool.held < self.pool.most:
                return
            self.release(name)
        if self.pool.held >= self.pool.most:
            raise RunnerError(
                f"{self.pool.held} runs are in progress on this machine and {self.pool.most} are "
                "accepted; wait until one ends, or close its tab."
            )

    def _worker(self, run: str) -> WorkerProcess:
        """Return the worker that holds the run, a new one when none does."""
        with self.pool.lock:
            if not self.pool.holds(run):
                self._refuse_grouped(self.store.get(run))
                self.pool.release(run)
                self.refuse_too_many()
                self.store.update(run, state="preparing", message="", handled=0)
                self.pool.open(run, self.store, "open")
            return self.pool.workers[run]

    def _refuse_grouped(self, record: RunRecord) -> None:
        """Raise ``RunnerError`` while the run's group is active."""
        if record.grouped and self.group_status(record.grouped).active:
            raise RunnerError(
                "This run belongs to a comparison or sweep that is in progress; "
                "it can be resumed here when that has ended or is stopped."
            )

    def _command(self, run: str, command: str, **content: object) -> None:
        self._worker(run)
        self.pool.command(run, command, **content)

    def pause(self, run: str) -> None:
        """Pause after the current update; returns when the run is paused."""
        if self.pool.holds(run):
            self._command(run, "pause")
        else:
            with contextlib.suppress(KeyError):
                self._refuse_grouped(self.store.get(run))

    def reopen(self, run: str) -> None:
        """Open a run in a worker if none holds it, paused at its checkpoint."""
        self._worker(run)

    def resume(self, run: str) -> None:
        """Resume training, from the checkpoint if no worker holds the run."""
        self._command(run, "resume")

    def step(self, run: str, part: str) -> None:
        """Do one update of ``discriminator``, ``generator`` or ``both``; pauses a running run."""
        self._command(run, "step", part=part)

    def change(self, run: str, **changes: object) -> None:
        """Change live settings (learning rates, n_critic, epochs) of an open run."""
        # Refused here, where the caller can be told, and not in the worker.
        record = self.store.get(run)
        record.given.replace_live(**changes)
        if self.pool.holds(run):
            self._command(run, "change", changes=changes)
        else:
            self._refuse_grouped(record)

    def set_pace(self, run: str, *, delay: float, slow: bool) -> None:
        """Wait ``delay`` seconds a step, or after each part of a step in slow motion."""
        if self.pool.holds(run):
            self._command(run, "pace", delay=delay, slow=slow)

    def cancel(self, run: str) -> None:
        """Save the run and end its worker; a run at step 0 is deleted."""
        if self.pool.release(run):
            self._forget_if_empty(run)

    def status(self, run: str) -> RunRecord:
        """Return the run's record; if its worker died, the run is marked as stopped."""
        record = self.store.get(run)
        if record.grouped and record.active and not self.pool.holds(run):
            # Its worker is its group's.
            self.group_status(record.grouped)
            record = self.store.get(run)
        if record.active and not self.pool.holds(run) and not process_exists(record.pid):
            self.store.update(run, state="stopped", message=LOST, pid=0)
            return self.store.get(run)
        return record

    def close(self) -> None:
        """Save every run and group and end every worker."""
        for name in list(self.pool.workers):
            self.release(name)
        self.pool.close()

    def release(self, name: str) -> None:
        """Save a run or group and end its worker."""
        if self.pool.release(name):
            self._forget_if_empty(name)
            self.forget_empty_group(name)

    def _forget_if_empty(self, run: str) -> None:
        with contextlib.suppress(KeyError):
            record = self.store.get(run)
            if record.step == 0 and not record.grouped:
                self.store.delete(run)
