"""A checkpoint and the one before it, which is used where the newest is damaged or gone."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

from gan_core.storage.serialization import ANYBODY, Array, load_state, save_state

State = tuple[dict[str, Array], dict[str, Any]]
"""Arrays, and facts that JSON can hold."""

DAMAGED, MISSING = "damaged", "missing"


class LostCheckpointError(ValueError):
    """A checkpoint and the one before it are damaged or gone; one line says so, without a path."""


class CheckpointFile:
    """Where one run or group is saved; the files have a checksum.

    Whoever trains on from what ``load`` returned has to ``save`` to the same object: a damaged
    file must not become the one before, nor the last whole one be lost.
    """

    def __init__(self, path: Path, *, mode: int = ANYBODY) -> None:
        self.path, self.mode = path, mode
        self.previous = path.with_name(f"{path.stem}.before{path.suffix}")
        self.fault = ""
        """What was wrong with the newest file that ``load`` has met: damaged, missing, nothing."""

    @property
    def exists(self) -> bool:
        """Whether anything was ever saved here, be it damaged."""
        return self.path.exists() or self.previous.exists()

    def load(self) -> State | None:
        """Return what was saved last and is whole; None where nothing was ever saved.

        ``notice`` then tells of a newer one that is not. Raises ``LostCheckpointError`` where
        neither file is whole.
        """
        self.fault = reason = ""
        found: dict[Path, str] = {}
        for path in (self.path, self.previous):
            try:
                state = load_state(path)
            except FileNotFoundError:
                found[path] = MISSING
            except ValueError as error:
                found[path], reason = DAMAGED, str(error).removeprefix(f"{path} ")
            except OSError as error:
                # A disk that cannot read its own sectors; anything else is no damage.
                if error.errno != errno.EIO:
                    raise
                found[path], reason = DAMAGED, "cannot be read"
            else:
                self.fault = found.get(self.path, "")
                return state
        if set(found.values()) == {MISSING}:
            return None
        raise LostCheckpointError(
            f"the newest checkpoint is {found[self.path]}, the one before it "
            f"{found[self.previous]}: one of them {reason}"
        )

    def notice(self, step: int) -> str:
        """Return a line that says why training resumes from ``step``; empty after a good load."""
        if not self.fault:
            return ""
        return (
            f"The newest checkpoint is {self.fault}: training resumes from the one before, "
            f"at step {step:,}."
        )

    def save(self, state: State) -> None:
        """Write a checkpoint and keep the one before; ``OSError`` leaves both as they are."""
        if not self.path.parent.is_dir():
            # Made again, it would hide that all else in it is gone.
            raise FileNotFoundError(errno.ENOENT, "its folder is gone", str(self.path))
        before = None if self.fault else self.previous
        save_state(self.path, *state, mode=self.mode, before=before)
        self.fault = ""

    def delete(self) -> None:
        """Remove both."""
        self.path.unlink(missing_ok=True)
        self.previous.unlink(missing_ok=True)
