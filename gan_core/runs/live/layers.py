"""The responses of hidden units in a toy run's newest picture: there while somebody looks."""

from __future__ import annotations

from gan_core.runs.checkpoints import load_run
from gan_core.runs.run_record import RunRecord
from gan_core.runs.store import RunStore
from gan_core.storage.checkpoint_file import LostCheckpointError
from gan_core.storage.devices import resolve_device
from gan_core.storage.serialization import extend_frame, frame_arrays
from gan_core.training.toy.evaluation import ToyEvaluator
from gan_core.training.toy.trainer import ToyTrainer
from gan_core.training.toy.units import unit_arrays


def has_layers(content: bytes) -> bool:
    """Whether a picture has responses of units."""
    return "units_d" in frame_arrays(content)


def with_layers(content: bytes, evaluator: ToyEvaluator, trainer: ToyTrainer) -> bytes:
    """Return a picture with the responses of the units as they are now."""
    return extend_frame(content, unit_arrays(evaluator, trainer))


def add_stored_layers(store: RunStore, record: RunRecord) -> bool:
    """Put them into the newest picture of a run that no process holds; whether they are there.

    The networks are those of its checkpoint, or untrained ones at step 0; False where there is
    none of that picture's step.
    """
    live = store.live(record.id)
    if live is None or has_layers(live.content):
        return live is not None
    state = None
    if record.begun:
        try:
            state, _file = load_run(store, record, store.checkpoint(record.id))
        except LostCheckpointError:
            return False
        if state is None or int(state[1]["steps_done"]) != record.step:
            return False
    trainer = ToyTrainer(record.settings, device=resolve_device("cpu"), steps=record.steps)
    if state is not None:
        trainer.load_state(*state)
    content = with_layers(live.content, ToyEvaluator(trainer), trainer)
    store.set_live(record.id, content, caption=live.caption)
    return True
