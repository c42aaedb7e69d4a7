"""A run's numbers as they come, for other programs: CSV, TensorBoard, MLflow.

A log that cannot be written any more ends by itself, with a notice; the run goes on.
"""

from __future__ import annotations

import csv
import json
import math
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from gan_core.storage.serialization import write_atomically
from gan_core.storage.text import one_line

STEP = "step"
EXPERIMENT = "gan-explorer"
SEND_SECONDS = 1.0
"""MLflow gets numbers at most so often, since each time may be a request."""

PARAMETERS_AT_A_TIME = 100
"""More of them MLflow takes in no request."""

FINISHED, FAILED, STOPPED = "FINISHED", "FAILED", "KILLED"
"""How a run ended, in MLflow's words."""


class LogError(ValueError):
    """A log cannot be opened; one line says why."""


@dataclass(frozen=True)
class LoggedRun:
    """What is logged: its name, its settings, and the names of its numbers, the step apart.

    ``resumed_at`` is the step at which an earlier run goes on, None for a new one.
    """

    name: str
    settings: Mapping[str, Any]
    names: tuple[str, ...]
    resumed_at: int | None = None


class MetricLog(Protocol):
    """Where numbers go."""

    def write(self, step: int, numbers: Mapping[str, float]) -> None:
        """Take the numbers of a step, all of them finite."""

    def close(self, state: str) -> None:
        """Write what is left; ``state`` is how the run ended."""


class CsvLog:
    """A row for each report, a column for each number; what does not exist is empty."""

    def __init__(self, path: str, run: LoggedRun) -> None:
        self.path, self.columns = Path(path), (STEP, *run.names)
        earlier: list[list[str]] = []
        if run.resumed_at is not None and self.path.exists():
            earlier = self._earlier(run.resumed_at)
        lines = [",".join(row) for row in (list(self.columns), *earlier)]
        write_atomically(self.path, ("\n".join(lines) + "\n").encode())
        self.file = self.path.open("a", encoding="utf-8", newline="")

    def _earlier(self, resumed_at: int) -> list[list[str]]:
        """Return the rows up to where a run goes on."""
        with self.path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        if not rows or tuple(rows[0]) != self.columns:
            raise LogError(f"{self.path} has other columns; choose another file")
        whole = [row for row in rows[1:] if len(row) == len(self.columns) and row[0].isdecimal()]
        return [row for row in whole if int(row[0]) <= resumed_at]

    def write(self, step: int, numbers: Mapping[str, float]) -> None:
        """Add a row, at once in the file."""
        values = [repr(numbers[name]) if name in numbers else "" for name in self.columns[1:]]
        self.file.write(",".join([str(step), *values]) + "\n")
        self.file.flush()

    def close(self, state: str) -> None:
        """Close the file."""
        self.file.close()


class TensorBoardLog:
    """Scalars in an event file, and the settings as a text."""

    def __init__(self, folder: str, run: LoggedRun) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError:
            raise LogError(_missing("TensorBoard", "tensorboard")) from None
        place = Path(folder)
        if run.resumed_at is None and any(place.glob("*tfevents*")):
            raise LogError(f"{place} has another run's events; choose another folder")
        after = None if run.resumed_at is None else run.resumed_at + 1
        self.writer = SummaryWriter(str(place), purge_step=after)
        text = json.dumps(dict(run.settings), indent=1)
        self.writer.add_text("settings", f"```\n{text}\n```", run.resumed_at or 0)

    def write(self, step: int, numbers: Mapping[str, float]) -> None:
        """Add a scalar for each number; they are in the file within two minutes."""
        for name, value in numbers.items():
            self.writer.add_scalar(name, value, step)

    def close(self, state: str) -> None:
        """Write all of them."""
        self.writer.close()


class MlflowLog:
    """A run of the experiment gan-explorer, with settings as parameters."""

    def __init__(self, address: str, run: LoggedRun) -> None:
        # Read as it is imported: ours says nothing to anybody but the store that was named, and a
        # server that is silent does not hold up a training.
        for name, value in (
            ("MLFLOW_DISABLE_TELEMETRY", "true"), ("MLFLOW_LOGGING_LEVEL", "WARNING"),
            ("MLFLOW_HTTP_REQUEST_TIMEOUT", "10"), ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1"),
        ):  # fmt: skip
            os.environ.setdefault(name, value)
        try:
            from mlflow import MlflowClient
            from mlflow.entities import Metric, Param
        except ImportError:
            raise LogError(_missing("MLflow", "mlflow")) from None
        self.metric: Callable[..., Any] = Metric
        self.client = MlflowClient(tracking_uri=address)
        known = self.client.get_experiment_by_name(EXPERIMENT)
        experiment = known.experiment_id if known else self.client.create_experiment(EXPERIMENT)
        tags = {} if run.resumed_at is None else {"resumed_at": str(run.resumed_at)}
        self.run = self.client.create_run(experiment, run_name=run.name, tags=tags).info.run_id
        parameters = [Param(name, str(value)) for name, value in run.settings.items()]
        for start in range(0, len(parameters), PARAMETERS_AT_A_TIME):
            self.client.log_batch(self.run, params=parameters[start : start + PARAMETERS_AT_A_TIME])
        self.waiting: list[Any] = []
        self.sent = time.monotonic()

    def write(self, step: int, numbers: Mapping[str, float]) -> None:
        """Take numbers, and send what waits when it is time."""
        now = int(1000 * time.time())
        self.waiting += [self.metric(name, value, now, step) for name, value in numbers.items()]
        if time.monotonic() - self.sent > SEND_SECONDS:
            self._send()

    def _send(self) -> None:
        # A request takes a thousand of them.
        for start in range(0, len(self.waiting), 1000):
            self.client.log_batch(self.run, metrics=self.waiting[start : start + 1000])
        self.waiting, self.sent = [], time.monotonic()

    def close(self, state: str) -> None:
        """Send all of them, and say how the run ended."""
        self._send()
        self.client.set_terminated(self.run, state)


LOGS: dict[str, Callable[[str, LoggedRun], MetricLog]] = {
    "csv": CsvLog,
    "tensorboard": TensorBoardLog,
    "mlflow": MlflowLog,
}
"""The kinds of logs, each opened at a place: a file, a folder, an address."""


@dataclass
class MetricLogs:
    """All logs of a run; ``notices`` say which of them ended early, and why."""

    logs: dict[str, MetricLog] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    state: str = FINISHED

    def write(self, report: Mapping[str, Any]) -> None:
        """Take a report with its step."""
        numbers = numbers_of(report)
        for name in list(self.logs):
            self._attempt(name, lambda log: log.write(report[STEP], numbers))

    def close(self) -> None:
        """Close all of them."""
        for name in list(self.logs):
            self._attempt(name, lambda log: log.close(self.state))

    def _attempt(self, name: str, action: Callable[[MetricLog], None]) -> None:
        try:
            action(self.logs[name])
        except Exception as error:  # of other libraries, whose servers and disks may fail
            ended = self.logs.pop(name)
            self.notices.append(f"the log {name} could not be written: {one_line(error)}")
            with suppress(Exception):
                ended.close(self.state)


@contextmanager
def metric_logs(places: Sequence[tuple[str, str]], run: LoggedRun) -> Iterator[MetricLogs]:
    """Give the logs of a run, opened at (kind, place) each; raises ``LogError``.

    They are closed at the end, as failed or stopped ones where an exception comes.
    """
    opened = MetricLogs()
    try:
        for kind, place in places:
            try:
                opened.logs[f"{kind}:{place}"] = LOGS[kind](place, run)
            except LogError:
                raise
            except Exception as error:  # of other libraries, which have no common type
                raise LogError(f"{kind}:{place} cannot be opened: {one_line(error)}") from None
        yield opened
    except BaseException as error:
        opened.state = STOPPED if isinstance(error, KeyboardInterrupt) else FAILED
        raise
    finally:
        opened.close()


def numbers_of(report: Mapping[str, Any]) -> dict[str, float]:
    """Return the finite numbers of a report by name but for its step; those of ``losses`` too."""
    flat = {**report, **(report.get("losses") or {})}
    return {
        name: value
        for name, value in flat.items()
        if name != STEP
        and isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
    }


def _missing(what: str, extra: str) -> str:
    return f"{what} is not installed: pip install 'gan-explorer[{extra}]'"
