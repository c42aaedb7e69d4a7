"""The part of the local runner that is for groups of runs."""

from __future__ import annotations

import contextlib
import uuid
from abc import ABC, abstractmethod

from gan_core.runs.groups import KINDS, GroupPlan, GroupRecord
from gan_core.runs.processes import RunnerError, WorkerPool, process_exists
from gan_core.runs.store import RunStore
from gan_core.settings.base import SettingsError
from gan_core.settings.toy import estimate_bytes

COMPARED = (2, 4)
MOST_RUNS = 80
GROUP_BYTES = 2_500_000_000
"""Upper bound of what the buffers of a group's runs may take together."""

STEPS_LIMIT = 10_000_000


class GroupRunner(ABC):
    """Starts and controls groups of runs, each in one worker of the pool."""

    def __init__(self, store: RunStore, pool: WorkerPool) -> None:
        self.store = store
        self.pool = pool
        for record in store.groups.all():
            if record.active and not process_exists(record.pid):
                store.groups.update(record.id, state="stopped", pid=0)

    @abstractmethod
    def refuse_too_many(self) -> None:
        """Free a place for one more worker, or raise ``RunnerError``."""

    def submit_group(self, plan: GroupPlan) -> str:
        """Build runs that train in lockstep, paused at step 0; returns the group's name.

        Raises ``SettingsError`` when there are too many or too few, or they are too large.
        """
        check_group(plan)
        group = uuid.uuid4().hex[:12]
        runs = [uuid.uuid4().hex[:12] for _ in plan.settings]
        with self.pool.lock:
            self.refuse_too_many()
            self.store.create_group(group, runs, plan)
            self.pool.open(group, self.store.groups, "open group")
        return group

    def replace_group(self, group: str, plan: GroupPlan) -> str:
        """Submit other runs in place of ``group``, which is deleted if it is at step 0."""
        check_group(plan)
        with self.pool.lock:
            if self.pool.empty(group):
                self.forget_empty_group(group)
            else:
                self.cancel_group(group)
            return self.submit_group(plan)

    def pause_group(self, group: str) -> None:
        """Pause all runs of the group at the same step; returns when they are paused."""
        if self.pool.holds(group):
            self.pool.command(group, "pause")

    def resume_group(self, group: str) -> None:
        """Resume training, from the checkpoint if no worker holds the group."""
        with self.pool.lock:
            if not self.pool.holds(group):
                self._reopen_group(group)
        self.pool.command(group, "resume")

    def _reopen_group(self, group: str) -> None:
        record = self.store.groups.get(group)
        if any(self.pool.holds(run) for run in record.runs):
            raise RunnerError(
                "A run of this comparison is open in the laboratory; close that tab first."
            )
        self.pool.release(group)
        self.refuse_too_many()
        self.store.groups.update(group, state="preparing", message="", handled=0)
        self.pool.open(group, self.store.groups, "open group")

    def cancel_group(self, group: str) -> None:
        """Save the group and end its worker; a group at step 0 is deleted."""
        if self.pool.release(group):
            self.forget_empty_group(group)

    def group_status(self, group: str) -> GroupRecord:
        """Return the group's record; if its worker died, group and runs are marked as stopped."""
        record = self.store.groups.get(group)
        if record.active and not self.pool.holds(group) and not process_exists(record.pid):
            message = "The training process ended unexpectedly; the last checkpoint is kept."
            self.store.groups.update_runs(group, state="stopped", pid=0)
            self.store.groups.update(group, state="stopped", message=message, pid=0)
            return self.store.groups.get(group)
        return record

    def forget_empty_group(self, group: str) -> None:
        """Delete a group that is at step 0."""
        with contextlib.suppress(KeyError):
            if self.store.groups.get(group).step == 0:
                self.store.delete_group(group)


def check_group(plan: GroupPlan) -> None:
    """Raise ``SettingsError`` where a group has too many or too few runs, or too large ones."""
    if plan.kind not in KINDS:
        raise SettingsError(f"unknown kind {plan.kind!r}; accepted: {', '.join(KINDS)}")
    fewest, most = COMPARED if plan.kind == "compare" else (1, MOST_RUNS)
    count = len(plan.settings)
    if not fewest <= count <= most:
        raise SettingsError(f"{count} runs are not accepted; take {fewest} to {most}")
    if len(plan.labels) != count:
        raise SettingsError(f"{len(plan.labels)} labels do not name {count} runs")
    if not 1 <= plan.steps <= STEPS_LIMIT:
        raise SettingsError(f"steps={plan.steps} is out of range; accepted: 1 to {STEPS_LIMIT}")
    needed = sum(map(estimate_bytes, plan.settings))
    if needed > GROUP_BYTES:
        raise SettingsError(
            f"these runs would take {needed // 10**6} MB together; accepted are "
            f"{GROUP_BYTES // 10**6} MB: take fewer runs or a smaller batch_size or hidden"
        )
