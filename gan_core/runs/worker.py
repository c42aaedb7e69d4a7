"""A worker process: it reads commands as JSON lines from standard input and writes to the store.

It ends when its input ends, so it never outlives the program that started it.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import sys
import threading
import traceback
from pathlib import Path
from typing import Any, Protocol

import torch

from gan_core.runs.live.live_run import LiveRun
from gan_core.runs.live.toy_group import ToyGroup
from gan_core.runs.live.toy_run import ToyRun
from gan_core.runs.processes import Table
from gan_core.runs.store import RunStore
from gan_core.storage.devices import available_devices, describe_device

Command = dict[str, Any]


def open_run(store: RunStore, run: str) -> LiveRun:
    """Return the run of that name, built as its family demands."""
    family = store.get(run).family
    if family == "toy":
        return ToyRun(store, run)
    # Other families need more imports, which take time.
    if family == "images":
        from gan_core.runs.live.image_run import ImageRun

        return ImageRun(store, run)
    from gan_core.runs.live.density_run import GameRun, RatioRun

    return {"ratio": RatioRun, "game": GameRun}[family](store, run)


class Work(Protocol):
    """What a worker holds: a run or a group of runs."""

    id: str
    running: bool
    delay: float

    def resume(self) -> None:
        """Start or resume training."""

    def pause(self) -> None:
        """Stop training."""

    def advance(self) -> None:
        """Do the next piece of work."""

    def close(self) -> None:
        """Stop and save, so that it can be resumed later."""


class Worker:
    """Holds at most one run or group and carries out commands between its steps."""

    def __init__(self, folder: Path) -> None:
        self.store = RunStore(folder)
        self.commands: queue.Queue[Command | None] = queue.Queue()
        self.work: Work | None = None
        self.open = True

    def listen(self) -> None:
        """Put commands into the queue until the input ends."""
        for line in sys.stdin:
            self.commands.put(json.loads(line))
        self.commands.put(None)

    def loop(self) -> None:
        """Work until the command ``exit`` comes or the input ends."""
        while self.open:
            busy = self.work is not None and self.work.running
            try:
                wait = self.work.delay if busy and self.work is not None else None
                command = self.commands.get(block=not busy or bool(wait), timeout=wait)
            except queue.Empty:
                pass
            else:
                self.carry_out(command)
                continue
            if self.work is not None:
                self.advance(self.work)
        self.put_down()

    def advance(self, work: Work) -> None:
        """Do a piece of work; an unexpected error ends the run or group, not the worker."""
        try:
            work.advance()
        except Exception as error:
            logging.exception("%s failed", work.id)
            self.fail(work.id, grouped=isinstance(work, ToyGroup), error=error)
            self.work = None

    def table(self, *, grouped: bool) -> Table:
        """Return the table with the record of what a command names."""
        return self.store.groups if grouped else self.store

    def fail(self, name: str, *, grouped: bool, error: Exception) -> None:
        """Mark a run or group as failed, and stop the group's runs that have not ended."""
        message = _one_line(error)
        if grouped:
            self.store.groups.update_runs(name, state="stopped", pid=0)
        self.table(grouped=grouped).update(name, state="failed", message=message)

    def carry_out(self, command: Command | None) -> None:
        """Carry out one command; None is the end of the input."""
        if command is None:
            self.open = False
            return
        name = command.get("run", "")
        grouped = command["command"] == "open group" or (
            isinstance(self.work, ToyGroup) and self.work.id == name
        )
        try:
            self.dispatch(command)
        except Exception as error:
            logging.exception("command %s failed", command)
            self.fail(name, grouped=grouped, error=error)
        if name:
            self.table(grouped=grouped).update(name, handled=command["number"])

    def dispatch(self, command: Command) -> None:
        """Call what the command names."""
        match command["command"]:
            case "open":
                self.put_down()
                self.store.update(command["run"], pid=os.getpid())
                self.work = open_run(self.store, command["run"])
            case "open group":
                self.put_down()
                self.store.groups.update(command["run"], pid=os.getpid())
                self.work = ToyGroup(self.store, command["run"])
            case "close":
                self.put_down()
            case "exit":
                self.open = False
            case name if self.work is not None and self.work.id == command["run"]:
                steer(self.work, name, command)

    def put_down(self) -> None:
        """Save and close the run or group that it holds."""
        if self.work is not None:
            self.work.close()
            self.work = None


def steer(work: Work, name: str, command: Command) -> None:
    """Carry out a command for the run or group that the worker holds."""
    match name:
        case "resume":
            work.resume()
        case "pause":
            work.pause()
        case "change" if isinstance(work, LiveRun):
            work.change(command["changes"])
        case _ if isinstance(work, ToyRun):
            steer_toy(work, name, command)


def steer_toy(run: ToyRun, name: str, command: Command) -> None:
    """Carry out a command that only toy runs have."""
    match name:
        case "step":
            run.step(command["part"])
        case "pace":
            run.set_pace(delay=command["delay"], slow=command["slow"])


def _one_line(error: Exception) -> str:
    return " ".join(traceback.format_exception_only(error)).strip().replace("\n", " ")


def main() -> None:
    """Start a worker on the store in the folder given as the only argument."""
    folder = Path(sys.argv[1])
    logging.basicConfig(filename=folder / "worker.log", level=logging.WARNING)
    torch.set_flush_denormal(True)
    worker = Worker(folder)
    devices = [{"name": name, "label": describe_device(name)} for name in available_devices()]
    hello = {"pid": os.getpid(), "torch": torch.__version__, "devices": devices}
    sys.stdout.write(json.dumps(hello) + "\n")
    sys.stdout.flush()
    threading.Thread(target=worker.listen, daemon=True).start()
    worker.loop()


if __name__ == "__main__":
    main()
