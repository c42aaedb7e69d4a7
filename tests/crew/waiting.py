"""Waiting for other processes."""

import contextlib
import time

import psutil
import pytest

PATIENCE = 180.0
"""Seconds that a test waits for a process on a busy machine before it fails."""


def wait_for(condition, what):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(0.005)
    pytest.fail(f"waited {PATIENCE} s for {what}")


def gone(pid):
    """Whether a process has ended, be it still unreaped."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    return True
