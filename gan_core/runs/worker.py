"""A worker process: takes commands as JSON lines on standard input, trains, writes to the store.

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
from typing import Any

import torch

from gan_core.devices import available_devices, describe_device
from gan_core.runs.store import RunStore
from gan_core.runs.toy_run import ToyRun

Command = dict[str, Any]


class Worker:
    """Holds at most one run and obeys commands between its steps."""

    def __init__(self, folder: Path) -> None:
        self.store = RunStore(folder)
        self.commands: queue.Queue[Command | None] = queue.Queue()
        self.run: ToyRun | None = None
        self.open = True

    def listen(self) -> None:
        """Read commands until the input ends."""
        for line in sys.stdin:
            self.commands.put(json.loads(line))
        self.commands.put(None)

    def loop(self) -> None:
        """Work until told to exit or the input ends."""
        while self.open:
            busy = self.run is not None and self.run.running
            try:
                wait = self.run.delay if busy and self.run is not None else None
                command = self.commands.get(block=not busy or bool(wait), timeout=wait)
            except queue.Empty:
                pass
            else:
                self.obey(command)
                continue
            if self.run is not None:
                self.advance(self.run)
        self.leave()

    def advance(self, run: ToyRun) -> None:
        """Do a piece of the run; an unexpected error ends the run, not the worker."""
        try:
            run.advance()
        except Exception as error:
            logging.exception("run %s broke", run.id)
            self.store.update(run.id, state="failed", message=_one_line(error))
            self.run = None

    def obey(self, command: Command | None) -> None:
        """Carry out one command; None is the end of the input."""
        if command is None:
            self.open = False
            return
        name = command.get("run", "")
        try:
            self.dispatch(command)
        except Exception as error:
            logging.exception("command %s failed", command)
            self.store.update(name, state="failed", message=_one_line(error))
        if name:
            self.store.update(name, handled=command["number"])

    def dispatch(self, command: Command) -> None:
        """Call what the command names."""
        match command["command"]:
            case "open":
                self.leave()
                self.store.update(command["run"], pid=os.getpid())
                self.run = ToyRun(self.store, command["run"])
            case "close":
                self.leave()
            case "exit":
                self.open = False
            case name if self.run is not None and self.run.id == command["run"]:
                steer(self.run, name, command)

    def leave(self) -> None:
        """Put the run down."""
        if self.run is not None:
            self.run.close()
            self.run = None


def steer(run: ToyRun, name: str, command: Command) -> None:
    """Carry out a command that concerns the run in hand."""
    match name:
        case "resume":
            run.resume()
        case "pause":
            run.pause()
        case "step":
            run.step(command["part"])
        case "change":
            run.change(command["changes"])
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
