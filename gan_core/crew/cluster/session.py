"""What a worker of a Dask cluster does as a process of a crew, in tasks of a few seconds."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from gan_core.crew.cluster.outbox import Outbox
from gan_core.crew.cluster.parcel import forget, unpack
from gan_core.crew.cluster.recording import RecordingStore
from gan_core.crew.work import Command
from gan_core.crew.worker import Worker
from gan_core.runs.live.image_run import ImageRun
from gan_core.storage.devices import described_devices
from gan_core.training.toy.preparation import prepare_kernels

REST_SECONDS = 0.05


class Session(Worker):
    """What one server has given to this worker; ``wake`` is that of ``Outbox``.

    It trains while a task of Dask's calls ``take_turns``, and is told and asked meanwhile. Nobody
    else has its folder.
    """

    store: RecordingStore

    def __init__(self, place: str, threads: int, wake: Callable[[bool], None]) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="gan-explorer-", dir=place)
        self.outbox = Outbox(wake)
        super().__init__(RecordingStore(Path(self.folder.name), self.outbox))
        self.threads = threads
        self.turn = ""
        self.obeyed = 0
        self.until = 0.0
        self.ended = self.dropped = False
        self._busy = threading.Lock()

    def give(self, commands: list[Command]) -> None:
        """Have commands obeyed between two turns."""
        for command in commands:
            self.commands.put(command)

    def answer(self, **content: object) -> None:
        """Have the server told when it asks next, which it does all the time."""
        self.outbox.answer(content)

    def note_turn(self, name: str) -> None:
        """Note whose turn it is; the server is told with all else."""
        self.turn = name

    def take_turns(self, seconds: float) -> dict[str, Any]:
        """Train for so long, or until there is nothing to do; returns whether there still is.

        ``obeyed`` counts the commands that were carried out so far.
        """
        with self._busy:
            prepare_thread()
            self.until = time.monotonic() + seconds
            while self.open and time.monotonic() < self.until:
                if self.outbox.full:
                    time.sleep(REST_SECONDS)
                    continue
                self.round()
                if not (self.training or self.halted) and self.commands.empty():
                    break
            if not self.open and not self.ended:
                self._end()
            return {"training": bool(self.training or self.halted), "obeyed": self.obeyed}

    def _end(self) -> None:
        if not self.dropped:
            for name in list(self.works):
                self.close(name)
        self.ended = True
        self.works.clear()
        self.answer(ended=True)

    def drop(self) -> None:
        """Let go of all without saving; a task that is at work ends within a turn."""
        self.dropped, self.open = True, False
        with self._busy:
            self.works.clear()
            self.store.close()
            self.folder.cleanup()

    def _patience(self) -> float | None:
        """Seconds until a run is due, or the task over; 0 where nothing trains."""
        patience = super()._patience()
        return 0 if patience is None else min(patience, max(0.0, self.until - time.monotonic()))

    def set_alone(self, training: list[str]) -> None:
        """Give a run on pictures that trains alone the threads that this worker has."""
        alone = training[0] if len(training) == 1 else None
        pictures = alone is not None and isinstance(self.works[alone], ImageRun)
        torch.set_num_threads(self.threads if pictures else 1)

    def obey(self, command: Command | None) -> None:
        """Carry out one command and say so."""
        super().obey(command)
        self.obeyed += 1

    def dispatch(self, name: str, command: Command) -> None:
        """Call what the command names; some are of clusters alone."""
        match command["command"]:
            case "open":
                # What is gone from the store is a ``KeyError`` of what opens it.
                unpack(command["parcel"], self.store)
                super().dispatch(name, command)
            case "end":
                self.open = False
            case "taken over":
                self.forget(name)
            case "unsaved":
                self._unsaved(name, command["why"])
            case _:
                super().dispatch(name, command)

    def _unsaved(self, name: str, why: str) -> None:
        """Have a run say with its next checkpoint that the last could not be written."""
        if name in self.works:
            self.store.saved[name].why = why

    def forget(self, name: str) -> None:
        """Let go of a run without saving, and say so."""
        super().forget(name)
        forget(self.store, name)


def prepare_thread() -> None:
    """Have this thread compute as a process of the crew does, whatever ran on it before."""
    torch.set_flush_denormal(True)
    torch.set_num_threads(1)


def prepare() -> dict[str, Any]:
    """Load and compile what training needs; returns what a process says of itself first."""
    devices = described_devices()
    prepare_thread()
    prepare_kernels()
    return {"pid": os.getpid(), "torch": torch.__version__, "devices": devices}
