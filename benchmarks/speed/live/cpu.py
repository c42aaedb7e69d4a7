"""Which processes take a processor's time: the server, what trains, and the browser's."""

from __future__ import annotations

import contextlib
from collections import Counter

import psutil

Usage = Counter[str]


def role_of(command: str) -> str:
    """Return what a process is for, by its command line; empty for one that is none of ours."""
    if "gan_core.crew.worker" in command:
        return "worker"
    if "streamlit run" in command:
        return "server"
    if "chrom" not in command:
        return ""
    kind = command.partition("--type=")[2].split(" ")[0] or "main"
    part = command.partition("--utility-sub-type=")[2].split(".")[0]
    return f"browser {part if kind == 'utility' else kind}"


def usage() -> Usage:
    """Return the seconds that this program's children have taken so far, by role."""
    found: Usage = Counter()
    for process in psutil.Process().children(recursive=True):
        # A process may go while one looks at it.
        with contextlib.suppress(psutil.Error):
            role = role_of(" ".join(process.cmdline()))
            if role:
                found[role] += sum(process.cpu_times()[:2])
    return found


def spent(before: Usage, after: Usage) -> dict[str, float]:
    """Return the seconds taken between two looks, by role."""
    return {role: after[role] - before[role] for role in sorted(after)}
