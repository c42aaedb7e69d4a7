"""A run on image data in a folder: checkpoint, log, sample sheets, and the trained model."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from gan_core.checkpoints.native import Card, save_model
from gan_core.checkpoints.resolutions import save_resolution
from gan_core.data.images import LICENCES, ImageSet
from gan_core.settings.images import SHEET_COLUMNS, ImageSettings
from gan_core.storage.checkpoint_file import CheckpointFile
from gan_core.storage.devices import describe_device
from gan_core.storage.serialization import write_atomically
from gan_core.training.divergence import DivergenceError
from gan_core.training.images.preview import ImagePreview
from gan_core.training.images.trainers import make_trainer
from gan_core.training.images.training import ImageReport, train_images
from gan_core.viz.picture_grid import picture_grid
from gan_core.viz.raster import png

CHECKPOINT, LOG, SAMPLES = "checkpoint.safetensors", "log.jsonl", "samples"
CHECKPOINT_SECONDS = 30.0
SHOWN = 56
"""Pixels along the side of a picture on a sheet: digits are enlarged twice."""

SHEETS = 20
"""The most sample sheets of a run, at round steps, besides the first and the last."""


class FolderError(Exception):
    """A folder cannot be used; one line says why and what to do."""


@dataclass(frozen=True)
class ImageJob:
    """What is trained and where to; ``storage`` and ``command`` are for the model's card."""

    recipe: str
    settings: ImageSettings
    out: Path
    storage: str
    command: str


@dataclass(frozen=True)
class ImageOutcome:
    """How a run ended: ``finished``, ``stopped`` or ``failed``; ``notices`` say what went wrong."""

    state: str
    report: ImageReport
    notices: list[str]


class ImageFolder:
    """Trains into a folder; ``run`` may be stopped at any step and resumed."""

    def __init__(
        self, job: ImageJob, data: ImageSet, *, device: torch.device, resume: bool
    ) -> None:
        self.job = job
        self.trainer = make_trainer(job.settings, data, device=device)
        self.preview = ImagePreview(self.trainer)
        self.seconds = 0.0
        self.logged = -1
        self.notices: list[str] = []
        self.checkpoint = CheckpointFile(job.out / CHECKPOINT)
        if self.checkpoint.exists and not resume:
            raise FolderError(
                f"{job.out} already holds a run; resume it with --resume, or choose another --out"
            )
        if resume:
            self._load()
        self._saved = time.monotonic()

    def _load(self) -> None:
        path = self.checkpoint.path
        try:
            state = self.checkpoint.load()
            if state is None:
                raise FolderError(f"{path} is not there; omit --resume to start a run")
            arrays, facts = state
            before = ImageSettings(**facts["settings"])
            wanted = self.job.settings.as_dict()
            differing = [
                f"{name} ({value} there, {wanted[name]} here)"
                for name, value in before.as_dict().items()
                if value != wanted[name] and name != "steps"
            ]
            if facts["recipe"] != self.job.recipe:
                raise FolderError(
                    f"{path} is of the recipe {facts['recipe']}, not {self.job.recipe}"
                )
            if differing:
                raise FolderError(
                    f"{path} is of other settings: {', '.join(differing)}; "
                    "give the same ones, or choose another --out"
                )
            self.trainer.load_state(arrays, facts)
            self.seconds = float(facts["seconds"])
            self.logged = self.trainer.steps_done
            self.notices += filter(None, [self.checkpoint.notice(self.trainer.steps_done)])
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise FolderError(f"{path} cannot be used: {' '.join(str(error).split())}") from None
        self._cut_log()

    def _cut_log(self) -> None:
        """Remove log lines that were written after the last checkpoint."""
        path = self.job.out / LOG
        if path.exists():
            lines = path.read_text("utf-8").splitlines(keepends=True)
            kept = [line for line in lines if json.loads(line)["step"] <= self.trainer.steps_done]
            write_atomically(path, "".join(kept).encode())

    def run(
        self,
        *,
        stop: Callable[[], bool] = lambda: False,
        progress: Callable[[ImageReport], None] = lambda report: None,
    ) -> ImageOutcome:
        """Train to the end or until ``stop`` returns True, then write checkpoint and model."""
        state, steps = "finished", self.job.settings.steps
        (self.job.out / SAMPLES).mkdir(parents=True, exist_ok=True)
        report = ImageReport(self.trainer.steps_done, self.seconds, None, self.trainer.losses)
        apart = round_interval(steps)
        if not self.trainer.steps_done:
            self._draw()
        try:
            for report in train_images(self.trainer, seconds=self.seconds, stop=stop):
                self._log(report)
                progress(report)
                if report.step % apart == 0 or report.step == steps:
                    self._draw()
                if self.trainer.stabilised_resolution is not None:
                    side = self.trainer.stabilised_resolution
                    self._attempt(
                        f"the model of {side} pixels", partial(self._save_resolution, report, side)
                    )
                if time.monotonic() - self._saved > CHECKPOINT_SECONDS:
                    self.save(report)
        except DivergenceError as error:
            # The last checkpoint is kept.
            self.notices.append(str(error))
            return ImageOutcome("failed", report, self.notices)
        if report.step < steps:
            state = "stopped"
        self.save(report)
        self._attempt("the model", lambda: self._save_model(report))
        return ImageOutcome(state, report, self.notices)

    def save(self, report: ImageReport) -> None:
        """Write the checkpoint; if that fails, the one before stays and a notice says so."""
        arrays, facts = self.trainer.state()
        facts |= {
            "recipe": self.job.recipe,
            "settings": self.job.settings.as_dict(),
            "seconds": report.seconds,
        }
        self._attempt("the checkpoint", lambda: self.checkpoint.save((arrays, facts)))
        self._saved = time.monotonic()

    def _attempt(self, what: str, write: Callable[[], object]) -> None:
        try:
            write()
        except OSError as error:
            self.notices.append(
                f"{what} could not be written at step {self.trainer.steps_done}: "
                f"{error.strerror or error}; the one before stays"
            )

    def _save_model(self, report: ImageReport) -> None:
        save_model(self.job.out, self.trainer.product, self._card(report), storage=self.job.storage)

    def _save_resolution(self, report: ImageReport, side: int) -> None:
        save_resolution(
            self.job.out, self.trainer.product, self._card(report), side, storage=self.job.storage
        )

    def _card(self, report: ImageReport) -> Card:
        job, settings = self.job, self.job.settings
        return Card(
            name=job.out.name,
            recipe=job.recipe,
            kind=settings.kind,
            dataset=settings.dataset,
            licence=LICENCES[settings.dataset],
            seed=settings.seed,
            steps=report.step,
            torch=torch.__version__,
            seconds=round(report.seconds, 1),
            device=describe_device(self.trainer.device.type),
            command=job.command,
            settings=settings.as_dict(),
        )

    def _log(self, report: ImageReport) -> None:
        if report.step <= self.logged:
            return
        self.logged = report.step
        line = json.dumps(report.as_dict()) + "\n"

        def write() -> None:
            with (self.job.out / LOG).open("a", encoding="utf-8") as file:
                file.write(line)

        self._attempt("the log", write)

    def _draw(self) -> None:
        sheet = picture_grid(
            self.preview.pictures(self.trainer),
            columns=SHEET_COLUMNS,
            scale=max(1, round(SHOWN / self.job.settings.resolution)),
        )
        path = self.job.out / SAMPLES / f"step-{self.trainer.steps_done:08d}.png"
        self._attempt("a sample sheet", lambda: write_atomically(path, png(Image.fromarray(sheet))))


def round_interval(steps: int) -> int:
    """Return the least 1, 2 or 5 times a power of ten, from 100, that gives at most ``SHEETS``."""
    powers = (factor * int(10**power) for power in range(2, 8) for factor in (1, 2, 5))
    return next(interval for interval in powers if interval * SHEETS >= steps)


def check_folder(out: Path) -> None:
    """Create ``out``; ``FolderError`` where that is not possible."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(f"{out} is no folder to write to: {error.strerror}") from None


def settings_of_run(out: Path) -> dict[str, Any]:
    """Return the settings in a folder's checkpoint, {} without one."""
    try:
        state = CheckpointFile(out / CHECKPOINT).load()
        return dict(state[1]["settings"]) if state else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
