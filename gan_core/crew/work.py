"""What a process of the crew holds, a run or a group, and the commands that concern one."""

from __future__ import annotations

from typing import Any, Protocol

from gan_core.runs.live.live_run import LiveRun
from gan_core.runs.live.toy_run import ToyRun

Command = dict[str, Any]


class Work(Protocol):
    """What a worker holds: a run or a group of runs."""

    id: str
    running: bool
    delay: float
    live_at: float
    live_seconds: float
    picture_seconds: float
    neighbours: int
    message: str

    def resume(self) -> None:
        """Train on."""

    def halt(self) -> bool:
        """Stop training and save; False if it did not train."""

    def show_rest(self) -> None:
        """Publish the picture of where it was halted."""

    def advance(self) -> None:
        """Do the next piece of work."""

    def set_alone(self, *, alone: bool) -> None:
        """Take all processors while nothing else trains, else one."""

    def close(self) -> None:
        """Save, so that it can resume later."""


def steer(work: Work, name: str, command: Command) -> None:
    """Carry out a command that concerns one run or group."""
    match name:
        case "resume":
            work.resume()
        case "change" if isinstance(work, LiveRun):
            work.change(command["changes"])
        case "step" if isinstance(work, ToyRun):
            work.step(command["part"])
        case "layers" if isinstance(work, ToyRun):
            work.show_layers()
        case "pace" if isinstance(work, ToyRun):
            work.set_pace(delay=command["delay"], slow=command["slow"])
