"""Runners start runs and groups and steer them; the one here trains in local processes."""

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
    """What the pages ask of whatever trains: here, or later on a cluster."""

    def submit(self, settings: Settings, *, device: str, steps: int | None = None) -> str:
        """Build a run and leave it at step 0; returns its name."""

    def pause(self, run: str) -> None:
        """Stop after the update that is under way."""

    def resume(self, run: str) -> None:
        """Train on, from a checkpoint if no worker holds the run."""

    def step(self, run: str, part: str) -> None:
        """Do one update of ``discriminator``, ``generator`` or ``both``."""

    def cancel(self, run: str) -> None:
        """Put the run down; it stays in the store and can go on later."""

    def status(self, run: str) -> RunRecord:
        """How the run stands; ``UnknownRunError`` when it does not exist."""

    def submit_group(self, plan: GroupPlan) -> str:
        """Build runs that train in lockstep and leave them at step 0; returns the group's name."""

    def pause_group(self, group: str) -> None:
        """Stop all runs of the group at the same step."""

    def resume_group(self, group: str) -> None:
        """Train the group on, from its checkpoint if no worker holds it."""

    def cancel_group(self, group: str) -> None:
        """Put the group down; it stays in the store and can go on later."""

    def group_status(self, group: str) -> GroupRecord:
        """How the group stands; ``UnknownGroupError`` when it does not exist."""


class LocalRunner(GroupRunner):
    """Trains each run or group in its own process; a spare one waits with torch imported.

    Safe to share between threads. At most ``max_runs`` runs and groups are held at a time.
    """

    def __init__(self, store: RunStore, *, max_runs: int = 4) -> None:
        super().__init__(store, WorkerPool(store.folder, most=max_runs))
        for record in store.active_runs():
            if not process_exists(record.pid):
                store.update(record.id, state="stopped", pid=0)

    def warm_up(self) -> None:
        """Start the spare worker if none waits; returns at once."""
        self.pool.warm_up()

    def hello(self) -> dict[str, Any] | None:
        """Return what the first worker said of this machine's devices; None until one has."""
        return self.pool.hello()

    def pending(self, name: str, handled: int) -> bool:
        """Whether commands for a run or group wait in its worker beyond the ``handled`` ones."""
        return self.pool.pending(name, handled)

    def submit(self, settings: Settings, *, device: str, steps: int | None = None) -> str:
        """Build a run and leave it at step 0, ready to resume; returns its name at once."""
        run = uuid.uuid4().hex[:12]
        with self.pool.lock:
            self.refuse_too_many()
            self.store.create(run, settings, steps=steps, device=device)
            self.pool.open(run, self.store, "open")
        return run

    def replace(self, run: str, settings: Settings, *, device: str) -> str:
        """Submit other settings to the worker that holds ``run``; an empty run is deleted."""
        with self.pool.lock:
            if self.pool.empty(run):
                self._forget_if_empty(run)
            else:
                self.cancel(run)
            return self.submit(settings, device=device)

    def refuse_too_many(self) -> None:
        """Make room among what nobody has started or what has ended; refuse when all train."""
        for name in self.pool.idle():
            if self.pool.held < self.pool.most:
                return
            self.release(name)
        if self.pool.held >= self.pool.most:
            raise RunnerError(
                f"{self.pool.held} runs are under way on this machine and {self.pool.most} are "
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
        """Leave a run to its group while that is active."""
        if record.grouped and self.group_status(record.grouped).active:
            raise RunnerError(
                "This run belongs to a comparison or sweep that is under way; "
                "it can go on here when that has ended or is stopped."
            )

    def _tell(self, run: str, command: str, **content: object) -> None:
        self._worker(run)
        self.pool.tell(run, command, **content)

    def pause(self, run: str) -> None:
        """Stop after the update that is under way; returns when it has stopped."""
        if self.pool.holds(run):
            self._tell(run, "pause")
        else:
            with contextlib.suppress(KeyError):
                self._refuse_grouped(self.store.get(run))

    def reopen(self, run: str) -> None:
        """Give a run that no worker holds to one; it waits, paused, at its checkpoint."""
        self._worker(run)

    def resume(self, run: str) -> None:
        """Train on; a run that no worker holds goes on from its checkpoint."""
        self._tell(run, "resume")

    def step(self, run: str, part: str) -> None:
        """Do one update of ``discriminator``, ``generator`` or ``both``; pauses a running run."""
        self._tell(run, "step", part=part)

    def change(self, run: str, **changes: object) -> None:
        """Change live settings (learning rates, n_critic, epochs) of an open run."""
        # A refusal has to come here, where it can be answered, and not in the worker.
        record = self.store.get(run)
        record.given.replace_live(**changes)
        if self.pool.holds(run):
            self._tell(run, "change", changes=changes)
        else:
            self._refuse_grouped(record)

    def set_pace(self, run: str, *, delay: float, slow: bool) -> None:
        """Wait ``delay`` seconds a step, or after each part of a step in slow motion."""
        if self.pool.holds(run):
            self._tell(run, "pace", delay=delay, slow=slow)

    def cancel(self, run: str) -> None:
        """Put the run down and end its worker; one that never made a step is deleted."""
        if self.pool.release(run):
            self._forget_if_empty(run)

    def status(self, run: str) -> RunRecord:
        """How the run stands; one whose worker died is marked as stopped."""
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
        """Put every run and group down and end every worker."""
        for name in list(self.pool.workers):
            self.release(name)
        self.pool.close()

    def release(self, name: str) -> None:
        """Put a run or a group down and end its worker."""
        if self.pool.release(name):
            self._forget_if_empty(name)
            self.forget_empty_group(name)

    def _forget_if_empty(self, run: str) -> None:
        with contextlib.suppress(KeyError):
            record = self.store.get(run)
            if record.step == 0 and not record.grouped:
                self.store.delete(run)
