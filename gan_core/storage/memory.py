"""How much memory is free, and what would not fit: said before it is asked for."""

from __future__ import annotations

import os
from pathlib import Path

MEMINFO = Path("/proc/meminfo")
GROUP = Path("/sys/fs/cgroup")
"""Where Linux says what a container may take."""


class MemoryShortError(ValueError):
    """What was asked for would take more memory than is free; one line says how much."""


def require_bytes(needed: int, what: str, *, advice: str, free: int | None = None) -> None:
    """Raise ``MemoryShortError`` where ``what`` takes more than is free: here, if not given.

    Where a machine does not say what is free, nothing is refused.
    """
    free = free_bytes() if free is None else free
    if free is not None and needed > free:
        raise MemoryShortError(
            f"{what} would take {_written(needed)} of memory; accepted are the {_written(free)} "
            f"that are free: {advice}"
        )


def free_bytes() -> int | None:
    """Return the bytes that can still be taken without swapping, None where nobody says."""
    found = [value for value in (_machine_bytes(), _group_bytes()) if value is not None]
    return max(0, min(found)) if found else None


def _machine_bytes() -> int | None:
    try:
        for line in MEMINFO.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def _group_bytes() -> int | None:
    """Return what the container leaves; files that it keeps in memory can be given up."""
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
