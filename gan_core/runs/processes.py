"""Worker processes: one with its pipes, and the pool of them."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Protocol

ACKNOWLEDGE_SECONDS = 2.0
EXIT_SECONDS = 5.0


class RunnerError(RuntimeError):
    """A command for a run was refused; the message says why."""


class Held(Protocol):
    """The fields that the pool needs of a run's or a group's record."""

    @property
    def state(self) -> str:
        """The state of the run or group."""

    @property
    def handled(self) -> int:
        """The number of commands that the worker has carried out."""


class Table(Protocol):
    """The records of what a worker holds: the store's runs, or its groups."""

    def get(self, name: str, /) -> Held:
        """Return one record."""

    def update(self, name: str, /, **columns: Any) -> None:  # noqa: ANN401
        """Set columns of one record."""


def child_environment() -> dict[str, str]:
    """Return an environment in which a child process finds this package in any folder."""
    root = Path(__file__).resolve().parents[2]
    paths = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)}


class WorkerProcess:
    """One worker with its pipes; ``hello`` is None until it has imported everything."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gan_core.runs.worker", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(),
            text=True,
            # Its own session: a Ctrl-C meant for the app reaches it as the end of its input.
            start_new_session=True,
        )
        self.hello: dict[str, Any] | None = None
        self.table: Table | None = None
        self.sent = 0
        self._lock = threading.Lock()
        self._reader = threading.Thread(target=self._read_hello, daemon=True)
        self._reader.start()

    def _read_hello(self) -> None:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if line:
            self.hello = json.loads(line)

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def send(self, name: str, command: str, **content: object) -> int:
        """Send one command and return its number; the store counts those carried out."""
        with self._lock:
            self.sent += 1
            line = json.dumps({"command": command, "run": name, "number": self.sent, **content})
            try:
                assert self.process.stdin is not None
                self.process.stdin.write(line + "\n")
                self.process.stdin.flush()
            except (BrokenPipeError, ValueError):
                raise RunnerError("The training process has ended. Start the run again.") from None
            return self.sent

    def end(self) -> None:
        """Close its input, which ends it; kill it if it does not end in time."""
        with contextlib.suppress(OSError, ValueError), self._lock:
            assert self.process.stdin is not None
            self.process.stdin.close()
        try:
            self.process.wait(EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


class WorkerPool:
    """Workers by the name of the run or group that each holds, and a spare with torch imported.

    Safe to share between threads. At most ``most`` workers hold something at a time.
    """

    def __init__(self, folder: Path, *, most: int) -> None:
        self.folder = folder
        self.most = most
        self.lock = threading.RLock()
        self.workers: dict[str, WorkerProcess] = {}
        self.spare: WorkerProcess | None = None
        self._hello: dict[str, Any] | None = None

    def warm_up(self) -> None:
        """Start a spare worker if there is none; returns at once."""
        with self.lock:
            if self.spare is not None and not self.spare.alive:
                self.spare.end()
                self.spare = None
            if self.spare is None:
                self.spare = WorkerProcess(self.folder)

    def hello(self) -> dict[str, Any] | None:
        """Return the first worker's greeting, with this machine's devices; None before it."""
        if self._hello is None:
            with self.lock:
                workers = [*self.workers.values(), *filter(None, [self.spare])]
            self._hello = next((worker.hello for worker in workers if worker.hello), None)
        return self._hello

    def holds(self, name: str) -> bool:
        """Whether a living worker holds this run or group."""
        worker = self.workers.get(name)
        return worker is not None and worker.alive

    def idle(self) -> list[str]:
        """Return the names of held runs and groups that were never started or have ended."""
        return [name for name, worker in list(self.workers.items()) if _rests(name, worker)]

    def pending(self, name: str, handled: int) -> bool:
        """Whether more commands were sent to a living worker than the ``handled`` ones."""
        worker = self.workers.get(name)
        return worker is not None and worker.alive and worker.sent > handled

    @property
    def held(self) -> int:
        """The number of living workers that hold something."""
        return sum(worker.alive for worker in self.workers.values())

    def open(self, name: str, table: Table, command: str) -> WorkerProcess:
        """Give a run or a group to the spare worker."""
        self.warm_up()
        worker, self.spare = self.spare, None
        assert worker is not None
        self.workers[name] = worker
        worker.table = table
        worker.send(name, command)
        return worker

    def empty(self, name: str) -> bool:
        """Close a run or group and make its worker the spare; False if no worker holds it."""
        worker = self.workers.get(name)
        if worker is None or not worker.alive:
            return False
        self.wait(name, worker, worker.send(name, "close"))
        del self.workers[name]
        if self.spare is not None:
            threading.Thread(target=self.spare.end, daemon=True).start()
        self.spare = worker
        return True

    def release(self, name: str) -> bool:
        """End the worker that holds this; returns False if none does."""
        with self.lock:
            worker = self.workers.pop(name, None)
        if worker is None:
            return False
        worker.end()
        return True

    def command(self, name: str, command: str, **content: object) -> None:
        """Send a command to the worker that holds this, and wait until it is carried out."""
        worker = self.workers.get(name)
        if worker is not None:
            self.wait(name, worker, worker.send(name, command, **content))

    @staticmethod
    def wait(name: str, worker: WorkerProcess, number: int) -> None:
        """Wait until a command is carried out, or a while if the worker is still starting."""
        if worker.hello is None or worker.table is None:
            # It still imports torch; what was sent is carried out in order when it is ready.
            return
        deadline = time.monotonic() + ACKNOWLEDGE_SECONDS
        while time.monotonic() < deadline and worker.alive:
            if worker.table.get(name).handled >= number:
                return
            time.sleep(0.004)

    def close(self) -> None:
        """End the spare worker."""
        with self.lock:
            spare, self.spare = self.spare, None
        if spare is not None:
            spare.end()


def _rests(name: str, worker: WorkerProcess) -> bool:
    if not worker.alive or worker.table is None:
        return False
    try:
        state = worker.table.get(name).state
    except KeyError:
        # Deleted from the store to make room for newer ones.
        return True
    return state in ("preparing", "ready", "finished", "failed")


def process_exists(pid: int) -> bool:
    """Whether a process of that number runs on this machine."""
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
