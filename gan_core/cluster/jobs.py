"""Jobs on a cluster, each on one worker in tasks of a second, and what becomes of lost ones."""

from __future__ import annotations

import contextlib
import queue
import time
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from gan_core.cluster.connection import (
    LOSSES,
    NO_WORKERS,
    WORKERS_SECONDS,
    ClusterError,
    ClusterLostError,
    call,
    check_worker,
    connect,
    workers_of,
)
from gan_core.cluster.turns import Body, drop, work

TURN_SECONDS = 1.2
"""A task works so long; then Dask may give the worker to others."""

LOOK_SECONDS = 1.0
WAIT_SECONDS = 0.3
DROP_SECONDS = 3.0
MOST_LOSSES = 3
"""Workers that may go with a job since it last told something, before it is given up."""


@dataclass
class ClusterJob:
    """Something to do on a worker.

    ``given`` returns what its ``body`` is called with besides the turn: asked anew where a worker
    was lost, so that it can hold the last checkpoint. ``hear`` is called with what the job tells.
    """

    body: Body
    given: Callable[[], tuple[Any, ...]]
    hear: Callable[[Any], None] = lambda news: None
    losses: int = 0


@contextmanager
def cluster_at(address: str) -> Iterator[Any]:
    """Yield a client of the scheduler at ``address``; ``ClusterError`` where none answers."""
    client = connect(address)
    try:
        yield client
    finally:
        with contextlib.suppress(*LOSSES):
            client.close(timeout=DROP_SECONDS)


class JobRunner:
    """Gives each thread of each worker one job after another; used once.

    ``stop`` is asked all the time; once true, jobs are told to stop and save, and none begins.
    """

    def __init__(
        self,
        client: Any,  # noqa: ANN401
        jobs: Sequence[ClusterJob],
        *,
        stop: Callable[[], bool],
    ) -> None:
        self.client, self.jobs, self.stop = client, jobs, stop
        self.waiting = deque(range(len(jobs)))
        self.results: list[Any] = [None] * len(jobs)
        self.left = len(jobs)
        self.worked = 0.0
        """Seconds that workers were at work on jobs that have ended."""

        self.slots: dict[str, int] = {}
        self.refused: dict[str, str] = {}
        self.tasks: dict[Any, tuple[int, str, str]] = {}
        """Job, name and worker of each task."""

        self._done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._looked = 0.0
        self._served = time.monotonic()
        """When there was a worker last."""

    def run(self) -> list[Any]:
        """Do all jobs; returns their results, None for those that never began.

        Raises what a job raises, and ``ClusterError`` where the cluster cannot be used any more.
        """
        try:
            while self.left:
                self._look()
                self._begin_waiting()
                with contextlib.suppress(queue.Empty):
                    self._take(self._done.get(timeout=WAIT_SECONDS))
                if self.stop():
                    self.left -= len(self.waiting)
                    self.waiting.clear()
        finally:
            self._drop_all()
        return self.results

    def _look(self) -> None:
        """See which workers have come and gone."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        found = workers_of(self.client)
        for address in found.keys() - self.slots.keys() - self.refused.keys():
            self._meet(address, int(found[address]["nthreads"]))
        for address in self.slots.keys() - found.keys():
            del self.slots[address]
            for task, (job, _name, worker) in list(self.tasks.items()):
                if worker == address:
                    self._lost(task, job)
        self._looked = time.monotonic()
        if self.slots:
            self._served = self._looked
        elif self._looked - self._served > WORKERS_SECONDS or self.refused:
            raise ClusterError(
                next(iter(self.refused.values()), "")
                or NO_WORKERS.format(address=self.client.scheduler.address)
            )

    def _meet(self, address: str, threads: int) -> None:
        """Take a new worker, unless it is of another version."""
        try:
            check_worker(self.client, address)
        except ClusterError as error:
            self.refused[address] = str(error)
        except LOSSES:
            return
        else:
            self.slots[address] = threads

    def _lost(self, task: Any, job: int) -> None:  # noqa: ANN401
        del self.tasks[task]
        with contextlib.suppress(*LOSSES):
            task.cancel()
        self.jobs[job].losses += 1
        if self.jobs[job].losses >= MOST_LOSSES:
            raise ClusterError(
                f"{MOST_LOSSES} workers ended while they did the same piece of work: they were "
                "killed, or memory ran out"
            )
        self.waiting.appendleft(job)

    def _begin_waiting(self) -> None:
        taken = [worker for _job, _name, worker in self.tasks.values()]
        for worker, threads in self.slots.items():
            for _ in range(threads - taken.count(worker)):
                if self.waiting:
                    job = self.waiting.popleft()
                    begin = (self.jobs[job].body, self.jobs[job].given())
                    self._submit(job, uuid.uuid4().hex, worker, begin)

    def _submit(self, job: int, name: str, worker: str, begin: Any) -> None:  # noqa: ANN401
        with warnings.catch_warnings():
            # A checkpoint or pictures of faces go along once, however large they are.
            warnings.filterwarnings("ignore", "Sending large graph")
            task = self.client.submit(
                work,
                name,
                TURN_SECONDS,
                stop=self.stop(),
                begin=begin,
                key=f"gan-explorer-{name}-{uuid.uuid4().hex[:8]}",
                workers=[worker],
                allow_other_workers=False,
                pure=False,
            )
        self.tasks[task] = (job, name, worker)
        task.add_done_callback(self._done.put)

    def _take(self, task: Any) -> None:  # noqa: ANN401
        """Take in what a task has brought, and have the job go on."""
        if task not in self.tasks:
            return
        job, name, worker = self.tasks[task]
        if task.status in ("cancelled", "lost"):
            self._looked = 0.0
            raise ClusterLostError("the Dask scheduler does not answer any more")
        from distributed import KilledWorker

        try:
            done = task.result(timeout=DROP_SECONDS * 10)
        except KilledWorker:
            self._lost(task, job)
            return
        if done.get("gone"):
            self._lost(task, job)
            return
        del self.tasks[task]
        for news in done["news"]:
            self.jobs[job].losses = 0
            self.jobs[job].hear(news)
        if done["ended"]:
            self.results[job] = done["result"]
            self.worked += done["worked"]
            self.left -= 1
        else:
            self._submit(job, name, worker, None)

    def _drop_all(self) -> None:
        """Have what is still at work end: this was stopped, or something failed."""
        names: dict[str, list[str]] = {}
        for task, (_job, name, worker) in self.tasks.items():
            names.setdefault(worker, []).append(name)
            with contextlib.suppress(*LOSSES):
                task.cancel()
        for worker, theirs in names.items():
            with contextlib.suppress(ClusterError, *LOSSES):
                call(self.client, worker, drop, names=theirs)


def run_jobs(
    client: Any,  # noqa: ANN401
    jobs: Sequence[ClusterJob],
    *,
    stop: Callable[[], bool] = lambda: False,
) -> list[Any]:
    """Do all jobs on the cluster's workers; see ``JobRunner``."""
    return JobRunner(client, jobs, stop=stop).run()
