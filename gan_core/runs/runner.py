"""Runners start runs and steer them; the one here trains in processes of this machine."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any, Protocol

from gan_core.runs.store import RunRecord, RunStore
from gan_core.settings import LIVE_SETTINGS, SettingsError, ToySettings

ACKNOWLEDGE_SECONDS = 2.0
EXIT_SECONDS = 5.0


class RunnerError(RuntimeError):
    """A run cannot be started or steered; the message says why."""


class Runner(Protocol):
    """What the pages ask of whatever trains: here, or later on a cluster."""

    def submit(self, settings: ToySettings, *, device: str, steps: int | None = None) -> str:
        """Build a run and leave it at step 0; returns its name."""

    def pause(self, run: str) -> None:
        """Stop after the update that is under way."""

    def resume(self, run: str) -> None:
        """Train on, from a checkpoint if no worker holds the run."""

    def step(self, run: str, part: str) -> None:
        """Do one update of ``discriminator``, ``generator`` or ``both``."""

    def cancel(self, run: str) -> None:
        """Put the run down; it stays in the store and can go on later."""

    def status(self, run: str) -> RunRecord:
        """How the run stands; ``UnknownRunError`` when it does not exist."""


class WorkerProcess:
    """One worker and the pipes to it; ``hello`` is None until it has imported everything."""

    def __init__(self, folder: Path) -> None:
        root = Path(__file__).resolve().parents[2]
        paths = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gan_core.runs.worker", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            text=True,
            # Its own session: a Ctrl-C meant for the app reaches it as the end of its input.
            start_new_session=True,
        )
        self.hello: dict[str, Any] | None = None
        self.run = ""
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

    def send(self, run: str, command: str, **content: object) -> int:
        """Send one command and return its number; the store counts those carried out."""
        with self._lock:
            self.sent += 1
            line = json.dumps({"command": command, "run": run, "number": self.sent, **content})
            try:
                assert self.process.stdin is not None
                self.process.stdin.write(line + "\n")
                self.process.stdin.flush()
            except (BrokenPipeError, ValueError):
                raise RunnerError("The training process has ended. Start the run again.") from None
            return self.sent

    def end(self) -> None:
        """Close its input, which ends it, and see that it goes."""
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


class LocalRunner:
    """Trains each run in its own process; a spare one waits with torch imported.

    Safe to share between threads. At most ``max_runs`` runs are held at a time.
    """

    def __init__(self, store: RunStore, *, max_runs: int = 4) -> None:
        self.store = store
        self.max_runs = max_runs
        self._workers: dict[str, WorkerProcess] = {}
        self._spare: WorkerProcess | None = None
        self._hello: dict[str, Any] | None = None
        self._lock = threading.RLock()
        for record in store.runs():
            if record.active and not _process_exists(record.pid):
                store.update(record.id, state="stopped", pid=0)

    def warm_up(self) -> None:
        """Start the spare worker if none waits; returns at once."""
        with self._lock:
            if self._spare is not None and not self._spare.alive:
                self._spare.end()
                self._spare = None
            if self._spare is None:
                self._spare = WorkerProcess(self.store.folder)

    def hello(self) -> dict[str, Any] | None:
        """Return what the first worker said of this machine's devices; None until one has."""
        if self._hello is None:
            with self._lock:
                workers = [*self._workers.values(), *filter(None, [self._spare])]
            self._hello = next((worker.hello for worker in workers if worker.hello), None)
        return self._hello

    def submit(self, settings: ToySettings, *, device: str, steps: int | None = None) -> str:
        """Build a run and leave it at step 0, ready to resume; returns its name at once."""
        run = uuid.uuid4().hex[:12]
        with self._lock:
            self._refuse_too_many()
            self.store.create(run, settings, steps=steps, device=device)
            self._open(run)
        return run

    def replace(self, run: str, settings: ToySettings, *, device: str) -> str:
        """Submit other settings to the worker that holds ``run``; an empty run is deleted."""
        with self._lock:
            worker = self._workers.get(run)
            if worker is None or not worker.alive:
                self.cancel(run)
                return self.submit(settings, device=device)
            self._wait(run, worker, worker.send(run, "close"))
            del self._workers[run]
            if self._spare is not None:
                threading.Thread(target=self._spare.end, daemon=True).start()
            self._spare = worker
            self._forget_if_empty(run)
            return self.submit(settings, device=device)

    def _refuse_too_many(self) -> None:
        """Make room among runs that nobody has started; refuse when all others train."""
        for run, worker in list(self._workers.items()):
            if sum(w.alive for w in self._workers.values()) < self.max_runs:
                return
            if worker.alive and self.store.get(run).state in ("preparing", "ready"):
                self.cancel(run)
        held = sum(worker.alive for worker in self._workers.values())
        if held >= self.max_runs:
            raise RunnerError(
                f"{held} runs are under way on this machine and {self.max_runs} are accepted; "
                "wait until one ends, or close its tab."
            )

    def _open(self, run: str) -> WorkerProcess:
        self.warm_up()
        worker, self._spare = self._spare, None
        assert worker is not None
        self._workers[run] = worker
        worker.run = run
        worker.send(run, "open")
        return worker

    def _worker(self, run: str) -> WorkerProcess:
        """Return the worker that holds the run, a new one when none does."""
        with self._lock:
            worker = self._workers.get(run)
            if worker is not None and worker.alive:
                return worker
            self.store.get(run)
            if worker is not None:
                worker.end()
                del self._workers[run]
            self._refuse_too_many()
            self.store.update(run, state="preparing", message="", handled=0)
            return self._open(run)

    def _tell(self, run: str, command: str, **content: object) -> None:
        worker = self._worker(run)
        self._wait(run, worker, worker.send(run, command, **content))

    def _wait(self, run: str, worker: WorkerProcess, number: int) -> None:
        """Wait until a command is carried out, or a while if the worker is still starting."""
        if worker.hello is None:
            # It still imports torch; what was sent is carried out in order when it is ready.
            return
        deadline = time.monotonic() + ACKNOWLEDGE_SECONDS
        while time.monotonic() < deadline and worker.alive:
            if self.store.get(run).handled >= number:
                return
            time.sleep(0.004)

    def pause(self, run: str) -> None:
        """Stop after the update that is under way; returns when it has stopped."""
        if self._holds(run):
            self._tell(run, "pause")

    def reopen(self, run: str) -> None:
        """Give a run that no worker holds to one; it waits, paused, at its checkpoint."""
        self._worker(run)

    def resume(self, run: str) -> None:
        """Train on; a run that no worker holds goes on from its checkpoint."""
        self._tell(run, "resume")

    def step(self, run: str, part: str) -> None:
        """Do one update of ``discriminator``, ``generator`` or ``both``; pauses a running run."""
        self._tell(run, "step", part=part)

    def change(self, run: str, **changes: object) -> None:
        """Change live settings (learning rates, n_critic, epochs) of an open run."""
        # A refusal has to come here, where it can be answered, and not in the worker.
        self.store.get(run).settings.replace(**changes)
        for name in changes:
            if name not in LIVE_SETTINGS:
                raise SettingsError(
                    f"{name} cannot change during a run; accepted: {', '.join(LIVE_SETTINGS)}"
                )
        if self._holds(run):
            self._tell(run, "change", changes=changes)

    def set_pace(self, run: str, *, delay: float, slow: bool) -> None:
        """Wait ``delay`` seconds a step, or after each part of a step in slow motion."""
        if self._holds(run):
            self._tell(run, "pace", delay=delay, slow=slow)

    def cancel(self, run: str) -> None:
        """Put the run down and end its worker; one that never made a step is deleted."""
        with self._lock:
            worker = self._workers.pop(run, None)
        if worker is not None:
            worker.end()
            self._forget_if_empty(run)

    def status(self, run: str) -> RunRecord:
        """How the run stands; one whose worker died is marked as stopped."""
        record = self.store.get(run)
        if record.active and not self._holds(run) and not _process_exists(record.pid):
            message = "The training process ended unexpectedly; the last checkpoint is kept."
            self.store.update(run, state="stopped", message=message, pid=0)
            return self.store.get(run)
        return record

    def close(self) -> None:
        """Put every run down and end every worker."""
        for run in list(self._workers):
            self.cancel(run)
        with self._lock:
            spare, self._spare = self._spare, None
        if spare is not None:
            spare.end()

    def _holds(self, run: str) -> bool:
        worker = self._workers.get(run)
        return worker is not None and worker.alive

    def _forget_if_empty(self, run: str) -> None:
        with contextlib.suppress(KeyError):
            if self.store.get(run).step == 0:
                self.store.delete(run)


def _process_exists(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
