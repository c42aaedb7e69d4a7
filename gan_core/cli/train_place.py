"""Where ``train`` trains into a folder: here, or on a worker of a Dask cluster."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gan_core.cli.inputs import open_data, open_device, parse_number, tell_left_out
from gan_core.cli.output import FailedError, UsageError
from gan_core.data.splits import TRAIN, WITHOUT_VALIDATION

if TYPE_CHECKING:
    from gan_core.runs.cluster.folder import ClusterFolder
    from gan_core.runs.image_folder import ImageFolder, ImageJob
    from gan_core.training.parallel import Parallel


def open_here(
    arguments: argparse.Namespace, job: ImageJob, parallel: Parallel
) -> tuple[ImageFolder, int]:
    """Return what trains here, and the number of pictures."""
    import torch

    from gan_core.runs.image_folder import ImageFolder
    from gan_core.runs.run_folder import FolderError

    if arguments.threads is not None:
        torch.set_num_threads(parse_number(arguments.threads, "--threads", 1, 64))
    torch.set_flush_denormal(True)
    data = open_data(job.settings.dataset, split_of(arguments), arguments)
    try:
        folder = ImageFolder(
            job, data, device=open_device(arguments.device), resume=arguments.resume,
            parallel=parallel,
        )  # fmt: skip
    except FolderError as error:
        raise UsageError(str(error)) from None
    if parallel.leads:
        tell_left_out(arguments)
    return folder, len(data.images)


def split_of(arguments: argparse.Namespace) -> str:
    """Return which pictures train."""
    return WITHOUT_VALIDATION if arguments.hold_out_validation else TRAIN


def open_elsewhere(arguments: argparse.Namespace, job: ImageJob, address: str) -> ClusterFolder:
    """Return what trains on a cluster."""
    from gan_core.runs.cluster.folder import ClusterFolder, WantedData
    from gan_core.storage.devices import DEVICE_NAMES

    if arguments.device not in DEVICE_NAMES:
        raise UsageError(
            f"unknown device {arguments.device!r}; accepted: {', '.join(DEVICE_NAMES)}"
        )
    return ClusterFolder(
        job,
        WantedData(split_of(arguments), arguments.data, arguments.download),
        address=address,
        device=arguments.device,
        threads=parse_number(arguments.threads or "1", "--threads", 1, 64),
        resume=arguments.resume,
    )


@contextmanager
def told_in_a_line(arguments: argparse.Namespace) -> Iterator[None]:
    """Have what a cluster or its worker cannot do be one line, as it would be here."""
    from gan_core.cluster.connection import ClusterError, ClusterLostError
    from gan_core.data.images import DataError
    from gan_core.runs.run_folder import FolderError

    try:
        yield
    except ClusterLostError as error:
        raise FailedError(
            f"{error}; where {arguments.out} has a checkpoint, --resume goes on from it"
        ) from None
    except (ClusterError, FolderError) as error:
        raise UsageError(str(error)) from None
    except (DataError, ValueError) as error:
        raise UsageError(f"on the worker: {error}") from None
