"""Checkpoints of runs and groups; those of a group's runs are in one file, at one step."""

from __future__ import annotations

from collections.abc import Mapping

from gan_core.runs.run_record import RunRecord
from gan_core.runs.store import RunStore
from gan_core.storage.checkpoint_file import CheckpointFile, LostCheckpointError, State

UNSAVED = "No checkpoint had been written yet: training starts again at step 0."
LOST = (
    "The checkpoint of step {step:,} is gone, and so is the one before it: training cannot resume. "
    "What was recorded so far is kept; a new run starts at step 0."
)
DAMAGED = (
    "Training cannot resume: {why}. What was recorded so far is kept; a new run starts at step 0."
)


def save_group(file: CheckpointFile, states: Mapping[str, State]) -> None:
    """Write the states of a group's runs in one file, whole or not at all."""
    arrays = {f"{run}/{name}": a for run, state in states.items() for name, a in state[0].items()}
    file.save((arrays, {run: s[1] for run, s in states.items()}))


def load_group(file: CheckpointFile, *, saved: int = -1) -> dict[str, State]:
    """Return the states of a group's runs by name, {} before the first checkpoint.

    ``saved`` is the step at which the store says that the group was saved, -1 for none. Raises
    ``LostCheckpointError`` where that is gone.
    """
    loaded = _load(file, saved)
    if loaded is None:
        return {}
    arrays, facts = loaded
    states: dict[str, State] = {run: ({}, fact) for run, fact in facts.items()}
    for key, array in arrays.items():
        run, _, name = key.partition("/")
        states[run][0][name] = array
    return states


def group_step(states: Mapping[str, State]) -> int:
    """Return the step of a group's checkpoint."""
    return max((int(facts["steps_done"]) for _arrays, facts in states.values()), default=0)


def load_run(
    store: RunStore, record: RunRecord, file: CheckpointFile
) -> tuple[State | None, CheckpointFile]:
    """Return a run's own checkpoint, or that in its group's file, and the file that had it.

    None before the first. Raises ``LostCheckpointError`` where one was saved and is gone.
    """
    state = _load(file, record.saved)
    if state is None and record.grouped:
        file = store.checkpoint(record.grouped)
        saved = store.groups.get(record.grouped).saved
        state = load_group(file, saved=saved).get(record.id)
    return state, file


def resumed_from(record: RunRecord, file: CheckpointFile, step: int) -> str:
    """Return a line where a run does not resume from what was trained last; else an empty one."""
    return UNSAVED if record.step and not step else file.notice(step)


def _load(file: CheckpointFile, saved: int) -> State | None:
    try:
        state = file.load()
    except LostCheckpointError as error:
        raise LostCheckpointError(DAMAGED.format(why=error)) from None
    if state is None and saved >= 0:
        raise LostCheckpointError(LOST.format(step=saved))
    return state
