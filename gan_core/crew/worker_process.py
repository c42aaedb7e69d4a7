"""What a process of the crew runs: ``python -m gan_core.crew.worker_process FOLDER``."""

from __future__ import annotations

import logging
import os
import sqlite3
import sys
import threading
from pathlib import Path

import torch

from gan_core.crew.worker import Worker
from gan_core.runs.integrity.errors import is_damage
from gan_core.storage.devices import described_devices
from gan_core.storage.folders import STORE_FILE
from gan_core.storage.private import UMASK
from gan_core.training.toy.preparation import prepare_kernels

NICENESS = 10
"""Training gives way: who moves a slider or presses Pause waits for the server, not for a step."""

log = logging.getLogger(__name__)


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
    worker = Worker(folder)
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
