"""How much memory is free, and what would not fit: said before it is asked for."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

GROUP = Path("/sys/fs/cgroup")
"""Where Linux says what a container may take; psutil says only what its machine has."""

TRIM_THRESHOLD, MMAP_MAX = -1, -4
"""The names of two settings of glibc's ``mallopt``."""

KEPT = 2**30
"""Freed bytes that a process keeps for itself at the end of its heap."""


class MemoryShortError(ValueError):
    """What was asked for would take more memory than is free; one line says how much."""


def require_bytes(needed: int, what: str, *, advice: str, free: int | None = None) -> None:
    """Raise ``MemoryShortError`` where ``what`` takes more than is free: here, if not given."""
    free = free_bytes() if free is None else free
    if needed > free:
        raise MemoryShortError(
            f"{what} would take {_written(needed)} of memory; accepted are the {_written(free)} "
            f"that are free: {advice}"
        )


def free_bytes() -> int:
    """Return the bytes that can still be taken without swapping, in a container its own."""
    # Only here, since workers that draw no pictures have no need of it.
    import psutil

    machine, group = int(psutil.virtual_memory().available), _group_bytes()
    return machine if group is None else max(0, min(machine, group))


def keep_freed_memory() -> bool:
    """Let this process use large freed blocks again; returns whether the system can.

    By itself glibc gives blocks of more than 32 MB back at once, and the system clears each page
    of the next one: half of the time that the evaluation of 10,000 pictures takes.
    """
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    # Both, as a heap that shrinks after each block is no better than a block of its own.
    return mallopt is not None and bool(mallopt(MMAP_MAX, 0) and mallopt(TRIM_THRESHOLD, KEPT))


def _group_bytes() -> int | None:
    """Return what the container leaves, None outside of one; files it caches can be given up."""
    try:
        limit = (GROUP / "memory.max").read_text().strip()
        if limit == "max":
            return None
        taken = int((GROUP / "memory.current").read_text())
        lines = (GROUP / "memory.stat").read_text().splitlines()
        kept = next((int(line.split()[1]) for line in lines if line.startswith("inactive_file")), 0)
        return int(limit) - taken + kept
    except (OSError, ValueError, IndexError):
        return None


def _written(count: int) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count / 1e3:.3g} kB"
