"""Train a run in this process and in the store, so that it can be resumed and recorded."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import torch

from gan_core.runs.live.toy_run import ToyRun
from gan_core.runs.store import RunStore
from gan_core.settings.toy import ToySettings

PROGRESS_STEPS = 100

Progress = Callable[[int, int, float], None]
"""Called with the step, the last step and the seconds so far."""


def record_run(
    store: RunStore,
    settings: ToySettings,
    *,
    device: str,
    progress: Progress = lambda step, total, seconds: None,
) -> str:
    """Train to the last epoch and return the run's name in the store.

    An unfinished run of the same settings is resumed from its checkpoint; a finished one is
    returned as it is. Raises ``LostCheckpointError`` where a checkpoint was saved and is gone.
    """
    run = _unfinished(store, settings) or _create(store, settings, device)
    if store.get(run).state in ("finished", "failed"):
        return run
    toy_run = ToyRun(store, run, live=False, threads=torch.get_num_threads())
    try:
        toy_run.resume()
        while toy_run.running:
            toy_run.advance()
            step = toy_run.trainer.steps_done
            if step % PROGRESS_STEPS == 0:
                progress(step, toy_run.trainer.total_steps, toy_run.watch.elapsed())
    finally:
        toy_run.close()
    return run


def _create(store: RunStore, settings: ToySettings, device: str) -> str:
    run = uuid.uuid4().hex[:12]
    store.create(run, settings, steps=None, device=device)
    return run


def _unfinished(store: RunStore, settings: ToySettings) -> str:
    return next((record.id for record in store.runs() if record.settings == settings), "")
