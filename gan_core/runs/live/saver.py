"""When a run or a group is saved, and what it says while that cannot be done."""

from __future__ import annotations

import time
from collections.abc import Callable

from gan_core.storage.checkpoint_file import CheckpointFile

CHECKPOINT_SECONDS = 5.0
CHECKPOINT_SHARE = 20
"""Checkpoints of all runs of a process together take at most one part in so many of its time."""

UNSAVED = (
    "The checkpoint could not be written ({why}): training goes on, and is saved when that can be "
    "done again."
)


class Saver:
    """Saves to one file, now and then.

    Of a step that is saved already there is no second checkpoint: the one before is another
    step's. ``fault`` says why the last attempt failed; it is empty where all is well.
    """

    def __init__(self, file: CheckpointFile) -> None:
        self.file = file
        self.changed = False
        """Whether anything was trained, or a setting changed, since the last checkpoint."""

        self.fault = ""
        self.at = time.monotonic()
        self.wait = CHECKPOINT_SECONDS

    @property
    def due(self) -> bool:
        """Whether it is time for a checkpoint."""
        return time.monotonic() - self.at > self.wait

    def save(self, write: Callable[[], None], *, neighbours: int) -> bool:
        """Have ``write`` write a checkpoint if there is anything new; returns whether it has.

        Where it fails, the checkpoint before stays. ``neighbours`` runs share the process.
        """
        started = self.at = time.monotonic()
        if not self.changed:
            return False
        try:
            write()
        except OSError as error:
            # Without the file's name: visitors read it.
            self.fault = UNSAVED.format(why=error.strerror or error)
        else:
            self.changed, self.fault = False, ""
        took = time.monotonic() - started
        self.wait = max(CHECKPOINT_SECONDS, CHECKPOINT_SHARE * took * neighbours)
        return not self.changed
