"""What lies in the folder of a run on pictures, and whether it can be resumed or begun there."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from gan_core.checkpoints.native import CARD, WEIGHTS
from gan_core.storage.checkpoint_file import CheckpointFile

CHECKPOINT, LOG = "checkpoint.safetensors", "log.jsonl"


class FolderError(Exception):
    """A folder cannot be used; one line says why and what to do."""


def read_log(out: Path) -> list[dict[str, Any]]:
    """Return the rows of a folder's log; of a line that was cut short, nothing."""
    rows = []
    try:
        lines = (out / LOG).read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    for line in lines:
        with contextlib.suppress(ValueError):
            row = json.loads(line)
            if isinstance(row, dict) and isinstance(row.get("step"), int):
                rows.append(row)
    return rows


def check_run(out: Path, *, resume: bool) -> None:
    """Raise ``FolderError`` where a run cannot be resumed, or begun, in a folder.

    A run that was resumed at step 0 would overwrite what it made; a run that diverged would
    diverge again, as it repeats itself.
    """
    saved = CheckpointFile(out / CHECKPOINT).exists
    there = [name for name in (CARD, WEIGHTS) if (out / name).exists()]
    there = [CHECKPOINT, *there] if saved else there
    if not resume:
        if there:
            raise FolderError(
                f"{out} already holds a run ({', '.join(there)}); resume it with --resume, or "
                "choose another --out"
            )
        return
    rows = read_log(out)
    diverged = [row for row in rows if "failed" in row]
    if diverged:
        raise FolderError(
            f"the run in {out} diverged, and would again: {diverged[-1]['failed']}; train anew "
            "with other settings, such as a lower --set lr=, and another --out"
        )
    if saved:
        return
    if there or rows:
        step = f" up to step {rows[-1]['step']}" if rows else ""
        raise FolderError(
            f"{out} has a run{step}, but its {CHECKPOINT} is not there; put it back, or train anew "
            "with another --out"
        )
    raise FolderError(f"{out / CHECKPOINT} is not there; omit --resume to start a run")


def settings_of_run(out: Path) -> dict[str, Any]:
    """Return the settings of the run to be resumed; ``FolderError`` where there is none."""
    check_run(out, resume=True)
    path = out / CHECKPOINT
    try:
        state = CheckpointFile(path).load()
        assert state is not None  # check_run has seen it
        return dict(state[1]["settings"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise unusable(path, error) from None


def unusable(path: Path, error: Exception) -> FolderError:
    """Return what is said of a checkpoint that cannot be read."""
    return FolderError(f"{path} cannot be used: {' '.join(str(error).split())}")
