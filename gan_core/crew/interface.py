"""The border between pages and training: what a runner does, and how it refuses."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar

from gan_core.runs.groups import GroupPlan, GroupRecord
from gan_core.runs.run_record import RunRecord
from gan_core.settings.base import Settings

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class RunnerError(RuntimeError):
    """A run cannot be started or steered; the message says why."""


class Runner(Protocol):
    """The border between pages and training. Names are those of runs and of groups alike."""

    def submit(
        self, settings: Settings, *, device: str, steps: int | None = None, owner: str = ""
    ) -> str:
        """Queue a new run that trains as soon as there is room; returns its name at once."""

    def submit_group(self, plan: GroupPlan, *, owner: str = "") -> str:
        """Queue runs that train in lockstep; returns the group's name at once."""

    def resume(self, name: str, *, watched: float = 0.0) -> None:
        """Train on; what no process holds waits in the queue and resumes from its checkpoint.

        Somebody looks at it for ``watched`` seconds.
        """

    def pause(self, name: str) -> None:
        """Stop after the update under way; what waits leaves the queue."""

    def step(self, run: str, part: str) -> None:
        """Do one update of ``discriminator``, ``generator`` or ``both``."""

    def change(self, run: str, **changes: object) -> None:
        """Change live settings."""

    def stop(self, name: str, message: str = "") -> None:
        """Save it and give its place to others; it can resume later."""

    def status(self, run: str) -> RunRecord:
        """How a run stands; ``UnknownRunError`` when it does not exist."""

    def group_status(self, group: str) -> GroupRecord:
        """How a group stands; ``UnknownGroupError`` when it does not exist."""


def told(act: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Have a runner's method say in a line that the store cannot be written."""

    @wraps(act)
    def in_a_line(*given: Given.args, **named: Given.kwargs) -> Answer:
        try:
            return act(*given, **named)
        except sqlite3.Error as error:
            trouble = getattr(given[0], "trouble", "")
            raise RunnerError(trouble or f"The run store cannot be used: {error}") from None

    return in_a_line
