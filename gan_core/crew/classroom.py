"""What a teacher does to a whole class: stop all that trains, and delete what the class made."""

from __future__ import annotations

import contextlib
import time

from gan_core.crew.runner import LocalRunner
from gan_core.runs.groups import GroupRecord
from gan_core.runs.overview import at_work, of_a_class

STOPPED = "Stopped by the teacher; it can resume from here."
CLEAR_SECONDS = 20.0


def stop_all(runner: LocalRunner) -> int:
    """Save and put down all that trains, is paused or waits, and end all tasks.

    Returns how many that were.
    """
    found = at_work(runner.store)
    tasks = runner.tasks.under_way()
    for task in reversed(tasks):
        runner.tasks.stop(task)
    # What waits goes first: it would take the places that become free.
    for one in sorted(found, key=lambda one: one.state != "queued"):
        runner.stop(one.id, STOPPED)
    return len(found) + len(tasks)


def clear_class(runner: LocalRunner, *, keep: str) -> tuple[int, int]:
    """Stop all, then delete what visitors other than ``keep`` began, with its checkpoints.

    Returns how many runs and groups were deleted, and how many are left since a process still
    holds them.
    """
    stop_all(runner)
    names = of_a_class(runner.store, keep=keep)
    for name, grouped in names:
        for part in (name, *_members(runner, name, grouped=grouped)):
            runner.stop(part, STOPPED)
    until = time.monotonic() + CLEAR_SECONDS
    left = 0
    for name, grouped in names:
        parts = (name, *_members(runner, name, grouped=grouped))
        gone = [runner.crew.wait_until_gone(part, _left(until)) for part in parts]
        if all(gone) and not _held(runner, name, grouped=grouped):
            _delete(runner, name, grouped=grouped)
        else:
            left += 1
    return len(names) - left, left


def _left(until: float) -> float:
    return max(0.0, until - time.monotonic())


def _members(runner: LocalRunner, name: str, *, grouped: bool) -> tuple[str, ...]:
    """Return those of a group's runs that train alone, in the laboratory."""
    record = None
    with contextlib.suppress(KeyError):
        record = runner.store.table(grouped=grouped).get(name)
    runs = record.runs if isinstance(record, GroupRecord) else ()
    return tuple(run for run in runs if runner.crew.holds(run))


def _held(runner: LocalRunner, name: str, *, grouped: bool) -> bool:
    """Whether another server holds it, or its owner has started it again."""
    with contextlib.suppress(KeyError):
        record = runner.store.table(grouped=grouped).get(name)
        return record.active or record.state == "queued"
    return False


def _delete(runner: LocalRunner, name: str, *, grouped: bool) -> None:
    if grouped:
        runner.store.delete_group(name)
    else:
        runner.store.delete(name)
