"""What several commands take: their common options, and models, data and devices by name."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from gan_core.cli.output import UsageError
from gan_core.cli.paths import path_option
from gan_core.cli.terminal import Progress, tell
from gan_core.storage.text import shown

if TYPE_CHECKING:
    import torch

    from gan_core.checkpoints.native import Model
    from gan_core.data.images import ImageSet

COUNT_LIMIT = 100_000
"""The most pictures that one command makes or encodes."""


def add_data(parser: argparse.ArgumentParser) -> None:
    """Add the options of the data's folder and of downloads."""
    parser.add_argument(
        "--data", type=path_option, metavar="DIR", help="where data sets are; GAN_DATA if left out"
    )
    parser.add_argument(
        "--download", action="store_true", help="let torchvision download what is missing"
    )


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add the options of seed, device and form of the answer."""
    parser.add_argument("--seed", default="0", metavar="N")
    parser.add_argument("--device", default="auto", metavar="auto|cpu|cuda|mps")
    parser.add_argument("--json", action="store_true")


def add_scheduler(parser: argparse.ArgumentParser) -> None:
    """Add the option of a Dask cluster."""
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="train on the Dask cluster whose scheduler is at tcp://HOST:PORT; GAN_SCHEDULER if "
        "left out, '' for here",
    )


def open_scheduler(arguments: argparse.Namespace) -> str:
    """Return the address of a scheduler, empty for none; ``UsageError`` for what is none."""
    from gan_core.cluster.connection import ClusterError, scheduler_address

    try:
        return scheduler_address(arguments.scheduler)
    except ClusterError as error:
        raise UsageError(str(error)) from None


def parse_number(text: str, option: str, low: int, high: int) -> int:
    """Return an option's whole number; ``UsageError`` outside ``low`` to ``high``."""
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise UsageError(f"{option} {shown(text)} is out of range; accepted: {low} to {high}")
    return value


def parse_decimal(text: str, option: str, low: float, high: float) -> float:
    """Return an option's number; ``UsageError`` outside ``low`` to ``high``."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise UsageError(f"{option} {shown(text)} is out of range; accepted: {low:g} to {high:g}")
    return value


def parse_truncation(text: str | None) -> float | None:
    """Return the threshold of truncated latents; ``UsageError`` outside 0 to 10."""
    return None if text is None else parse_decimal(text, "--truncation", 0, 10)


def open_device(name: str) -> torch.device:
    """Return a device by name; ``UsageError`` for one that this machine lacks."""
    from gan_core.storage.devices import resolve_device

    try:
        return resolve_device(name)
    except ValueError as error:
        raise UsageError(str(error)) from None


def open_model(name: str) -> Model:
    """Return a model; ``UsageError`` says why one is refused."""
    from gan_core.checkpoints.native import CheckpointError
    from gan_core.sharing.loading import load_local

    try:
        return load_local(Path(name))
    except CheckpointError as error:
        raise UsageError(str(error)) from None


def open_data(name: str, split: str, arguments: argparse.Namespace) -> ImageSet:
    """Return a data set; ``UsageError`` says where it was expected.

    What is known of its files is kept in ``arguments.origin``, for ``tell_left_out``.
    """
    from gan_core.data.images import DataError, load_images

    bars: list[Progress] = []
    told = getattr(arguments, "progress", "bar") == "json"
    started = time.monotonic()

    def progress(done: int, total: int) -> None:
        bars[:] = bars or [Progress(total, as_json=told)]
        bars[0].show(done, time.monotonic() - started, "pictures decoded")

    try:
        found = load_images(
            name, split, folder=arguments.data, download=arguments.download, progress=progress
        )
    except DataError as error:
        raise UsageError(str(error)) from None
    finally:
        for bar in bars:
            bar.end()
    arguments.origin = found.origin
    return found


def tell_left_out(arguments: argparse.Namespace) -> None:
    """Say on standard error how many pictures ``open_data`` left out, and why, if any.

    A program that reads lines of JSON there has it in the answer.
    """
    origin = getattr(arguments, "origin", None)
    line = origin.line() if origin else ""
    if line and getattr(arguments, "progress", "bar") != "json":
        tell(line)


def left_out_field(arguments: argparse.Namespace) -> dict[str, dict[str, int]]:
    """Return the field of an answer that tells what ``open_data`` left out, if anything."""
    origin = getattr(arguments, "origin", None)
    left_out = origin.left_out if origin else {}
    return {"left_out": left_out} if left_out else {}
