"""What a command prints, one JSON object or lines for people, and the files that it writes."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy.typing as npt


class UsageError(Exception):
    """A user's mistake: one line that names the bad value and what is accepted; exit 2."""


def show(content: Mapping[str, Any], *, as_json: bool) -> None:
    """Print a result on standard output."""
    if as_json:
        sys.stdout.write(json.dumps(dict(content), allow_nan=False) + "\n")
        return
    for name, value in content.items():
        if isinstance(value, list):
            text = "\n  ".join(["", *map(str, value)])
        elif isinstance(value, dict):
            text = "  ".join(f"{key}={item}" for key, item in value.items())
        else:
            text = f"{value:.6g}" if isinstance(value, float) else str(value)
        sys.stdout.write(f"{name}: {text}\n")


class Progress:
    """A line on standard error with a bar and the time left; silent when it is no terminal.

    ``as_json`` is for other programs: one object a line with part, done and total.
    """

    def __init__(self, total: int, *, as_json: bool = False) -> None:
        self.total = total
        self.as_json = as_json
        self.visible = sys.stderr.isatty() and not as_json

    def show(self, done: int, seconds: float, note: str) -> None:
        """Redraw the line."""
        if self.as_json:
            told = {"part": note, "done": done, "total": self.total}
            sys.stderr.write(json.dumps(told) + "\n")
            sys.stderr.flush()
        if not self.visible:
            return
        share = done / self.total
        left = seconds / share - seconds if share > 0 else 0.0
        bar = "#" * round(30 * share)
        line = f"\r[{bar:30}] {done}/{self.total}  {left:5.0f} s left  {note}"
        sys.stderr.write(line[:118].ljust(118))
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the line."""
        if self.visible:
            sys.stderr.write("\n")


def check_suffix(path: Path, accepted: tuple[str, ...]) -> str:
    """Return how ``--out`` ends; ``UsageError`` unless that is among the accepted."""
    suffix = path.suffix.lower()
    if suffix not in accepted:
        raise UsageError(f"--out {path} ends in {suffix!r}; accepted: {', '.join(accepted)}")
    return suffix


def save_arrays(path: Path, **arrays: npt.NDArray[Any]) -> None:
    """Write a compressed npz file, whole or not at all."""
    import numpy as np

    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    write_file(path, file.getvalue())


def write_file(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all; ``UsageError`` where that cannot be done."""
    from gan_core.storage.serialization import write_atomically

    try:
        write_atomically(path, content)
    except OSError as error:
        raise UsageError(f"--out {path} cannot be written: {error.strerror}") from None
