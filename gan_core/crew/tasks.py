"""Work that is no run, such as fitting a map: commands that wait for a place, one after another."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from collections.abc import Callable, Sequence

from gan_core.crew.process import child_environment

AT_ONCE = 1
"""Tasks that run at a time; each takes a processor, which runs need too."""

EXIT_SECONDS = 5.0
NICENESS = 10
WAITING, RUNNING, SUCCEEDED, FAILED, STOPPED = (
    "waiting", "running", "succeeded", "failed", "stopped",
)  # fmt: skip


class Task:
    """A command in a process of its own, once there is a place for it.

    ``on_begin`` is called when it begins, ``on_line`` with each line of its standard error; both on
    threads of this object's own. ``state`` is one of waiting, running, succeeded, failed, stopped.
    """

    def __init__(
        self,
        title: str,
        command: Sequence[str],
        *,
        owner: str = "",
        on_begin: Callable[[], None],
        on_line: Callable[[str], None],
    ) -> None:
        self.title, self.command, self.owner = title, tuple(command), owner
        self.state = WAITING
        self.on_begin, self.on_line = on_begin, on_line
        self.process: subprocess.Popen[str] | None = None

    @property
    def under_way(self) -> bool:
        """Whether it waits or runs."""
        return self.state in (WAITING, RUNNING)


class Tasks:
    """Admits tasks in the order in which they came; safe to share between threads.

    ``places`` tells how many more processes the machine has room for beside those that train.
    """

    def __init__(self, places: Callable[[], int]) -> None:
        self._places = places
        self._lock = threading.Lock()
        self._tasks: list[Task] = []
        self._open = True

    def submit(self, task: Task) -> None:
        """Queue a task; it begins at once where there is a place."""
        with self._lock:
            self._tasks.append(task)
        self.admit()

    def under_way(self) -> list[Task]:
        """Return the tasks that run or wait, in their order."""
        with self._lock:
            return list(self._tasks)

    @property
    def running(self) -> int:
        """How many run now."""
        return sum(task.state == RUNNING for task in self.under_way())

    def place(self, task: Task) -> int:
        """Return a task's place among those that wait, 1 for the next; 0 for any other."""
        waiting = [other for other in self.under_way() if other.state == WAITING]
        return waiting.index(task) + 1 if task in waiting else 0

    def admit(self) -> None:
        """Begin what has a place; called whenever one may have become free."""
        with self._lock:
            while task := self._next():
                self._begin(task)

    def _next(self) -> Task | None:
        running = sum(task.state == RUNNING for task in self._tasks)
        if not self._open or running >= AT_ONCE or self._places() <= running:
            return None
        return next((task for task in self._tasks if task.state == WAITING), None)

    def _begin(self, task: Task) -> None:
        task.process = subprocess.Popen(
            task.command,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        with contextlib.suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, task.process.pid, NICENESS)
        task.state = RUNNING
        threading.Thread(target=self._look_after, args=(task, task.process), daemon=True).start()

    def _look_after(self, task: Task, process: subprocess.Popen[str]) -> None:
        task.on_begin()
        assert process.stderr is not None
        with process.stderr:
            for line in process.stderr:
                task.on_line(line)
        status = process.wait()
        with self._lock:
            if task.state == RUNNING:
                task.state = FAILED if status else SUCCEEDED
            if task in self._tasks:
                self._tasks.remove(task)
        self.admit()

    def stop(self, task: Task) -> None:
        """Take a task out of the queue, or end its process; returns at once."""
        with self._lock:
            if not task.under_way:
                return
            task.state = STOPPED
            self._tasks.remove(task)
        if task.process is not None:
            task.process.terminate()

    def close(self) -> None:
        """End all tasks and see that their processes go."""
        self._open = False
        tasks = self.under_way()
        for task in tasks:
            self.stop(task)
        for process in filter(None, (task.process for task in tasks)):
            try:
                process.wait(EXIT_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
