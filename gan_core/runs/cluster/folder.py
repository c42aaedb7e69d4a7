"""A run on pictures that trains on a worker of a Dask cluster; its folder is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from gan_core.cluster.jobs import ClusterJob, cluster_at, run_jobs
from gan_core.cluster.turns import Turn
from gan_core.data.images import load_images
from gan_core.runs.image_folder import ImageFolder, ImageJob, ImageOutcome
from gan_core.runs.run_folder import CHECKPOINT, LOG, FolderError
from gan_core.storage.checkpoint_file import CheckpointFile
from gan_core.storage.devices import resolve_device
from gan_core.storage.serialization import write_atomically
from gan_core.training.images.training import ImageReport
from gan_core.training.parallel import ALONE

Change = tuple[str, int, bytes]
"""A file's path in the folder, from where on it has changed, and what is there now."""


@dataclass(frozen=True)
class WantedData:
    """Which pictures a worker opens; ``folder`` is on the worker, ``GAN_DATA`` there for None."""

    split: str
    folder: Path | None
    download: bool


class ClusterFolder:
    """Stands for an ``ImageFolder`` whose training is elsewhere; ``run`` does not differ."""

    parallel = ALONE

    def __init__(
        self,
        job: ImageJob,
        wanted: WantedData,
        *,
        address: str,
        device: str,
        threads: int,
        resume: bool,
    ) -> None:
        self.job, self.wanted, self.address = job, wanted, address
        self.device, self.threads, self.resume = device, threads, resume
        self.checkpoint = CheckpointFile(job.out / CHECKPOINT)
        self.steps_done = 0
        if resume:
            state = self.checkpoint.load()
            self.steps_done = int(state[1]["steps"]) if state else 0
        self.pictures = 0
        self.origin: Any = None
        self.unwritten: dict[str, str] = {}
        self._told = self.steps_done
        self._progress: Callable[[ImageReport], None] = lambda report: None

    def run(
        self,
        *,
        stop: Callable[[], bool] = lambda: False,
        progress: Callable[[ImageReport], None] = lambda report: None,
    ) -> ImageOutcome:
        """Train to the end or until ``stop`` returns True; the folder is kept up to date.

        Raises ``ClusterError`` where the cluster cannot be used, and what ``ImageFolder`` raises.
        """
        self._progress = progress
        with cluster_at(self.address) as client:
            job = ClusterJob(train_folder, self._given, self._hear)
            outcome: ImageOutcome | None = run_jobs(client, [job], stop=stop)[0]
        if outcome is None:
            report = ImageReport(self.steps_done, 0.0, None, {})
            return ImageOutcome("stopped", report, [], failure="stopped before it began")
        if not self.unwritten:
            return outcome
        lines = list(self.unwritten.values())
        return replace(outcome, notices=[*outcome.notices, *lines], failure=lines[0])

    def _given(self) -> tuple[Any, ...]:
        """Return what a worker is given: all that it needs to resume from the last checkpoint."""
        files = {}
        if self.resume:
            for path in (self.checkpoint.path, self.checkpoint.previous, self.job.out / LOG):
                if path.exists():
                    files[path.name] = path.read_bytes()
        return self.job, self.wanted, self.device, self.threads, self.resume, files

    def _hear(self, news: tuple[str, Any]) -> None:
        kind, content = news
        if kind == "data":
            self.pictures, self.origin = content
        elif kind == "report" and content.step > self._told:
            # After a loss, steps are reported that were before.
            self._told = content.step
            self._progress(content)
        elif kind == "files":
            for change in content:
                self._write(*change)

    def _write(self, name: str, start: int, content: bytes) -> None:
        path = self.job.out / name
        try:
            if start:
                with path.open("r+b") as file:
                    file.seek(start)
                    file.write(content)
            elif name == CHECKPOINT:
                write_atomically(path, content, before=self.checkpoint.previous)
                # From now on, another worker would resume.
                self.resume = True
            else:
                write_atomically(path, content)
        except OSError as error:
            self.unwritten[name] = f"{name} could not be written: {error.strerror or error}"
        else:
            self.unwritten.pop(name, None)


class Mirror:
    """Which files of a folder have changed since they were last looked at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, tuple[int, int]] = {}

    def changes(self) -> list[Change]:
        """Return what is new; of a log that has grown, its end."""
        found: list[Change] = []
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if not path.is_file() or path.name.startswith(".") or path.stem.endswith(".before"):
                continue
            facts = path.stat()
            known, now = self._known.get(name), (facts.st_size, facts.st_mtime_ns)
            if known == now:
                continue
            start = known[0] if known and name == LOG and known[0] < now[0] else 0
            content = path.read_bytes()
            found.append((name, start, content[start:]))
            self._known[name] = (len(content), now[1])
        return found


def train_folder(
    turn: Turn,
    job: ImageJob,
    wanted: WantedData,
    device: str,
    threads: int,
    resume: bool,
    files: dict[str, bytes],
) -> ImageOutcome:
    """Train into a folder of a worker's own, whose files are sent after each turn."""
    torch.set_flush_denormal(True)
    torch.set_num_threads(threads)
    with TemporaryDirectory(prefix="gan-explorer-") as place:
        # The model's card has the folder's name.
        out = Path(place) / job.out.name
        out.mkdir()
        for name, content in files.items():
            (out / name).write_bytes(content)
        mirror = Mirror(out)
        data = load_images(
            job.settings.dataset, wanted.split, folder=wanted.folder, download=wanted.download,
            progress=lambda done, total: _pause(turn),
        )  # fmt: skip
        turn.tell(("data", (len(data.images), data.origin)))
        try:
            folder = ImageFolder(
                replace(job, out=out), data, device=resolve_device(device), resume=resume
            )
        except FolderError as error:
            raise FolderError(str(error).replace(str(out), str(job.out))) from None

        def send() -> None:
            changes = mirror.changes()
            if changes:
                turn.tell(("files", changes))

        turn.before_rest = send
        outcome = folder.run(stop=turn.pause, progress=lambda report: turn.tell(("report", report)))
        send()
        return outcome


def _pause(turn: Turn) -> None:
    turn.pause()
