"""Maps of faces that are being fitted, one after another, and how far they are."""

from __future__ import annotations

import json
import sys
import time

from gan_core.crew.tasks import FAILED, RUNNING, SUCCEEDED, Task
from ui.faces.shown_faces import dataset_of, own_folder, pictures_folder
from ui.shared.services import services

USUAL = {"start": 2.0, "features": 4.0, "umap": 12.0, "map": 3.0}
"""Seconds that each part of a fit takes on an idle processor, in the order in which they come."""

USUAL_FACES = 1000
GROWING = ("features", "map")
"""Parts that take longer the more faces there are; ``USUAL`` is for 1,000."""

DECODING = "pictures decoded"
"""A part that only the first fit has, between ``start`` and ``features``; it says how far it is."""

REST = 0.1
"""At least this share of a part's time is said to be left while it does not say how far it is."""


class FitProgress:
    """How far a fit is and how long it still takes, from what it tells of its parts.

    Times are seconds. The parts behind say how fast this machine is now beside a usual one.
    """

    def __init__(self, now: float, count: int = USUAL_FACES) -> None:
        many = count / USUAL_FACES
        self.usual = {part: s * many if part in GROWING else s for part, s in USUAL.items()}
        self.part, self.share = "start", 0.0
        self.started = self.entered = now
        self.took = self.usually = 0.0
        self.farthest = 0.0

    def hear(self, part: str, share: float, now: float) -> None:
        """Note which part of the fit is under way, and how far it is, in [0, 1]."""
        if part != self.part:
            if self.part in self.usual:
                self.took += now - self.entered
                self.usually += self.usual[self.part]
            self.part, self.entered = part, now
        self.share = share

    def seconds_left(self, now: float) -> float:
        """Return an estimate that is never 0 before the end."""
        spent, usual = now - self.entered, self.usual.get(self.part, 0.0)
        pace = self.took / self.usually if self.usually else 1.0
        expected = pace * usual
        if usual and spent > expected:
            # A part that takes longer than expected foretells the same of those after it.
            pace = (self.took + spent) / (self.usually + usual)
        if 0 < self.share < 1:
            here = spent * (1 - self.share) / self.share
        else:
            here = max(expected - spent, REST * max(expected, spent))
        names = list(self.usual)
        after = names.index(self.part) + 1 if self.part in names else names.index("features")
        return here + pace * sum(self.usual[name] for name in names[after:])

    def done(self, now: float) -> float:
        """Return the share of the time that has passed, in [0, 1), which never falls."""
        spent = now - self.started
        self.farthest = max(self.farthest, spent / (spent + self.seconds_left(now)))
        return self.farthest


class FitJob:
    """A map that is fitted in a process of its own when there is a place for it."""

    def __init__(self, source: str, space: str, owner: str, count: int) -> None:
        self.source, self.space, self.error, self.count = source, space, "", count
        self.progress = FitProgress(time.monotonic(), count)
        self.task = Task(
            f"faces fit, {dataset_of(source)}, {space}",
            [
                sys.executable, "-m", "gan_core", "faces", "fit", "--space", space,
                "--dataset", dataset_of(source), "--data", str(pictures_folder(source)),
                "--faces", str(count), "--out", str(own_folder(source)), "--json",
                "--progress", "json",
            ],
            owner=owner, on_begin=self._begin, on_line=self._hear,
        )  # fmt: skip
        services().runner.tasks.submit(self.task)

    def _begin(self) -> None:
        self.progress = FitProgress(time.monotonic(), self.count)

    def _hear(self, line: str) -> None:
        try:
            told = json.loads(line)
            share = told["done"] / max(1, told["total"])
            self.progress.hear(told["part"], share, time.monotonic())
        except (ValueError, TypeError, KeyError):
            self.error = line.strip() or self.error

    @property
    def under_way(self) -> bool:
        """Whether it waits or is at work."""
        return self.task.under_way

    @property
    def running(self) -> bool:
        """Whether its process is at work."""
        return self.task.state == RUNNING

    @property
    def place(self) -> int:
        """Its place in the queue, 1 for the next; 0 when it does not wait."""
        return services().runner.tasks.place(self.task)

    @property
    def succeeded(self) -> bool:
        """Whether the map is there."""
        return self.task.state == SUCCEEDED

    @property
    def failed(self) -> bool:
        """Whether it ended by itself without a map; one that was stopped did not."""
        return self.task.state == FAILED

    def stop(self) -> None:
        """Take it out of the queue or end its process; nothing half done is kept."""
        services().runner.tasks.stop(self.task)


_jobs: dict[str, FitJob] = {}


def job_of(source: str) -> FitJob | None:
    """Return what is fitted, or was fitted last, to a source's faces."""
    return _jobs.get(source)


def begin_fit(source: str, space: str, owner: str, count: int = USUAL_FACES) -> None:
    """Fit a map to ``count`` of a source's faces, unless one is being fitted or waits."""
    known = _jobs.get(source)
    if known is None or not known.under_way:
        _jobs[source] = FitJob(source, space, owner, count)


def take_finished() -> FitJob | None:
    """Return a fit that has succeeded, once."""
    for source, job in list(_jobs.items()):
        if job.succeeded:
            return _jobs.pop(source)
    return None
