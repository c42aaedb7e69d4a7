"""Checkpoints of runs and groups; those of a group's runs are in one file, at one step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gan_core.runs.store import RunStore
from gan_core.storage.serialization import Array, load_state, save_state

State = tuple[dict[str, Array], dict[str, Any]]


def save_group(store: RunStore, group: str, states: Mapping[str, State]) -> None:
    """Write the states of a group's runs in one file, whole or not at all."""
    arrays = {f"{run}/{name}": a for run, state in states.items() for name, a in state[0].items()}
    save_state(store.checkpoint_path(group), arrays, {run: s[1] for run, s in states.items()})


def load_group(store: RunStore, group: str) -> dict[str, State]:
    """Return the states of a group's runs by name, {} before the first checkpoint."""
    path = store.checkpoint_path(group)
    if not path.exists():
        return {}
    arrays, facts = load_state(path)
    states: dict[str, State] = {run: ({}, fact) for run, fact in facts.items()}
    for key, array in arrays.items():
        run, _, name = key.partition("/")
        states[run][0][name] = array
    return states


def load_run(store: RunStore, run: str) -> State | None:
    """Return a run's own checkpoint, or that in its group's file; None without any."""
    path = store.checkpoint_path(run)
    if path.exists():
        return load_state(path)
    group = store.get(run).grouped
    return load_group(store, group).get(run) if group else None
