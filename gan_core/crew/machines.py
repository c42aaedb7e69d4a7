"""Where the processes of a crew come from: this machine, or a cluster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from gan_core.crew.accelerators import accelerators
from gan_core.crew.process import CrewProcess, Message


class Process(Protocol):
    """A process of the crew as the crew knows it."""

    accelerator: str
    """What tells it from others of its crew, as the machines named it."""

    budget: int
    """Bytes that its runs may take together; 0 for the crew's."""

    hello: Message | None

    @property
    def alive(self) -> bool:
        """Whether it still runs."""

    @property
    def turn(self) -> str:
        """Name of the run whose turn it was last; empty for none."""

    @property
    def pid(self) -> int:
        """Its number on this machine; 0 where it is elsewhere."""

    def takes(self, kind: str) -> bool:
        """Whether runs for this kind of accelerator train here, empty for the processor."""

    def send(self, message: Message) -> bool:
        """Send one command; False if the process has ended."""

    def close_input(self) -> None:
        """Have it save what it holds and end; returns at once."""

    def end(self) -> None:
        """Have it end and see that it goes."""

    def kill(self) -> None:
        """End it without saving."""


OnMessage = Callable[[Process, Message], None]
OnEnd = Callable[[Process], None]


class Machines(Protocol):
    """Where processes come from."""

    spawns: bool
    """Whether a large run can have a process of its own."""

    @property
    def trouble(self) -> str:
        """Why nothing can train now, in one line; empty where all is well."""

    @property
    def lost(self) -> bool:
        """Whether they have gone, all at once and through no fault of what trained there."""

    def lacking(self, members: Sequence[Process], hello: Message | None) -> list[str]:
        """Return names of the processes that a crew with these members lacks."""

    def started(self, name: str, folder: Path, *, on_message: OnMessage, on_end: OnEnd) -> Process:
        """Start the process of that name."""

    def close(self) -> None:
        """Let go of all."""


class ThisMachine:
    """``size`` processes for the processor, one more an accelerator, and one a large run."""

    spawns = True
    trouble = ""
    lost = False

    def __init__(self, size: int) -> None:
        self.size = size

    def lacking(self, members: Sequence[Process], hello: Message | None) -> list[str]:
        """Return the accelerators of the processes that lack, empty names for the processor."""
        there = Counter(process.accelerator for process in members)
        wanted = Counter({"": self.size} | dict.fromkeys(accelerators(hello), 1))
        return list((wanted - there).elements())

    def started(self, name: str, folder: Path, *, on_message: OnMessage, on_end: OnEnd) -> Process:
        """Start a process for an accelerator's runs, or for the processor's."""
        return CrewProcess(folder, accelerator=name, on_message=on_message, on_end=on_end)

    def close(self) -> None:
        """Do nothing: processes end by themselves."""


def machines_at(address: str) -> Machines | None:
    """Return the cluster whose Dask scheduler is at ``address``; None for an empty one.

    Raises ``gan_core.cluster.connection.ClusterError`` where none answers there.
    """
    if not address:
        return None
    from gan_core.crew.cluster.machines import Cluster

    return Cluster(address)
