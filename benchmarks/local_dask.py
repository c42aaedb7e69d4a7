"""A real scheduler and worker processes of this machine, each of which can be killed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {
    "PYTHONPATH": str(ROOT),
    "OMP_NUM_THREADS": "1",
    "DASK_LOGGING__DISTRIBUTED": "error",
    # A worker whose scheduler is gone ends soon.
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "3s",
}


WAIT_SECONDS = 60.0


class LocalDask:
    """A scheduler, and workers by number."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.program = ROOT
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = ""
        self.start_scheduler()

    def _written(self) -> bool:
        with contextlib.suppress(OSError, ValueError):
            self.address = json.loads(self.file.read_text())["address"]
            return True
        return False

    def _start(self, kind: str, *options: str, **variables: str) -> subprocess.Popen[bytes]:
        # As a process of the crew, and as docs/cluster.md has it: training gives way.
        gives_way = ["nice", "-n", "10"] if kind == "worker" and shutil.which("nice") else []
        with (self.folder / f"{kind}.log").open("ab") as log:
            return subprocess.Popen(
                [*gives_way, sys.executable, "-m", f"distributed.cli.dask_{kind}",
                 "--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(self.file),
                 *options],
                env=os.environ | ENVIRONMENT | variables,
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )  # fmt: skip

    def start_scheduler(self) -> None:
        """Start the scheduler, at the address that it had before."""
        self.file.unlink(missing_ok=True)
        self.scheduler = self._start("scheduler", "--port", self.address.rpartition(":")[2] or "0")
        until = time.monotonic() + WAIT_SECONDS
        while not self._written():
            if time.monotonic() > until:
                raise TimeoutError("the scheduler did not begin in a minute")
            time.sleep(0.05)

    def kill_scheduler(self) -> None:
        """Kill it; its workers end by themselves."""
        self.scheduler.kill()
        self.scheduler.wait()

    def add_worker(self, **variables: str) -> subprocess.Popen[bytes]:
        """Start a worker of one thread; killed, nobody starts it again."""
        worker = self._start("worker", "--no-nanny", "--nthreads", "1", **variables)
        self.workers.append(worker)
        return worker

    def end(self) -> None:
        """End all."""
        for process in [*self.workers, self.scheduler]:
            process.kill()
            process.wait()


@contextlib.contextmanager
def local_dask(workers: int = 2) -> Iterator[LocalDask]:
    """Yield a cluster with so many workers."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = LocalDask(Path(folder))
        try:
            for _ in range(workers):
                cluster.add_worker()
            yield cluster
        finally:
            cluster.end()
