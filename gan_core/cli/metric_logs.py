"""``--log``: where ``train`` and ``toy`` write their numbers besides."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from gan_core.cli.output import UsageError, check_writable
from gan_core.cli.paths import path_option
from gan_core.storage.text import shown

if TYPE_CHECKING:
    from gan_core.runs.metric_logs import MetricLogs

ACCEPTED = "csv:FILE.csv, tensorboard:DIR, mlflow:URI"
KINDS = ("csv", "tensorboard", "mlflow")


def add_log(parser: argparse.ArgumentParser) -> None:
    """Add the option to a command."""
    parser.add_argument(
        "--log", action="append", default=[], metavar="csv:FILE|tensorboard:DIR|mlflow:URI",
        help="write each report's numbers there too; may be given again. MLflow's URI is that of a "
        "store, such as sqlite:///runs.db or http://127.0.0.1:5000; TensorBoard and MLflow need "
        "the extras of their names",
    )  # fmt: skip


def log_places(arguments: argparse.Namespace) -> list[tuple[str, str]]:
    """Return kind and place of each log; ``UsageError`` for what cannot be one."""
    found = []
    for text in arguments.log:
        kind, colon, place = text.partition(":")
        if kind not in KINDS or not colon or not place:
            raise UsageError(f"--log {shown(text)} is no log; accepted: {ACCEPTED}")
        if kind != "mlflow":
            try:
                path = path_option(place)
            except argparse.ArgumentTypeError as error:
                raise UsageError(f"--log {shown(text)}: {error}") from None
            check_writable("--log", path, suffixes=(".csv",) if kind == "csv" else ())
            place = str(path)
        if (kind, place) in found:
            raise UsageError(f"--log {shown(text)} is there twice")
        found.append((kind, place))
    return found


@contextmanager
def open_logs(
    places: list[tuple[str, str]], *, name: str, settings: Mapping[str, Any],
    names: tuple[str, ...], resumed_at: int | None = None,
) -> Iterator[MetricLogs]:  # fmt: skip
    """Give the logs of a run; ``UsageError`` where one cannot be opened."""
    from gan_core.runs.metric_logs import LogError, LoggedRun, metric_logs

    try:
        with metric_logs(places, LoggedRun(name, settings, names, resumed_at)) as logs:
            yield logs
    except LogError as error:
        raise UsageError(f"--log: {error}") from None
