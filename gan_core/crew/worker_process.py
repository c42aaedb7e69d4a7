"""What a process of the crew runs: ``python -m gan_core.crew.worker_process FOLDER``.

It takes commands as JSON lines on standard input, writes to the run store, and answers with JSON
lines on standard output. It ends when its input ends, so it never outlives the server.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import sys
import threading
from pathlib import Path

import torch

from gan_core.crew.worker import Worker
from gan_core.runs.integrity.errors import is_damage
from gan_core.runs.store import RunStore
from gan_core.storage.devices import described_devices
from gan_core.storage.folders import STORE_FILE
from gan_core.storage.private import UMASK
from gan_core.training.toy.preparation import prepare_kernels

NICENESS = 10
"""Training gives way: who moves a slider or presses Pause waits for the server, not for a step."""

ROOM_SECONDS = 1.0
NAME_BYTES = 64

log = logging.getLogger(__name__)


class PipedWorker(Worker):
    """A worker whose commands and answers are lines in pipes, and whose turns are in a file."""

    def __init__(self, folder: Path) -> None:
        super().__init__(RunStore(folder))
        self.ended = threading.Event()
        self.store.on_full = self.wait_for_room
        (folder / "turns").mkdir(exist_ok=True)
        self.turns = os.open(folder / "turns" / str(os.getpid()), os.O_CREAT | os.O_RDWR, 0o600)

    def listen(self) -> None:
        """Read commands until the input ends."""
        for line in sys.stdin:
            self.commands.put(json.loads(line))
        self.ended.set()
        self.commands.put(None)

    def wait_for_room(self) -> bool:
        """Rest a moment, on a full disk; False when the server is gone."""
        return not self.ended.wait(ROOM_SECONDS)

    def answer(self, **content: object) -> None:
        """Write one line that the server reads."""
        sys.stdout.write(json.dumps(content) + "\n")
        sys.stdout.flush()

    def note_turn(self, name: str) -> None:
        """Write whose turn it is where the server looks after this process has died."""
        os.pwrite(self.turns, name.encode()[:NAME_BYTES].ljust(NAME_BYTES), 0)


def main() -> None:
    """Start a worker on the store in the folder given as the only argument."""
    folder = Path(sys.argv[1])
    if not (folder / STORE_FILE).exists():
        # It was removed: the server says so, and a new one here would hide it.
        return
    os.umask(UMASK)
    logging.basicConfig(filename=folder / "worker.log", level=logging.WARNING)
    torch.set_flush_denormal(True)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    # Described first: a run that trains alone takes all of the machine's threads.
    devices = described_devices()
    torch.set_num_threads(1)
    worker = PipedWorker(folder)
    worker.answer(pid=os.getpid(), torch=torch.__version__, devices=devices)
    threading.Thread(target=worker.listen, daemon=True).start()
    prepare_kernels()
    try:
        worker.loop()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        log.warning("the run store is damaged: %s", error)
        worker.answer(damaged=str(error))


if __name__ == "__main__":
    main()
