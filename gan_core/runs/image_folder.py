"""A run on image data in a folder: checkpoint, log, sample sheets, and the trained model."""

from __future__ import annotations

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
from gan_core.data.images import ImageSet
from gan_core.data.licences import LICENCES
from gan_core.runs.data_history import DataHistory
from gan_core.runs.run_folder import CHECKPOINT, LOG, FolderError, check_run, read_log, unusable
from gan_core.settings.images import SHEET_COLUMNS, ImageSettings
from gan_core.storage.checkpoint_file import CheckpointFile
from gan_core.storage.devices import describe_device
from gan_core.storage.serialization import write_atomically
from gan_core.storage.strict_json import strict_json
from gan_core.training.divergence import DivergenceError
from gan_core.training.images.preview import ImagePreview
from gan_core.training.images.trainers import make_trainer
from gan_core.training.images.training import ImageReport, train_images
from gan_core.training.parallel import ALONE, Parallel
from gan_core.viz.picture_grid import picture_grid
from gan_core.viz.raster import png

SAMPLES = "samples"
CHECKPOINT_SECONDS = 30.0
SHOWN = 56
"""Pixels along the side of a picture on a sheet: digits are enlarged twice."""

SHEETS = 20
"""The most sample sheets of a run, at round steps, besides the first and the last."""


CHECKPOINT_WORD, MODEL_WORD, LOG_WORD = "the checkpoint", "the model", "the log"
"""What may not be written, as notices name it."""


@dataclass(frozen=True)
class ImageJob:
    """What is trained and where to; ``storage``, ``command``, ``chosen_by`` are for the card.

    ``accept_changed_data``: a run is resumed though its pictures have changed since.
    """

    recipe: str
    settings: ImageSettings
    out: Path
    storage: str
    command: str
    accept_changed_data: bool = False
    chosen_by: str = ""


@dataclass(frozen=True)
class ImageOutcome:
    """How a run ended: ``finished``, ``stopped`` or, where it diverged, ``failed``.

    ``notices`` say what a resumed run found and what could not be written; ``failure`` why the
    folder lacks what was asked for, as the run diverged or the model could not be written. It is
    empty where all is well.
    """

    state: str
    report: ImageReport
    notices: list[str]
    failure: str = ""


class ImageFolder:
    """Trains into a folder; ``run`` may be stopped at any step and resumed.

    Of several processes (``parallel``) the first one writes; where one is to stop, all do.
    """

    def __init__(
        self,
        job: ImageJob, data: ImageSet, *, device: torch.device, resume: bool,
        parallel: Parallel = ALONE,
    ) -> None:  # fmt: skip
        self.job, self.parallel = job, parallel
        self.trainer = make_trainer(job.settings, data, device=device, parallel=parallel)
        self.preview = ImagePreview(self.trainer)
        self.seconds = 0.0
        self.logged = -1
        self.history = DataHistory(data, self.trainer.data)
        self.notices: list[str] = []
        self.unwritten: dict[str, str] = {}
        self.checkpoint = CheckpointFile(job.out / CHECKPOINT)
        check_run(job.out, resume=resume)
        if resume:
            self._load(job.out / CHECKPOINT)
        parallel.agree("settings", job.settings.as_dict())
        parallel.agree("pictures", self.trainer.data)
        parallel.agree("checkpoints", self.trainer.steps_done)
        self._saved = time.monotonic()

    def _load(self, path: Path) -> None:
        try:
            state = self.checkpoint.load()
            assert state is not None  # check_run has seen it
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
            differs = self.history.resume(facts, accept=self.job.accept_changed_data)
            if differs:
                raise FolderError(
                    f"the pictures have changed since {path} was written ({differs}); give the "
                    "same ones, resume on these with --accept-changed-data, or choose another --out"
                )
            self.trainer.load_state(arrays, facts)
            self.seconds = float(facts["seconds"])
            self.logged = self.trainer.steps_done
            self.notices += filter(None, [self.checkpoint.notice(self.trainer.steps_done)])
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise unusable(path, error) from None
        self._cut_log()

    def _cut_log(self) -> None:
        """Remove log lines that were written after the last checkpoint."""
        kept = [row for row in read_log(self.job.out) if row["step"] <= self.trainer.steps_done]
        text = "".join(strict_json(row) + "\n" for row in kept)
        self._attempt(LOG_WORD, lambda: write_atomically(self.job.out / LOG, text.encode()))

    def run(
        self,
        *,
        stop: Callable[[], bool] = lambda: False,
        progress: Callable[[ImageReport], None] = lambda report: None,
    ) -> ImageOutcome:
        """Train to the end or until ``stop`` returns True, then write checkpoint and model."""
        steps, started = self.job.settings.steps, time.monotonic()
        report = ImageReport(self.trainer.steps_done, self.seconds, None, self.trainer.losses)
        apart = round_interval(steps)
        if not self.trainer.steps_done:
            # Of a run that ended before its first checkpoint.
            self._attempt(LOG_WORD, lambda: (self.job.out / LOG).unlink(missing_ok=True))
            self._draw()
        try:
            for report in train_images(
                self.trainer, seconds=self.seconds, stop=lambda: self.parallel.any(stop())
            ):
                self.trainer.check_weights()
                self._log(report)
                progress(report)
                if report.step % apart == 0 or report.step == steps:
                    self._draw()
                if self.trainer.stabilised_resolution is not None:
                    side = self.trainer.stabilised_resolution
                    self._attempt(
                        f"the model of {side} pixels", partial(self._save_resolution, report, side)
                    )
                if self.trainer.half_faded_resolution is not None:
                    side = self.trainer.half_faded_resolution
                    self._attempt(
                        f"the model of {side} pixels in its fade-in",
                        partial(self._save_fade_in, report, side),
                    )
                if time.monotonic() - self._saved > CHECKPOINT_SECONDS:
                    self.save(report)
        except DivergenceError as error:
            return self._diverged(error, seconds=self.seconds + time.monotonic() - started)
        self.save(report)
        self._attempt(MODEL_WORD, lambda: self._save_model(report))
        lost = [
            self.unwritten[what] for what in (MODEL_WORD, CHECKPOINT_WORD) if what in self.unwritten
        ]
        return ImageOutcome(
            "stopped" if report.step < steps else "finished",
            report,
            self._notices(),
            failure=lost[0] if lost else "",
        )

    def _diverged(self, error: DivergenceError, *, seconds: float) -> ImageOutcome:
        """Write the end of the run into its log; the last checkpoint is kept."""
        report = ImageReport(error.step, seconds, None, self.trainer.losses)
        self._write_log(report.as_dict() | {"failed": str(error)})
        return ImageOutcome("failed", report, self._notices(), failure=str(error))

    def _notices(self) -> list[str]:
        return [*self.notices, *self.history.notices, *self.unwritten.values()]

    def save(self, report: ImageReport) -> None:
        """Write the checkpoint; if that fails, the one before stays and a notice says so."""
        arrays, facts = self.trainer.state()
        facts |= {
            "recipe": self.job.recipe,
            "settings": self.job.settings.as_dict(),
            "seconds": report.seconds,
            **self.history.facts(),
        }
        self._attempt(CHECKPOINT_WORD, lambda: self.checkpoint.save((arrays, facts)))
        self._saved = time.monotonic()

    def _attempt(self, what: str, write: Callable[[], object]) -> None:
        """Write something; where that fails, what was there stays and the outcome says so."""
        if not self.parallel.leads:
            return
        try:
            write()
        except OSError as error:
            # Once, however often: a full disk meets every row of the log.
            self.unwritten[what] = (
                f"{what} could not be written at step {self.trainer.steps_done}: "
                f"{error.strerror or error}; the one before stays"
            )
            return
        if what in (CHECKPOINT_WORD, MODEL_WORD):
            # The new one has all that the one that failed would have had.
            self.unwritten.pop(what, None)

    def _save_model(self, report: ImageReport) -> None:
        save_model(self.job.out, self.trainer.product, self._card(report), storage=self.job.storage)

    def _save_resolution(self, report: ImageReport, side: int) -> None:
        save_resolution(
            self.job.out, self.trainer.product, self._card(report), side, storage=self.job.storage
        )

    def _save_fade_in(self, report: ImageReport, side: int) -> None:
        # The weights themselves: in so short a time their average hardly leaves the random start
        # of the new layers.
        save_resolution(
            self.job.out, self.trainer.model, self._card(report), side, storage=self.job.storage,
            fading=True,
        )  # fmt: skip

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
            data=self.history.card(),
            chosen_by=job.chosen_by,
        )

    def _log(self, report: ImageReport) -> None:
        if report.step <= self.logged:
            return
        self.logged = report.step
        self._write_log(report.as_dict())

    def _write_log(self, row: dict[str, Any]) -> None:
        def write() -> None:
            with (self.job.out / LOG).open("a", encoding="utf-8") as file:
                file.write(strict_json(row) + "\n")

        self._attempt(LOG_WORD, write)

    def _draw(self) -> None:
        if not self.parallel.leads:
            return
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
